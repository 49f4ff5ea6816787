//! Regular index.

use arrow::array::{Array, Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::depth_order::{in_order, repeated};
use crate::operators::support::depth_window::ROUNDING;
use crate::operators::support::regrid::{Grid, Place, median_distance, places};
use crate::operators::values::Values;

/// Brings curves to an index that increases at a regular step.
///
/// ## Formula
/// Depths are put in increasing order, and samples at one depth become one. The step is `step`, or the median distance of neighbours; where that leaves samples off the grid but the mean distance does not, lost rows counted, it is the mean, as for depths in single precision. If every sample lies within `tolerance` steps of the grid its values move there and nothing is computed; otherwise all curves are resampled linearly, texts by the nearest sample, and nothing is interpolated between samples more than two steps apart.
/// ## Units
/// DEPT and step in m, tolerance in steps; curves keep their units. DEPT starts at the shallowest depth.
/// ## Nulls
/// Nulls stay nulls: a sample beside a null is not interpolated. Samples without depth are dropped. Every change is told in the run report: reversed, put in order, dropped, averaged, resampled, left empty.
/// ## Source
/// Practice of lasio and welly, whose issues 49 (2018) and 214 (2022) tell of what irregular indices do.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Step of the index; auto takes the median distance of neighbours.
    #[schemars(range(min = 0.001, max = 1000.0), extend("x-unit" = "m", "x-auto" = true))]
    pub step: Option<f64>,
    /// Share of a step by which a sample may stand off the grid.
    #[schemars(range(min = 0.0, max = 0.49), extend("x-unit" = "1"))]
    pub tolerance: f64,
    /// What becomes of several samples at one depth.
    pub duplicates: Duplicates,
}

/// What becomes of several samples at one depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// The first stays, the others are dropped.
    Drop,
    /// The mean of those that are not null; of texts the first.
    Average,
}

impl Default for Params {
    fn default() -> Self {
        Self { step: None, tolerance: 0.01, duplicates: Duplicates::Drop }
    }
}

pub struct Regularise;

impl Operator for Regularise {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "regularise_index",
        title: "Make index regular and increasing",
        terms: &["regular", "resample", "reverse", "duplicate depths", "step"],
        inputs: &[Port::depth(METRE), Port::any("curves").repeated()],
        outputs: &[
            Output::curve("DEPT", METRE).in_table("regular"),
            Output::keeping("curves", "curves").in_table("regular").repeated(),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Reversed, one depth twice, one row lost: the lost row stays empty.",
                params: "{}",
                input: r#"{"DEPT": [103, 101, 100.5, 100.5, 100, 101.5, 102], "curves": {"GR": [7, 3, 2, 9, 1, 4, 5], "ROCK": ["c", "b", "a", "z", "a", "b", null]}}"#,
                output: r#"{"DEPT": [100, 100.5, 101, 101.5, 102, 102.5, 103], "GR": [1, 2, 3, 4, 5, null, 7], "ROCK": ["a", "a", "b", "b", null, null, "c"]}"#,
            },
            Example {
                note: "Off the grid: interpolated, but not beside a null, nor over three steps.",
                params: r#"{"step": 1}"#,
                input: r#"{"DEPT": [0, 0.5, 1.5, 2.5, 5.5, 6.5], "curves": {"GR": [0, 5, 15, null, 55, 65]}}"#,
                output: r#"{"DEPT": [0, 1, 2, 3, 4, 5, 6], "GR": [0, 10, null, null, null, null, 60]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (sorted, mut notes) = in_order(input.depth());
        let depth = |row: &usize| input.depth().value(*row);
        let groups: Vec<&[usize]> =
            sorted.chunk_by(|one, other| (depth(other) - depth(one)).abs() <= ROUNDING).collect();
        let depths: Vec<f64> = groups.iter().map(|group| depth(&group[0])).collect();
        let repeated = repeated(input.depth(), &sorted);
        if repeated > 0 {
            let done = match params.duplicates {
                Duplicates::Drop => "dropped",
                Duplicates::Average => "averaged into the first",
            };
            notes.push(format!("{repeated} samples at a depth that was there already {done}"));
        }

        let (Some(first), Some(last)) = (depths.first(), depths.last()) else {
            return Ok(empty(input).noting(notes));
        };
        let (grid, regular) = grid(params, &depths, *first, *last)?;
        let near = if regular { params.tolerance * grid.step } else { 0.0 };
        let mut found = places(&grid, &depths, near + ROUNDING, 2.0 * grid.step);
        if regular {
            // What stands on no sample is a lost row, and stays empty.
            for place in found.iter_mut().filter(|place| !matches!(place, Place::On(_))) {
                *place = Place::Nowhere;
            }
        } else {
            notes.push(format!("resampled linearly to a step of {} m", grid.step));
        }
        let lost = found.iter().filter(|place| **place == Place::Nowhere).count();
        if lost > 0 {
            notes.push(format!("{lost} depths of the index without a sample left empty"));
        }

        let mut outputs = Outputs::one("DEPT", grid.depths().map(Some).collect::<Float64Array>());
        outputs = outputs.with_no_members("curves");
        for (name, values) in input.members("curves") {
            outputs = match values {
                Values::Numbers(curve) => {
                    let value = |sample: usize| one_of(groups[sample], curve, params.duplicates);
                    let moved: Float64Array =
                        found.iter().map(|place| place.linear(value)).collect();
                    outputs.with_member("curves", name, moved)
                }
                Values::Texts(texts) => {
                    let text = |sample: usize| first_of(groups[sample], texts, params.duplicates);
                    let moved: StringArray =
                        found.iter().map(|place| text(place.nearest()?)).collect();
                    outputs.with_member("curves", name, moved)
                }
                Values::Arrays(_) => {
                    outputs.note(format!("{name} left out: it holds a list at each depth"))
                }
            };
        }
        Ok(outputs.noting(notes))
    }
}

