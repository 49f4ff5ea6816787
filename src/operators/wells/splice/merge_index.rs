//! Merging curves of different sampling.

use arrow::array::{Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, Output, Port};
use crate::operators::support::curve_set::validity;
use crate::operators::support::depth_window::{ROUNDING, downwards};
use crate::operators::support::regrid::{Grid, Place, median_distance, places};
use crate::operators::values::Values;

/// Brings curves of different sampling to one regular index.
///
/// ## Formula
/// The index reaches from the first valid depth of any curve to the last, at `step`. Each curve is resampled to it from its own valid samples: linearly, or by the nearest sample, of two equally near the shallower. Texts, flags (curves in the unit 0/1) and the curves named in `codes` always take the nearest.
/// ## Units
/// DEPT, step and max_gap in m; curves keep their units.
/// ## Nulls
/// A null between the samples of a curve is a depth at which it was not sampled, and does not count. Between samples further apart than `max_gap`, and beyond the first and last, a curve is null.
/// ## Source
/// Definition; linear resampling as numpy.interp, but nothing extrapolated, nearest as scipy.interpolate.interp1d (kind nearest), 2024.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Step of the index; null takes that of the finest curve, by the median distance of its samples.
    #[schemars(range(min = 0.001, max = 1000.0), extend("x-unit" = "m"))]
    pub step: Option<f64>,
    /// How numbers are resampled.
    pub method: Method,
    /// Distance of samples between which nothing is filled in.
    #[schemars(range(min = 0.0, max = 10000.0), extend("x-unit" = "m"))]
    pub max_gap: f64,
    /// Names of curves that hold codes, whatever their case.
    pub codes: Vec<String>,
}

/// How numbers are resampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Along straight lines between samples.
    Linear,
    /// By the nearest sample.
    Nearest,
}

impl Default for Params {
    fn default() -> Self {
        Self { step: None, method: Method::Linear, max_gap: 1.0, codes: Vec::new() }
    }
}

pub struct MergeIndex;

impl Operator for MergeIndex {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "merge_to_common_index",
        title: "Merge curves of different sampling",
        terms: &["common depths", "resample", "align", "union"],
        inputs: &[Port::any("curves").repeated()],
        outputs: &[
            Output::curve("DEPT", METRE).in_table("merged"),
            Output::keeping("curves", "curves").in_table("merged").repeated(),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "A curve each half metre, one each metre, and codes; nothing beyond the ends or over 2 m.",
            params: r#"{"codes": ["CODE"]}"#,
            input: r#"{"DEPT": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], "curves": {"GR": [10, 20, 30, 40, 50, null, null, null], "RHOB": [2, null, 2.2, null, 2.4, null, null, null], "CODE": [1, null, 4, null, null, null, 8, 9]}}"#,
            output: r#"{"DEPT": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], "GR": [10, 20, 30, 40, 50, null, null, null], "RHOB": [2, 2.1, 2.2, 2.3, 2.4, null, null, null], "CODE": [1, 1, 4, null, null, null, 8, 9]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let rows = downwards(input.depth());
        let sampled: Vec<Sampled> = input
            .members("curves")
            .iter()
            .map(|(_, values)| Sampled::of(values, &rows, input))
            .collect();
        let first = sampled.iter().filter_map(|one| one.depths.first().copied()).reduce(f64::min);
        let last = sampled.iter().filter_map(|one| one.depths.last().copied()).reduce(f64::max);
        let finest = sampled.iter().filter_map(|one| median_distance(&one.depths)).reduce(f64::min);
        let step = params.step.or(finest.filter(|step| *step > 0.0)).unwrap_or(1.0);
        let grid = match first.zip(last) {
            Some((first, last)) => Grid::between(first, last, step)?,
            None => Grid { start: 0.0, step, rows: 0 },
        };

        let mut outputs = Outputs::one("DEPT", grid.depths().map(Some).collect::<Float64Array>());
        outputs = outputs.with_no_members("curves");
        for ((name, values), sampled) in input.members("curves").iter().zip(&sampled) {
            let found = places(&grid, &sampled.depths, ROUNDING, params.max_gap);
            let nearest = |place: &Place| Some(sampled.rows[place.nearest()?]);
            let is_code = params.codes.iter().any(|code| code.eq_ignore_ascii_case(name))
                || input.unit(name) == Some(FLAG);
            outputs = match values {
                Values::Numbers(curve) if is_code || params.method == Method::Nearest => {
                    let moved: Float64Array =
                        found.iter().map(|place| Some(curve.value(nearest(place)?))).collect();
                    outputs.with_member("curves", name, moved)
                }
                Values::Numbers(curve) => {
                    let value = |sample: usize| Some(curve.value(sampled.rows[sample]));
                    let moved: Float64Array =
                        found.iter().map(|place| place.linear(value)).collect();
                    outputs.with_member("curves", name, moved)
                }
                Values::Texts(texts) => {
                    let moved: StringArray =
                        found.iter().map(|place| Some(texts.value(nearest(place)?))).collect();
                    outputs.with_member("curves", name, moved)
                }
                Values::Arrays(_) => {
                    outputs.note(format!("{name} left out: it holds a list at each depth"))
                }
            };
        }
        Ok(outputs)
    }
}

/// The valid samples of a curve, from the shallowest to the deepest; of one depth the first only.
struct Sampled {
    depths: Vec<f64>,
    rows: Vec<usize>,
}

impl Sampled {
    fn of(values: &Values, downwards: &[usize], input: &Inputs) -> Self {
        let valid = validity(values);
        let depth = |row: &usize| input.depth().value(*row);
        let mut rows: Vec<usize> = downwards.iter().copied().filter(|row| valid[*row]).collect();
        rows.dedup_by(|later, first| depth(later) - depth(first) <= ROUNDING);
        Self { depths: rows.iter().map(depth).collect(), rows }
    }
}
