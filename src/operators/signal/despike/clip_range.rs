//! Clipping to a range.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Keeps a curve inside a range.
///
/// ## Formula
/// `X_CLP = min(max(X, min), max)`, or null outside the range
/// ## Units
/// Any; X_CLP has the unit of X, and so have min and max.
/// ## Nulls
/// Null in, null out. With mode null a sample outside the range becomes null; the ends belong to the range.
/// ## Source
/// numpy.clip, NumPy 2.4, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Lower end of the range; null sets none.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "port"))]
    pub min: Option<f64>,
    /// Upper end of the range, above min; null sets none.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "port"))]
    pub max: Option<f64>,
    /// What becomes of a sample outside the range.
    pub mode: Mode,
}

/// What becomes of a sample outside the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It takes the value of the end that it is beyond.
    Clip,
    /// It becomes null.
    Null,
}

impl Default for Params {
    fn default() -> Self {
        Self { min: None, max: None, mode: Mode::Clip }
    }
}

pub struct ClipRange;

impl Operator for ClipRange {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "clip_range",
        title: "Clip to range",
        terms: &["limit", "clamp", "bounds", "outlier"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_CLP", "X")],
        examples: &[
            Example {
                note: "Outside samples go to the end they are beyond.",
                params: r#"{"min": 0, "max": 150}"#,
                input: r#"{"X": [-5, 0, 80, 400, null]}"#,
                output: r#"{"X_CLP": [0, 0, 80, 150, null]}"#,
            },
            Example {
                note: "One end alone, and null outside.",
                params: r#"{"max": 150, "mode": "null"}"#,
                input: r#"{"X": [-5, 150, 400]}"#,
                output: r#"{"X_CLP": [-5, 150, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let lowest = params.min.unwrap_or(f64::NEG_INFINITY);
        let highest = params.max.unwrap_or(f64::INFINITY);
        let clip = params.mode == Mode::Clip;
        let clipped = map([input.curve("X")?], |[sample]| {
            // Not `clamp`, which refuses ends that a check has refused already.
            let inside = sample.max(lowest).min(highest);
            if clip || inside == sample { inside } else { NULL }
        });
        Ok(Outputs::one("X_CLP", clipped))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        match (params.min, params.max) {
            (Some(min), Some(max)) if max <= min => {
                let wanted = format!("more than min, which is {min}");
                vec![BrokenRule::new("max", max, wanted, "raise max or lower min")]
            }
            _ => Vec::new(),
        }
    }
}
