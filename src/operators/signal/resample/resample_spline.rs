//! Resampling by cubics.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::index::{
    Known, Place, check_ends, coarse, empty, gap_and_rounding, regular,
};
use crate::operators::support::interpolation::{Cubic, Slopes};

/// Brings a curve to a regular step by smooth curves through its samples.
///
/// ## Formula
/// Between two samples the cubic that has there their values and slopes. Slopes with pchip: the weighted harmonic mean of the neighbouring rises, 0 where they differ in sign, so that nothing overshoots; with cubic: those of the spline with a continuous second derivative, not-a-knot at both ends; with akima: the mean of the neighbouring rises weighed by the change of the rises beyond. The new index is `start, start + step, ..` up to stop, increasing whichever way the old one runs.
/// ## Units
/// DEPT, start, stop, step and max_gap in m. A new index of more than 10,000,000 samples is refused. The outputs are a table: the new DEPT, and X in its own unit under its own name.
/// ## Nulls
/// Nulls are passed over: a new sample is computed from the nearest valid ones. There is no value inside a gap, where these are further apart than max_gap, nor outside the data; where the curve's own step is longer than max_gap, a note says so, as it does where the new index is empty because it would begin below or end above all samples. Stretches parted by a gap are fitted each by itself; one of two samples is a straight line.
/// ## Source
/// scipy.interpolate.PchipInterpolator, CubicSpline and Akima1DInterpolator, SciPy 1.17, 2026; Fritsch and Butland, A Method for Constructing Local Monotone Piecewise Cubic Interpolants, SIAM Journal on Scientific and Statistical Computing 5, 1984; Akima, A New Method of Interpolation and Smooth Curve Fitting Based on Local Procedures, Journal of the ACM 17, 1970.
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
    /// How the slopes at the samples are found.
    pub kind: Kind,
    /// Longest distance between neighbouring values that is bridged.
    #[schemars(range(min = 0.0, max = 100000.0), extend("x-unit" = "m"))]
    pub max_gap: f64,
}

/// How the slopes at the samples are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Monotone between samples.
    Pchip,
    /// Smoothest; may overshoot at steps.
    Cubic,
    /// Smooth, with little overshoot.
    Akima,
}

impl Default for Params {
    fn default() -> Self {
        Self { step: 0.1524, start: None, stop: None, kind: Kind::Pchip, max_gap: 1.0 }
    }
}

pub struct ResampleSpline;

impl Operator for ResampleSpline {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "resample_spline",
        title: "Resample, monotone cubic",
        terms: &["interpolate", "pchip", "cubic", "akima", "index", "sampling"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[
            Output::curve("DEPT", METRE).in_table("resampled"),
            Output::keeping("X", "X").in_table("resampled"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A step stays monotone: between two samples that are equal nothing swings.",
                params: r#"{"step": 0.5}"#,
                input: r#"{"X": [0, 0, 1, 1], "DEPT": [0, 1, 2, 3]}"#,
                output: r#"{"DEPT": [0, 0.5, 1, 1.5, 2, 2.5, 3], "X": [0, 0, 0, 0.5, 1, 1, 1]}"#,
            },
            Example {
                note: "A cube is its own spline; below the gap of 2 m stands a single sample.",
                params: r#"{"step": 0.5, "kind": "cubic"}"#,
                input: r#"{"X": [0, 1, 8, 27, null, 5], "DEPT": [0, 1, 2, 3, 4, 5]}"#,
                output: r#"{"X": [0, 0.125, 1, 3.375, 8, 15.625, 27, null, null, null, 5]}"#,
            },
            Example {
                note: "Samples 5 m apart are a gap, at whatever step the others lie.",
                params: r#"{"step": 1, "max_gap": 2, "kind": "cubic"}"#,
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
        let values = known.values(curve);

        let slopes = match params.kind {
            Kind::Pchip => Slopes::Monotone,
            Kind::Cubic => Slopes::NotAKnot,
            Kind::Akima => Slopes::Akima,
        };
        // The stretches between gaps, each with the place of its first sample.
        let mut stretches = Vec::new();
        let mut start = 0;
        for end in 1..=values.len() {
            if end == values.len() || known.depths[end] - known.depths[end - 1] > gap {
                let cubic = Cubic::new(&known.depths[start..end], &values[start..end], slopes);
                stretches.push((start, cubic));
                start = end;
            }
        }
        let at = |(place, depth): (&Place, &f64)| match *place {
            Place::Nowhere => None,
            Place::On(place) => Some(values[place]),
            Place::After(place) => {
                let stretch = stretches.partition_point(|(start, _)| *start <= place) - 1;
                let (start, cubic) = &stretches[stretch];
                Some(cubic.value(place - start, *depth))
            }
        };
        let resampled: Float64Array = places.iter().zip(&wanted).map(at).collect();
        let nothing = empty(&wanted, params.start, params.stop);
        let outputs = Outputs::one("DEPT", Float64Array::from(wanted)).with("X", resampled);
        Ok(outputs.noting(coarse("X", &known.depths, params.max_gap)).noting(nothing))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_ends(params.start, params.stop)
    }
}
