//! Bound fluid volume by cut-off.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::relaxation::{
    BINS_PORT, DISTRIBUTION_PORT, below, distribution, weighted,
};

/// Splits the fluid that cannot flow off a T2 distribution, into clay-bound and capillary-bound.
///
/// ## Formula
/// `BVI = sum(p_j)` over `cbw_cutoff <= T2_j < cutoff`, `CBW = sum(p_j)` over `T2_j < cbw_cutoff`. A bin counts where its centre lies; with `split` a bin that a cut-off straddles is divided by logarithm, a bin reaching to the geometric means of its centre and its neighbours'.
/// ## Units
/// T2_DISTRIBUTION in v/v for each bin; bins, the centres, and the cut-offs in ms; BVI and CBW in v/v. The centres come from port bins, or from the parameter bins where the port is not fed.
/// ## Nulls
/// A null bin and a negative amplitude count 0; a null row, and a row whose sum is 0, give null.
/// ## Source
/// Coates, Xiao and Prammer, NMR Logging Principles and Applications, Halliburton, 1999: 33 ms for sandstone, about 92 ms for carbonate, 3 ms for clay. Splitting a bin and counting it by its centre are both in use; the centre is the default because numbers published without the edges of the bins mean it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Shortest T2 of fluid that flows.
    #[schemars(range(min = 3.0, max = 300.0), extend("x-unit" = "ms"))]
    pub cutoff: f64,
    /// Shortest T2 of fluid that is not bound to clay.
    #[schemars(range(min = 0.0, max = 300.0), extend("x-unit" = "ms"))]
    pub cbw_cutoff: f64,
    /// Divides a bin that a cut-off straddles.
    pub split: bool,
    /// Centre of each bin, where port bins is not fed.
    #[schemars(extend("x-unit" = "ms"))]
    pub bins: Vec<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { cutoff: 33.0, cbw_cutoff: 3.0, split: false, bins: Vec::new() }
    }
}

pub struct NmrBoundFluid;

impl Operator for NmrBoundFluid {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "nmr_bound_fluid",
        title: "Bound fluid volume by cut-off",
        terms: &["magnetic resonance", "irreducible", "clay bound water", "t2 cutoff"],
        inputs: &[DISTRIBUTION_PORT, BINS_PORT],
        outputs: &[Output::curve("BVI", FRACTION), Output::curve("CBW", FRACTION)],
        examples: &[
            Example {
                note: "Clay, capillaries, pores; null and negative amplitudes count 0, nothing gives null.",
                params: "{}",
                input: r#"{"dist": [[0.02, 0.05, 0.1], [-0.01, 0.05, null], [0, 0, 0]], "bins": [1, 10, 100]}"#,
                output: r#"{"BVI": [0.05, 0.05, null], "CBW": [0.02, 0, null]}"#,
            },
            Example {
                note: "A cut-off of 4 ms halves the bin from 2 to 8 ms.",
                params: r#"{"cutoff": 4, "cbw_cutoff": 1, "split": true, "bins": [1, 4, 16]}"#,
                input: r#"{"dist": [[0.02, 0.04, 0.1]]}"#,
                output: r#"{"BVI": [0.03], "CBW": [0.01]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (distribution, bins) = distribution(input, &params.bins)?;
        let clay = below(params.cbw_cutoff, &bins, params.split)?;
        let bound = below(params.cutoff, &bins, params.split)?;
        let capillary: Vec<f64> = bound.iter().zip(&clay).map(|(all, clay)| all - clay).collect();
        Ok(Outputs::one("BVI", weighted(distribution, &capillary))
            .with("CBW", weighted(distribution, &clay)))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.cbw_cutoff <= params.cutoff {
            return Vec::new();
        }
        let wanted = format!("no more than cutoff, which is {} ms", params.cutoff);
        let hint = "clay-bound fluid relaxes faster than the rest of the bound fluid";
        vec![BrokenRule::new("cbw_cutoff", params.cbw_cutoff, wanted, hint)]
    }
}
