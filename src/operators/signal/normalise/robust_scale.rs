//! Robust scaling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::map;
use crate::operators::support::statistics::{percentile, sorted};

/// Shifts and scales a curve by its median and its middle half, which outliers hardly move.
///
/// ## Formula
/// `X_RS = (X - median) / (q75 - q25)`
/// ## Units
/// X in any unit; X_RS is a number.
/// ## Nulls
/// Nulls are left out of the statistics and stay null. Where both quartiles are the same X_RS is 0.
/// ## Source
/// sklearn.preprocessing.RobustScaler, scikit-learn 1.7, 2025; numpy.percentile, NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct RobustScale;

impl Operator for RobustScale {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "robust_scale",
        title: "Robust scale",
        terms: &["normalise", "median", "quartile", "interquartile range", "machine learning"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_RS", "X").in_unit("-")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Median 3, quartiles 2 and 4; the outlier moves neither.",
                params: "{}",
                input: r#"{"X": [1, 2, 3, 4, 1000, null]}"#,
                output: r#"{"X_RS": [-1, -0.5, 0, 0.5, 498.5, null]}"#,
            },
            Example {
                note: "No spread in the middle half.",
                params: "{}",
                input: r#"{"X": [3, 3, 3, 3, 9]}"#,
                output: r#"{"X_RS": [0, 0, 0, 0, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let values = sorted(curve.iter().flatten().collect());
        let quartile = |percent| percentile(&values, percent).unwrap_or_default();
        let (middle, range) = (quartile(50.0), quartile(75.0) - quartile(25.0));
        let scaled =
            map([curve], |[value]| if range == 0.0 { 0.0 } else { (value - middle) / range });
        Ok(Outputs::one("X_RS", scaled))
    }
}
