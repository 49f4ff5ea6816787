//! Dynamic image normalisation.

use std::ops::Range;

use arrow::array::Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};
use crate::operators::support::image::Ranking;
use crate::operators::support::samples::NULL;
use crate::operators::support::statistics::sorted;
use crate::operators::values::{ArrayCurve, ArrayRows};

/// Rows ranked together at least, so that short windows do not sort again and again.
const BLOCK: usize = 256;

/// Depths carry rounding; a row at the edge of the window belongs to it.
const DEPTH_ROUNDING: f64 = 1e-6;

/// Spreads the values of an image evenly over 0 to 1 by their rank in a window that slides with depth.
///
/// ## Formula
/// `out = round(F * (levels - 1)) / (levels - 1)`, where `F = (below + (equal - 1) / 2) / (n - 1)`: below counts the smaller and equal the same of the n values of the rows no more than window / 2 above or below; a single value is 0.5
/// ## Units
/// A in any unit; window in m of depth; out is a bare number from 0 to 1.
/// ## Nulls
/// Null bins and null rows stay null and are not counted; a row without depth is null.
/// ## Source
/// Dynamic normalisation as described by Rider and Kennedy, The Geological Interpretation of Well Logs, 3rd ed., 2011, and by the image module of WellCAD; both leave open how equal values rank, which here is the middle of their places.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Height of the window.
    #[schemars(range(max = 10000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub window: f64,
    /// Number of shades.
    #[schemars(range(min = 2, max = 65536), extend("x-unit" = "1"))]
    pub levels: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 1.0, levels: 256 }
    }
}

pub struct ImageNormaliseDynamic;

impl Operator for ImageNormaliseDynamic {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "image_normalise_dynamic",
        title: "Dynamic image normalisation",
        terms: &["histogram equalisation", "contrast", "fmi", "normalize", "sliding window"],
        inputs: &[Port::array("A", None)],
        outputs: &[Output::array("out", NUMBER)],
        scope: Scope::Well,
        examples: &[Example {
            note: "At 1 m the rows at 0 and 0.5 m see each other, that at 9 m itself alone.",
            params: r#"{"levels": 4}"#,
            input: r#"{"DEPT": [0, 0.5, 9, 10], "A": [[1, 4], [2, 3], [7, 7, null], null]}"#,
            output: r#"{"out": [[0, 1], [0.3333333333333333, 0.6666666666666666], [0.6666666666666666, 0.6666666666666666, null], null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (image, depth) = (input.array("A")?, input.depth());
        let mut rows: Vec<Place> = (0..image.len())
            .filter(|row| depth.is_valid(*row) && image.row(*row).is_some())
            .map(|row| Place { depth: depth.value(row), row })
            .collect();
        rows.sort_unstable_by(|one, other| one.depth.total_cmp(&other.depth));

        let mut shaded: Vec<Option<Vec<f64>>> = vec![None; image.len()];
        let half = params.window / 2.0 + DEPTH_ROUNDING;
        let mut first = 0;
        while first < rows.len() {
            let block = BLOCK.max(window(&rows, first, half).len());
            let after = (first + block).min(rows.len());
            shade(image, &rows, first..after, half, |row, set, ranks| {
                let shade =
                    |rank: &Option<usize>| rank.map_or(NULL, |rank| set.level(rank, params.levels));
                shaded[row] = Some(ranks.iter().map(shade).collect());
            });
            first = after;
        }
        let mut rows = ArrayRows::with_capacity(image.len(), image.bin_count());
        for row in shaded {
            rows.bins.extend(row.iter().flatten());
            rows.end_row(row.is_some());
        }
        Ok(Outputs::one("out", ArrayCurve::from(rows)))
    }
}

/// A row of the image at its depth.
struct Place {
    depth: f64,
    row: usize,
}

/// Returns the rows, which ascend by depth, of the window about one of them.
fn window(rows: &[Place], centre: usize, half: f64) -> Range<usize> {
    let depth = rows[centre].depth;
    let start = rows.partition_point(|place| place.depth < depth - half);
    start..rows.partition_point(|place| place.depth <= depth + half)
}

/// Slides the window over some rows, and tells for each the values in it and the ranks of its own bins.
fn shade(
    image: &ArrayCurve,
    rows: &[Place],
    centres: Range<usize>,
    half: f64,
    mut tell: impl FnMut(usize, &Ranking, &[Option<usize>]),
) {
    let first = window(rows, centres.start, half).start;
    let after = window(rows, centres.end - 1, half).end;
    let bins = |place: usize| image.row(rows[place].row).into_iter().flat_map(|row| row.iter());
    let mut known = sorted((first..after).flat_map(bins).flatten().collect());
    known.dedup();
    let rank = |value: f64| known.partition_point(|other| *other < value);
    let ranks: Vec<Vec<Option<usize>>> =
        (first..after).map(|place| bins(place).map(|bin| bin.map(rank)).collect()).collect();

    let mut set = Ranking::new(known.len());
    let mut seen = first..first;
    for centre in centres {
        let wanted = window(rows, centre, half);
        for place in seen.end..wanted.end {
            ranks[place - first].iter().flatten().for_each(|rank| set.enter(*rank));
        }
        for place in seen.start..wanted.start {
            ranks[place - first].iter().flatten().for_each(|rank| set.leave(*rank));
        }
        seen = wanted;
        tell(rows[centre].row, &set, &ranks[centre - first]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Float64Array;

    /// Blocks are a matter of speed: every shade is what counting its window alone gives.
    #[test]
    fn every_shade_is_that_of_its_own_window() {
        let value = |row: usize, bin: usize| ((row * 7 + bin * 13) % 29) as f64;
        let rows = 700;
        let image: ArrayCurve =
            (0..rows).map(|row| Some((0..4).map(|bin| Some(value(row, bin))).collect())).collect();
        let depth = Float64Array::from_iter_values((0..rows).map(|row| row as f64 * 0.1));
        let input = Inputs::new(depth).with("A", image);
        let found = ImageNormaliseDynamic::run(&Params::default(), &input).unwrap();
        let found = found.values()["out"].arrays().unwrap().clone();
        for row in [0, 3, 255, 256, 257, 400, 699] {
            let near: Vec<f64> = (row.max(5) - 5..=(row + 5).min(rows - 1))
                .flat_map(|row| (0..4).map(move |bin| value(row, bin)))
                .collect();
            for bin in 0..4 {
                let own = value(row, bin);
                let below = near.iter().filter(|other| **other < own).count();
                let equal = near.iter().filter(|other| **other == own).count();
                let wanted = crate::operators::support::image::level(below, equal, near.len(), 256);
                assert_eq!(found.row(row).unwrap().get(bin), Some(wanted), "{row} {bin}");
            }
        }
    }
}
