//! NMR total porosity.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::arrays::reduce;
use crate::operators::support::bins;
use crate::operators::support::relaxation::{
    BINS_PORT, DISTRIBUTION, DISTRIBUTION_PORT, distribution,
};
use crate::operators::support::samples::NULL;

/// Sums a T2 distribution to porosity.
///
/// ## Formula
/// `MPHI = sum(p_j)` over the bins whose centre `T2_j >= t2_min`; without bins every p_j counts, and the run report says so
/// ## Units
/// T2_DISTRIBUTION in v/v for each bin; bins, the centres, and t2_min in ms; MPHI in v/v. The centres come from port bins, or from the parameter bins where the port is not fed.
/// ## Nulls
/// Negative amplitudes, which noise makes, count here as they are, while BVI, CBW and FFI set them to 0. A null bin counts 0; a null row, and a row of null bins alone, give null.
/// ## Source
/// Coates, Xiao and Prammer, NMR Logging Principles and Applications, Halliburton, 1999.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Shortest T2 that counts.
    #[schemars(range(min = 0.0, max = 10000.0), extend("x-unit" = "ms"))]
    pub t2_min: f64,
    /// Centre of each bin, where port bins is not fed.
    #[schemars(extend("x-unit" = "ms"))]
    pub bins: Vec<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { t2_min: 0.3, bins: Vec::new() }
    }
}

pub struct NmrTotalPorosity;

impl Operator for NmrTotalPorosity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "nmr_total_porosity",
        title: "NMR total porosity",
        terms: &["magnetic resonance", "t2", "cmr", "mril"],
        inputs: &[DISTRIBUTION_PORT, BINS_PORT],
        outputs: &[Output::curve("MPHI", FRACTION)],
        examples: &[
            Example {
                note: "The bin at 0.1 ms is too fast to count; a null bin counts 0.",
                params: "{}",
                input: r#"{"dist": [[0.01, 0.05, 0.1], [0.01, null, 0.1], [null, null, null]], "bins": [0.1, 10, 100]}"#,
                output: r#"{"MPHI": [0.15, 0.1, null]}"#,
            },
            Example {
                note: "Without bins all of the distribution counts.",
                params: "{}",
                input: r#"{"dist": [[0.01, 0.05, 0.1]]}"#,
                output: r#"{"MPHI": [0.16]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        if bins::given(input, &params.bins)?.is_none() {
            let porosity = reduce(input.array(DISTRIBUTION)?, |bins| Some(bins.iter().sum()));
            let note =
                format!("bins are not given: those below {} ms count as well", params.t2_min);
            return Ok(Outputs::one("MPHI", porosity).note(note));
        }
        let (distribution, bins) = distribution(input, &params.bins)?;
        let porosity = distribution.rows().map(|row| {
            let Some(row) = row else { return NULL };
            let mut amplitudes = row.iter().zip(&bins).filter_map(|(p, t2)| Some((p?, *t2)));
            let Some(first) = amplitudes.next() else { return NULL };
            let counted = std::iter::once(first).chain(amplitudes);
            counted.filter(|(_, t2)| *t2 >= params.t2_min).fold(0.0, |sum, (p, _)| sum + p)
        });
        Ok(Outputs::one("MPHI", Float64Array::from_iter_values(porosity)))
    }
}
