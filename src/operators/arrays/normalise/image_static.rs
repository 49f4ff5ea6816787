//! Static image normalisation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};
use crate::operators::support::arrays::map_rows;
use crate::operators::support::image::level;
use crate::operators::support::samples::NULL;
use crate::operators::support::statistics::sorted;

/// Spreads the values of an image evenly over 0 to 1 by their rank in the whole well.
///
/// ## Formula
/// `out = round(F * (levels - 1)) / (levels - 1)`, where `F = (below + (equal - 1) / 2) / (n - 1)`: below counts the smaller and equal the same of the n values of the well, so that the smallest of different values is 0, the largest 1, and an image of one value 0.5
/// ## Units
/// A in any unit; out is a bare number from 0 to 1.
/// ## Nulls
/// Null bins and null rows stay null and are not counted.
/// ## Source
/// Histogram equalisation as described by Rider and Kennedy, The Geological Interpretation of Well Logs, 3rd ed., 2011, and by the image module of WellCAD; both leave open how equal values rank, which here is the middle of their places.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Number of shades.
    #[schemars(range(min = 2, max = 65536), extend("x-unit" = "1"))]
    pub levels: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { levels: 256 }
    }
}

pub struct ImageNormaliseStatic;

impl Operator for ImageNormaliseStatic {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "image_normalise_static",
        title: "Static image normalisation",
        terms: &["histogram equalisation", "contrast", "fmi", "normalize"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::array("out", NUMBER)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Ranks in the whole image, whatever the distances of the values.",
                params: "{}",
                input: r#"{"A": [[1, 2, null], [50, 1000, null], null]}"#,
                output: r#"{"out": [[0, 0.3333333333333333, null], [0.6666666666666666, 1, null], null]}"#,
            },
            Example {
                note: "Of three shades the middle one takes the three equal values.",
                params: r#"{"levels": 3}"#,
                input: r#"{"A": [[1, 7, 7, 7, 9]]}"#,
                output: r#"{"out": [[0, 0.5, 0.5, 0.5, 1]]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let image = input.array("A")?;
        let all = sorted(image.rows().flatten().flat_map(|row| row.iter().flatten()).collect());
        let steps = steps(&all, params.levels);
        let shade = |value: f64| {
            let after = steps.partition_point(|(first, _)| *first <= value);
            after.checked_sub(1).map_or(NULL, |step| steps[step].1)
        };
        let shades = map_rows(image, |_, row, bins| {
            bins.extend(row.iter().map(|bin| bin.map_or(NULL, shade)));
            true
        });
        Ok(Outputs::one("out", shades))
    }
}

/// Returns the shades that occur, each with the smallest value that has it: shades ascend with values,
/// and there are far fewer of them.
fn steps(sorted: &[f64], levels: u32) -> Vec<(f64, f64)> {
    let mut steps: Vec<(f64, f64)> = Vec::new();
    let mut below = 0;
    for equal in sorted.chunk_by(|one, other| one == other) {
        let shade = level(below, equal.len(), sorted.len(), levels);
        if steps.last().is_none_or(|(_, last)| *last != shade) {
            steps.push((equal[0], shade));
        }
        below += equal.len();
    }
    steps
}
