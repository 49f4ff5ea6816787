//! Removal of a trend.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::line::Line;

/// Takes a line out of a curve.
///
/// ## Formula
/// `X_DT = X - line`, with the line of least squares over the sample numbers, or with type constant the mean
/// ## Units
/// Any; X_DT has the unit of X.
/// ## Nulls
/// The line is fitted to the valid samples of the whole curve; nulls stay null. A single sample lies on its line.
/// ## Source
/// scipy.signal.detrend, SciPy 1.17, 2026. As there, the line runs over samples, not depths; at a regular step that is the same.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What is taken out.
    pub r#type: Trend,
}

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// The line of least squares.
    Linear,
    /// The mean.
    Constant,
}

impl Default for Params {
    fn default() -> Self {
        Self { r#type: Trend::Linear }
    }
}

pub struct DetrendLinear;

impl Operator for DetrendLinear {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "detrend_linear",
        title: "Remove linear trend",
        terms: &["drift", "baseline", "least squares", "compaction trend"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_DT", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "What lies on a line vanishes; the line passes over the null.",
                params: "{}",
                input: r#"{"X": [1, 2, null, 4, 5]}"#,
                output: r#"{"X_DT": [0, 0, null, 0, 0]}"#,
            },
            Example {
                note: "The mean alone.",
                params: r#"{"type": "constant"}"#,
                input: r#"{"X": [1, 2, null, 4, 5]}"#,
                output: r#"{"X_DT": [-2, -1, null, 1, 2]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let valid = curve.iter().enumerate().filter_map(|(row, value)| Some((row, value?)));
        let line = match params.r#type {
            Trend::Linear => Line::through(valid),
            Trend::Constant => Line::level(valid),
        };
        let flat: Float64Array =
            curve.iter().enumerate().map(|(row, value)| Some(value? - line.at(row))).collect();
        Ok(Outputs::one("X_DT", flat))
    }
}
