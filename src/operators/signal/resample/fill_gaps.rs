//! Filling of gaps.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::index::{Known, Place, between};
use crate::operators::support::interpolation::{Cubic, Slopes};

/// Fills short gaps of a curve from what stands above and below.
///
/// ## Formula
/// A null between two valid samples that are at most max_gap apart becomes: with linear the straight line between them over depth, with previous the sample above, whichever way the depths run, with pchip the monotone cubic through all valid samples of the curve
/// ## Units
/// DEPT and max_gap in m; X_FIL has the unit of X.
/// ## Nulls
/// Nulls in longer gaps stay null, as do those above the first and below the last valid sample and those without depth. Filled samples and gaps left are counted in notes.
/// ## Source
/// pandas.Series.interpolate(method="index" or "pchip", limit_area="inside"), pandas 2.3, 2025; the limit is a length, not a number of samples.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Longest distance between neighbouring values that is bridged.
    #[schemars(range(min = 0.0, max = 100000.0), extend("x-unit" = "m"))]
    pub max_gap: f64,
    /// How a gap is filled.
    pub method: Method,
}

/// How a gap is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By a straight line.
    Linear,
    /// By the sample above the gap.
    Previous,
    /// By a cubic that does not overshoot.
    Pchip,
}

impl Default for Params {
    fn default() -> Self {
        Self { max_gap: 1.0, method: Method::Linear }
    }
}

pub struct FillGaps;

impl Operator for FillGaps {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "fill_gaps",
        title: "Fill short null gaps",
        terms: &["interpolate", "missing", "null", "bridge", "repair"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[Output::keeping("X_FIL", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A gap of 1 m is filled, one of 1.5 m is not, and nothing at the ends.",
                params: "{}",
                input: r#"{"X": [null, 10, null, 20, null, null, 60], "DEPT": [0, 0.5, 1, 1.5, 2, 2.5, 3]}"#,
                output: r#"{"X_FIL": [null, 10, 15, 20, null, null, 60]}"#,
            },
            Example {
                note: "The sample above, as for flags.",
                params: r#"{"method": "previous"}"#,
                input: r#"{"X": [1, null, 0], "DEPT": [0, 0.5, 1]}"#,
                output: r#"{"X_FIL": [1, 1, 0]}"#,
            },
            Example {
                note: "The sample above stands behind the gap where the depths decrease.",
                params: r#"{"method": "previous"}"#,
                input: r#"{"X": [1, null, 0], "DEPT": [1, 0.5, 0]}"#,
                output: r#"{"X_FIL": [1, 0, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (curve, depth) = (input.curve("X")?, input.depth());
        // Depths that go up along the curve are read downwards all the same.
        let known = Known::new(depth, |row| curve.is_valid(row));
        let values = known.values(curve);
        let cubic = (params.method == Method::Pchip && !values.is_empty())
            .then(|| Cubic::new(&known.depths, &values, Slopes::Monotone));

        let empty: Vec<usize> =
            (0..curve.len()).filter(|row| curve.is_null(*row) && depth.is_valid(*row)).collect();
        let wanted: Vec<f64> = empty.iter().map(|row| depth.value(*row)).collect();
        let longest = params.max_gap * (1.0 + 1e-9);
        let places = known.places(&wanted, 0.0, |_, length| length > longest);

        let mut filled: Vec<Option<f64>> = curve.iter().collect();
        let mut count = 0;
        for ((row, place), at) in empty.iter().zip(places).zip(wanted) {
            let value = match place {
                Place::Nowhere => continue,
                Place::On(place) => values[place],
                Place::After(place) => match (params.method, &cubic) {
                    (Method::Previous, _) => values[place],
                    (Method::Pchip, Some(cubic)) => cubic.value(place, at),
                    _ => {
                        let depths = [known.depths[place], known.depths[place + 1]];
                        between(at, depths, [values[place], values[place + 1]])
                    }
                },
            };
            filled[*row] = Some(value);
            count += 1;
        }
        let left = curve.null_count() - count;
        Ok(Outputs::one("X_FIL", Float64Array::from(filled))
            .note(format!("{count} samples filled, {left} left null")))
    }
}
