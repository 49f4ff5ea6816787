//! Scaling to a range.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::map;

/// Scales a curve linearly so that its smallest and largest value come to lie where they are wanted.
///
/// ## Formula
/// `X_MM = out_min + (X - min) / (max - min) * (out_max - out_min)`
/// ## Units
/// X in any unit; X_MM is a number, as are out_min and out_max.
/// ## Nulls
/// Nulls are left out of the statistics and stay null. Where all values are equal X_MM is out_min.
/// ## Source
/// sklearn.preprocessing.MinMaxScaler, scikit-learn 1.7, 2025.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the smallest value becomes.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "1"))]
    pub out_min: f64,
    /// What the largest value becomes; below out_min it turns the curve round.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "1"))]
    pub out_max: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { out_min: 0.0, out_max: 1.0 }
    }
}

pub struct NormaliseMinmax;

impl Operator for NormaliseMinmax {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "normalise_minmax",
        title: "Min-max normalisation",
        terms: &["scale", "range", "machine learning"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_MM", "X").in_unit("-")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "From 20..120 to 0..1.",
                params: "{}",
                input: r#"{"X": [20, 45, null, 120]}"#,
                output: r#"{"X_MM": [0, 0.25, null, 1]}"#,
            },
            Example {
                note: "Equal values have no range: all become out_min.",
                params: r#"{"out_min": -1}"#,
                input: r#"{"X": [5, 5]}"#,
                output: r#"{"X_MM": [-1, -1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in curve.iter().flatten() {
            lowest = lowest.min(value);
            highest = highest.max(value);
        }
        let range = params.out_max - params.out_min;
        let scaled = map([curve], |[value]| {
            if highest == lowest {
                return params.out_min;
            }
            params.out_min + (value - lowest) / (highest - lowest) * range
        });
        Ok(Outputs::one("X_MM", scaled))
    }
}
