//! Free fluid index.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::relaxation::{
    BINS_PORT, DISTRIBUTION_PORT, below, distribution, weighted,
};

/// Sums the fluid of a T2 distribution that can flow.
///
/// ## Formula
/// `FFI = sum(p_j)` over `T2_j >= cutoff`. A bin counts where its centre lies; with `split` the bin that the cut-off straddles is divided by logarithm, as in nmr_bound_fluid.
/// ## Units
/// T2_DISTRIBUTION in v/v for each bin; bins, the centres, and the cut-off in ms; FFI in v/v. The centres come from port bins, or from the parameter bins where the port is not fed.
/// ## Nulls
/// A null bin and a negative amplitude count 0; a null row, and a row whose sum is 0, give null.
/// ## Source
/// Coates, Xiao and Prammer, NMR Logging Principles and Applications, Halliburton, 1999: 33 ms for sandstone, about 92 ms for carbonate.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Shortest T2 of fluid that flows.
    #[schemars(range(min = 3.0, max = 300.0), extend("x-unit" = "ms"))]
    pub cutoff: f64,
    /// Divides the bin that the cut-off straddles.
    pub split: bool,
    /// Centre of each bin, where port bins is not fed.
    #[schemars(extend("x-unit" = "ms"))]
    pub bins: Vec<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { cutoff: 33.0, split: false, bins: Vec::new() }
    }
}

pub struct NmrFreeFluid;

impl Operator for NmrFreeFluid {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "nmr_free_fluid",
        title: "Free fluid index",
        terms: &["magnetic resonance", "movable", "t2 cutoff", "ffi"],
        inputs: &[DISTRIBUTION_PORT, BINS_PORT],
        outputs: &[Output::curve("FFI", FRACTION)],
        examples: &[
            Example {
                note: "A bin at the cut-off flows; null and negative amplitudes count 0, nothing gives null.",
                params: "{}",
                input: r#"{"dist": [[0.02, 0.05, 0.1], [0.02, null, -0.1], [0, 0, 0]], "bins": [1, 33, 100]}"#,
                output: r#"{"FFI": [0.15, 0, null]}"#,
            },
            Example {
                note: "A cut-off of 4 ms halves the bin from 2 to 8 ms.",
                params: r#"{"cutoff": 4, "split": true, "bins": [1, 4, 16]}"#,
                input: r#"{"dist": [[0.02, 0.04, 0.1]]}"#,
                output: r#"{"FFI": [0.12]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (distribution, bins) = distribution(input, &params.bins)?;
        let bound = below(params.cutoff, &bins, params.split)?;
        let free: Vec<f64> = bound.iter().map(|bound| 1.0 - bound).collect();
        Ok(Outputs::one("FFI", weighted(distribution, &free)))
    }
}
