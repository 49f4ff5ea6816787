//! Matching of quantiles.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::{NULL, map};
use crate::operators::support::statistics::{percentile, sorted};

/// Gives a curve the distribution of another one.
///
/// ## Formula
/// `X_Q = interp(X, q_x, q_ref)`, linearly between the n_quantiles quantiles `q_x` of X and `q_ref` of REF at equal parts from 0 to 1
/// ## Units
/// REF in the unit of X; X_Q as well. REF may have any number of samples: a curve of another interval or well is a column of its own.
/// ## Nulls
/// Nulls are left out of the statistics and stay null. Values that X has so often that several quantiles are equal take the uppermost of REF there, as numpy.interp has it; a curve of one value takes the largest of REF. Without a value in REF all is null.
/// ## Source
/// numpy.quantile and numpy.interp, NumPy 2.4, 2026; Shier, Well Log Normalization: Methods and Guidelines, Petrophysics 45, 2004.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Number of quantiles; more follow the distribution more closely.
    #[schemars(range(min = 2, max = 100001), extend("x-unit" = "1"))]
    pub n_quantiles: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_quantiles: 101 }
    }
}

pub struct NormaliseQuantile;

impl Operator for NormaliseQuantile {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "normalise_quantile",
        title: "Quantile match to a reference curve",
        terms: &["histogram", "distribution", "calibrate", "multi-well"],
        inputs: &[Port::any("X"), Port::any("REF").in_table("reference")],
        outputs: &[Output::keeping("X_Q", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Least, middle and largest take the values of REF there; 1.5 lies half way.",
                params: r#"{"n_quantiles": 3}"#,
                input: r#"{"X": [1, 3, 2, 1.5, 2.5, null], "REF": [null, 10, 70, 30, 30, 10]}"#,
                output: r#"{"X_Q": [10, 70, 30, 20, 50, null]}"#,
            },
            Example {
                note: "A reference from elsewhere, with more samples than the curve.",
                params: r#"{"n_quantiles": 3}"#,
                input: r#"{"X": [1, 3, 2, 1.5, 2.5], "REF": [40, 20, 10, null, 30, 50]}"#,
                output: r#"{"X_Q": [10, 50, 30, 20, 40]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let from = quantiles(curve, params.n_quantiles);
        let to = quantiles(input.curve("REF")?, params.n_quantiles);
        let matched = map([curve], |[value]| {
            let place = from.partition_point(|quantile| *quantile <= value);
            match (from.get(place.wrapping_sub(1)), from.get(place)) {
                _ if to.is_empty() => NULL,
                (Some(low), Some(high)) => {
                    let (start, end) = (to[place - 1], to[place]);
                    start + (end - start) / (high - low) * (value - low)
                }
                (None, _) => to[0],
                (_, None) => to[to.len() - 1],
            }
        });
        Ok(Outputs::one("X_Q", matched))
    }
}

/// Returns quantiles at equal parts from the smallest to the largest value; none of nothing.
fn quantiles(curve: &Float64Array, number: u32) -> Vec<f64> {
    let values = sorted(curve.iter().flatten().collect());
    let last = f64::from(number - 1);
    (0..number).filter_map(|part| percentile(&values, f64::from(part) / last * 100.0)).collect()
}
