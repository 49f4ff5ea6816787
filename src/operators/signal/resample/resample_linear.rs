//! Linear resampling.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::index::{
    Known, check_ends, coarse, empty, gap_and_rounding, linear, regular,
};

/// Brings a curve to a regular step by straight lines between its samples.
///
/// ## Formula
/// `X(d) = X[i] + (X[i+1] - X[i]) * (d - DEPT[i]) / (DEPT[i+1] - DEPT[i])` for `DEPT[i] <= d <= DEPT[i+1]`. The new index is `start, start + step, ..` up to stop, increasing whichever way the old one runs.
/// ## Units
/// DEPT, start, stop, step and max_gap in m. A new index of more than 10,000,000 samples is refused. The outputs are a table: the new DEPT, and X in its own unit under its own name.
/// ## Nulls
/// Nulls are passed over: a new sample is computed from the nearest valid ones. There is no value inside a gap, where these are further apart than max_gap, nor outside the data; where the curve's own step is longer than max_gap, a note says so, as it does where the new index is empty because it would begin below or end above all samples.
/// ## Source
/// numpy.interp, NumPy 2.4, 2026, but nothing is extrapolated.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Step of the new index.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub step: f64,
    /// First depth of the new index; null takes the shallowest depth of the old one.
    #[schemars(range(min = -20000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub start: Option<f64>,
    /// Depth that the new index does not go beyond, at least start; null takes the deepest depth of the old one.
    #[schemars(range(min = -20000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub stop: Option<f64>,
    /// Longest distance between neighbouring values that is bridged.
    #[schemars(range(min = 0.0, max = 100000.0), extend("x-unit" = "m"))]
    pub max_gap: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { step: 0.1524, start: None, stop: None, max_gap: 1.0 }
    }
}

pub struct ResampleLinear;

impl Operator for ResampleLinear {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "resample_linear",
        title: "Resample to a regular step, linear",
        terms: &["interpolate", "regular", "index", "sampling", "step"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[
            Output::curve("DEPT", METRE).in_table("resampled"),
            Output::keeping("X", "X").in_table("resampled"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Half way between samples.",
                params: r#"{"step": 0.5}"#,
                input: r#"{"X": [10, 20, 60], "DEPT": [100, 101, 102]}"#,
                output: r#"{"DEPT": [100, 100.5, 101, 101.5, 102], "X": [10, 15, 20, 40, 60]}"#,
            },
            Example {
                note: "The null makes a gap of 2 m, longer than max_gap; nothing outside the data.",
                params: r#"{"step": 0.5, "start": 99.5, "max_gap": 1}"#,
                input: r#"{"X": [10, 20, null, 60], "DEPT": [100, 101, 102, 103]}"#,
                output: r#"{"X": [null, 10, 15, 20, null, null, null, 60]}"#,
            },
            Example {
                note: "Samples 5 m apart are a gap, at whatever step the others lie.",
                params: r#"{"step": 1, "max_gap": 2}"#,
                input: r#"{"X": [1, 2, 3, 4, 5], "DEPT": [0, 1, 2, 7, 12]}"#,
                output: r#"{"X": [1, 2, 3, null, null, null, null, 4, null, null, null, null, 5]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (curve, depth) = (input.curve("X")?, input.depth());
        let wanted = regular(depth, params.step, params.start, params.stop)?;
        let known = Known::new(depth, |row| curve.is_valid(row));
        let (gap, rounding) = gap_and_rounding(depth, params.max_gap);
        let places = known.places(&wanted, rounding, |_, length| length > gap);
        let resampled = linear(curve, &known, &places, &wanted);
        let nothing = empty(&wanted, params.start, params.stop);
        let outputs = Outputs::one("DEPT", Float64Array::from(wanted)).with("X", resampled);
        Ok(outputs.noting(coarse("X", &known.depths, params.max_gap)).noting(nothing))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_ends(params.start, params.stop)
    }
}
