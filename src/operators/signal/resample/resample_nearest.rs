//! Resampling by the nearest sample.

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::index::{
    Known, Place, check_ends, coarse, empty, gap_and_rounding, regular,
};
use crate::operators::values::{ArrayCurve, Values};

/// Brings flags, codes and texts to a regular step by the nearest sample.
///
/// ## Formula
/// `X(d) = X[i]`, with `DEPT[i]` nearest to `d`; half way between two samples the upper one. The new index is `start, start + step, ..` up to stop, increasing whichever way the old one runs.
/// ## Units
/// DEPT, start, stop, step and max_gap in m. A new index of more than 10,000,000 samples is refused. X takes any number of curves, of numbers or texts. The outputs are a table: the new DEPT, and each curve in its own unit under its own name.
/// ## Nulls
/// Nulls are passed over: a new sample is computed from the nearest valid ones. There is no value inside a gap, where these are further apart than max_gap, nor outside the data; where the curve's own step is longer than max_gap, a note says so, as it does where the new index is empty because it would begin below or end above all samples. Each curve is taken by itself.
/// ## Source
/// scipy.interpolate.interp1d(kind="nearest"), SciPy 1.17, 2026, but nothing is extrapolated.
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

pub struct ResampleNearest;

impl Operator for ResampleNearest {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "resample_nearest",
        title: "Resample, nearest (for flags and codes)",
        terms: &["facies", "text", "discrete", "index", "sampling", "step"],
        inputs: &[Port::any("X").repeated(), Port::depth(METRE)],
        outputs: &[
            Output::curve("DEPT", METRE).in_table("resampled"),
            Output::keeping("X", "X").in_table("resampled").repeated(),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Half way the upper sample counts; texts go the same way.",
                params: r#"{"step": 0.5}"#,
                input: r#"{"X": [1, 7, 3], "ROCK": ["sand", "shale", null], "DEPT": [0, 1, 2]}"#,
                output: r#"{"DEPT": [0, 0.5, 1, 1.5, 2], "X": [1, 1, 7, 7, 3], "ROCK": ["sand", "sand", "shale", null, null]}"#,
            },
            Example {
                note: "Nothing inside a gap that is longer than max_gap.",
                params: r#"{"step": 0.5, "max_gap": 1}"#,
                input: r#"{"X": [1, null, 3], "DEPT": [0, 1, 2]}"#,
                output: r#"{"X": [1, null, null, null, 3]}"#,
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
        let depth = input.depth();
        let wanted = regular(depth, params.step, params.start, params.stop)?;
        let (gap, rounding) = gap_and_rounding(depth, params.max_gap);
        let mut notes: Vec<String> =
            empty(&wanted, params.start, params.stop).into_iter().collect();
        let mut rows = |name: &str, valid: &dyn Fn(usize) -> bool| -> Vec<Option<usize>> {
            let known = Known::new(depth, valid);
            notes.extend(coarse(name, &known.depths, params.max_gap));
            let places = known.places(&wanted, rounding, |_, length| length > gap);
            let nearest = |(place, depth): (&Place, &f64)| match *place {
                Place::Nowhere => None,
                Place::On(place) => Some(known.rows[place]),
                Place::After(place) => {
                    let middle = (known.depths[place] + known.depths[place + 1]) / 2.0;
                    let below = *depth > middle + rounding;
                    Some(known.rows[place + usize::from(below)])
                }
            };
            places.iter().zip(&wanted).map(nearest).collect()
        };
        let mut outputs = Outputs::default().with_no_members("X");
        for (name, values) in input.members("X") {
            let resampled: Values = match values {
                Values::Numbers(curve) => {
                    let rows = rows(name, &|row| curve.is_valid(row));
                    let curve: Float64Array =
                        rows.iter().map(|row| row.map(|row| curve.value(row))).collect();
                    curve.into()
                }
                Values::Texts(texts) => {
                    let rows = rows(name, &|row| texts.is_valid(row));
                    let texts: StringArray =
                        rows.iter().map(|row| row.map(|row| texts.value(row))).collect();
                    texts.into()
                }
                Values::Arrays(lists) => {
                    let rows = rows(name, &|row| lists.row(row).is_some());
                    let list = |row: usize| Some(lists.row(row)?.iter().collect());
                    let lists: ArrayCurve = rows.iter().map(|row| row.and_then(list)).collect();
                    lists.into()
                }
            };
            outputs = outputs.with_member("X", name, resampled);
        }
        Ok(outputs.with("DEPT", Float64Array::from(wanted)).noting(notes))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_ends(params.start, params.stop)
    }
}
