//! T2 logarithmic mean.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MILLISECOND, Output};
use crate::operators::support::relaxation::{BINS_PORT, DISTRIBUTION_PORT, distribution};
use crate::operators::support::samples::NULL;

/// Averages the relaxation time of a T2 distribution by logarithm.
///
/// ## Formula
/// `T2LM = exp(sum(p_j * ln(T2_j)) / sum(p_j))`
/// ## Units
/// T2_DISTRIBUTION in v/v for each bin; bins, the centres T2_j, and T2LM in ms. The centres come from port bins, or from the parameter bins where the port is not fed.
/// ## Nulls
/// A null bin and a negative amplitude count 0; a null row, and a row whose sum is 0, give null.
/// ## Source
/// Kenyon, Day, Straley and Willemsen, A Three-Part Study of NMR Longitudinal Relaxation Properties of Water-Saturated Sandstones, SPE Formation Evaluation 3, 1988; Coates, Xiao and Prammer, NMR Logging Principles and Applications, 1999.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Centre of each bin, where port bins is not fed.
    #[schemars(extend("x-unit" = "ms"))]
    pub bins: Vec<f64>,
}

pub struct NmrT2LogMean;

impl Operator for NmrT2LogMean {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "nmr_t2_log_mean",
        title: "T2 logarithmic mean",
        terms: &["magnetic resonance", "relaxation", "t2lm", "geometric mean"],
        inputs: &[DISTRIBUTION_PORT, BINS_PORT],
        outputs: &[Output::curve("T2LM", MILLISECOND)],
        examples: &[Example {
            note: "Equal amplitudes at 1 and 100 ms give 10 ms; a negative one and a null count 0.",
            params: "{}",
            input: r#"{"dist": [[0.1, 0, 0.1], [-0.1, 0.1, null], [0, 0, 0], null], "bins": [1, 50, 100]}"#,
            output: r#"{"T2LM": [10, 50, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (distribution, bins) = distribution(input, &params.bins)?;
        let logarithms: Vec<f64> = bins.iter().map(|t2| t2.ln()).collect();
        let mut room = Vec::new();
        let means = distribution.rows().map(|row| {
            let Some(row) = row else { return NULL };
            let (mut sum, mut all) = (0.0, 0.0);
            for (amplitude, logarithm) in row.or_nan(&mut room).iter().zip(&logarithms) {
                // The greater of NaN, which is null, and 0 is 0.
                let amplitude = amplitude.max(0.0);
                sum += amplitude * logarithm;
                all += amplitude;
            }
            if all > 0.0 { (sum / all).exp() } else { NULL }
        });
        Ok(Outputs::one("T2LM", Float64Array::from_iter_values(means)))
    }
}
