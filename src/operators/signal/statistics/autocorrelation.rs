//! Autocorrelation.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};
use crate::operators::support::runs::longest_run;
use crate::operators::support::spectrum::autocovariances;
use crate::operators::support::statistics::mean;

/// Returns how much a curve is like itself some samples further on.
///
/// ## Formula
/// `rho[k] = sum((X[i] - m) * (X[i + k] - m)) / sum((X[i] - m)^2)`, with the mean `m` of the run; the biased estimate, as both sums are taken over the number of all samples
/// ## Units
/// lag counts samples, from 0 to max_lag or to the last sample of the run; rho is a number from -1 to 1.
/// ## Nulls
/// The longest null-free run is taken, the first of several; its length is reported. Of equal values rho is null, and without any value the table is empty.
/// ## Source
/// statsmodels.tsa.stattools.acf(adjusted=False, fft=True), statsmodels 0.14, 2024; Box and Jenkins, Time Series Analysis, Holden-Day, 1970.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Longest shift.
    #[schemars(range(min = 1, max = 1000000), extend("x-unit" = "samples"))]
    pub max_lag: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { max_lag: 100 }
    }
}

pub struct Autocorrelation;

impl Operator for Autocorrelation {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "autocorrelation",
        title: "Autocorrelation function",
        terms: &["correlogram", "acf", "cyclicity", "correlation length"],
        inputs: &[Port::any("X")],
        outputs: &[
            Output::curve("lag", NUMBER).in_table("autocorrelation"),
            Output::curve("rho", NUMBER).in_table("autocorrelation"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "Deviations -1 1 -1 1 of the longest run: products -3, 2, -1 over 4.",
            params: "{}",
            input: r#"{"X": [9, null, 4, 6, 4, 6]}"#,
            output: r#"{"lag": [0, 1, 2, 3], "rho": [1, -0.75, 0.5, -0.25]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let run = &curve.values()[longest_run(curve)];
        let centre = mean(run).unwrap_or_default();
        let deviations: Vec<f64> = run.iter().map(|value| value - centre).collect();
        // Equal values may miss their mean by its rounding, which is like itself at every lag.
        let equal = run.iter().all(|value| *value == run[0]);
        let lags = (params.max_lag as usize).min(run.len().saturating_sub(1));
        let sums = if run.is_empty() { Vec::new() } else { autocovariances(&deviations, lags) };
        let rho = |sum: &f64| Some(sum / sums[0]).filter(|rho| !equal && rho.is_finite());
        let lag: Float64Array = (0..sums.len()).map(|lag| Some(lag as f64)).collect();
        let rho: Float64Array = sums.iter().map(rho).collect();
        let note = format!("longest null-free run: {} samples", run.len());
        Ok(Outputs::one("lag", lag).with("rho", rho).note(note))
    }
}