/// Lays the grid, and says whether all samples stand on it.
fn grid(
    params: &Params,
    depths: &[f64],
    first: f64,
    last: f64,
) -> Result<(Grid, bool), KernelError> {
    let Some(median) = median_distance(depths) else {
        return Ok((Grid { start: first, step: params.step.unwrap_or(1.0), rows: 1 }, true));
    };
    let lay = |step: f64| -> Result<(Grid, bool), KernelError> {
        let grid = Grid::between(first, last, step)?;
        let off = |depth: f64| {
            let steps = (depth - first) / step;
            (steps - steps.round()).abs() * step > params.tolerance * step + ROUNDING
        };
        Ok((grid, !depths.iter().any(|depth| off(*depth))))
    };
    let laid = lay(params.step.unwrap_or(median))?;
    if laid.1 || params.step.is_some() {
        return Ok(laid);
    }
    // Depths rounded to a few digits have a median that is off by a hair, and over a well by samples.
    let steps: f64 = depths.windows(2).map(|pair| ((pair[1] - pair[0]) / median).round()).sum();
    let mean = (last - first) / steps.max(1.0);
    let finer = lay(mean)?;
    Ok(if finer.1 { finer } else { laid })
}

/// Returns the number of the samples at one depth.
fn one_of(group: &[usize], curve: &Float64Array, duplicates: Duplicates) -> Option<f64> {
    let mut valid = group.iter().filter(|row| curve.is_valid(**row)).map(|row| curve.value(*row));
    match duplicates {
        Duplicates::Drop => {
            let first = *group.first()?;
            curve.is_valid(first).then(|| curve.value(first))
        }
        Duplicates::Average => {
            let first = valid.next()?;
            let (sum, count) =
                valid.fold((first, 1.0), |(sum, count), one| (sum + one, count + 1.0));
            Some(sum / count)
        }
    }
}

/// Returns the text of the samples at one depth.
fn first_of<'a>(
    group: &[usize],
    texts: &'a StringArray,
    duplicates: Duplicates,
) -> Option<&'a str> {
    let looked_at = match duplicates {
        Duplicates::Drop => 1,
        Duplicates::Average => group.len(),
    };
    let mut valid = group.iter().take(looked_at).filter(|row| texts.is_valid(**row));
    valid.next().map(|row| texts.value(*row))
}

/// Returns a table without rows.
fn empty(input: &Inputs) -> Outputs {
    let start = Outputs::one("DEPT", Float64Array::from(Vec::<f64>::new()));
    input
        .members("curves")
        .iter()
        .fold(start.with_no_members("curves"), |outputs, (name, values)| {
            outputs.with_member("curves", name, values.slice(0, 0))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_of_single_precision_stay_on_their_grid() {
        let rounded = |row: u32| f64::from((3000.0 + 0.1524 * f64::from(row)) as f32);
        // Two rows are lost; the median step is 0.15234375, which drifts by a row and more.
        let depths: Vec<f64> =
            (0..5000).filter(|row| ![17, 18].contains(row)).map(rounded).collect();
        let last = depths[depths.len() - 1];
        let (grid, regular) = grid(&Params::default(), &depths, depths[0], last).expect("a grid");
        assert!(regular);
        assert_eq!(grid.rows, 5000);
        assert!((grid.step - 0.1524).abs() < 1e-7, "{}", grid.step);
    }
}
