//! Merging curves of different sampling.

use arrow::array::{Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, Output, Port};
use crate::operators::support::curve_set::validity;
use crate::operators::support::depth_order::{in_order, repeated};
use crate::operators::support::depth_window::ROUNDING;
use crate::operators::support::index::coarse;
use crate::operators::support::names::apart;
use crate::operators::support::regrid::{Grid, Place, median_distance, places};
use crate::operators::values::Values;

/// Brings curves of different sampling to one regular index.
///
/// ## Formula
/// The curves come as two tables, `a` and `b`, each at its own depths `a_DEPT` and `b_DEPT`, or as one set at the depths of the well; all of them are merged. The index reaches from the first valid depth of any curve to the last, at `step`. Each curve is resampled to it from its own valid samples: linearly, or by the nearest sample, of two equally near the shallower. Texts, flags (curves in the unit 0/1) and the curves named in `codes` always take the nearest.
/// ## Units
/// DEPT, step and max_gap in m; curves keep their units. Where curves of two tables have one name they become a_NAME and b_NAME; where that is taken too, or a name is DEPT, a_NAME:2 and on.
/// ## Nulls
/// A null between the samples of a curve is a depth at which it was not sampled, and does not count. Between samples further apart than `max_gap`, and beyond the first and last, a curve is null; where its own step is longer than `max_gap`, a note says so. Samples without depth are dropped, depths put in order, and of values of a curve at one depth the first counts; the run report tells of each.
/// ## Source
/// Definition; linear resampling as numpy.interp, but nothing extrapolated, nearest as scipy.interpolate.interp1d (kind nearest), 2024.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Step of the index; auto takes that of the finest curve, by the median distance of its samples.
    #[schemars(range(min = 0.001, max = 1000.0), extend("x-unit" = "m", "x-auto" = true))]
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

/// Ports of curves with those of their depths, where they have some of their own, and their outputs.
const TABLES: [(&str, Option<&str>, &str); 3] = [
    ("curves", None, "curves"),
    ("a_curves", Some("a_DEPT"), "a_values"),
    ("b_curves", Some("b_DEPT"), "b_values"),
];

const fn depths(name: &'static str, table: &'static str) -> Port {
    Port::curve(name, METRE).fits(&[Quantity::Depth]).in_table(table).optional()
}

impl Operator for MergeIndex {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "merge_to_common_index",
        title: "Merge curves of different sampling",
        terms: &["common depths", "resample", "align", "union"],
        inputs: &[
            Port::any("curves").repeated().or("a_curves"),
            depths("a_DEPT", "a"),
            Port::any("a_curves").in_table("a").repeated().optional(),
            depths("b_DEPT", "b"),
            Port::any("b_curves").in_table("b").repeated().optional(),
        ],
        outputs: &[
            Output::curve("DEPT", METRE).in_table("merged"),
            Output::keeping("curves", "curves").in_table("merged").repeated(),
            Output::keeping("a_values", "a_curves").in_table("merged").repeated(),
            Output::keeping("b_values", "b_curves").in_table("merged").repeated(),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A log each half metre and core each metre, a quarter of a metre off: from the first of all depths to the last.",
                params: r#"{"codes": ["ROCK"]}"#,
                input: r#"{"a": {"DEPT": [10, 10.5, 11], "GR": [40, 60, 80]}, "b": {"DEPT": [10.25, 11.25, 12.25], "RHOB": [2, 2.4, null], "ROCK": [1, 2, 3]}}"#,
                output: r#"{"DEPT": [10, 10.5, 11, 11.5, 12], "GR": [40, 60, 80, null, null], "RHOB": [null, 2.1, 2.3, null, null], "ROCK": [null, 1, 2, 2, 3]}"#,
            },
            Example {
                note: "One set: a curve each half metre, one each metre, and codes; nothing beyond the ends or over 2 m.",
                params: r#"{"codes": ["CODE"]}"#,
                input: r#"{"DEPT": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], "curves": {"GR": [10, 20, 30, 40, 50, null, null, null], "RHOB": [2, null, 2.2, null, 2.4, null, null, null], "CODE": [1, null, 4, null, null, null, 8, 9]}}"#,
                output: r#"{"DEPT": [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], "GR": [10, 20, 30, 40, 50, null, null, null], "RHOB": [2, 2.1, 2.2, 2.3, 2.4, null, null, null], "CODE": [1, 1, 4, null, null, null, 8, 9]}"#,
            },
            Example {
                note: "One name in both tables; stations 30 m apart take a longer max_gap.",
                params: r#"{"step": 15, "max_gap": 30}"#,
                input: r#"{"a": {"DEPT": [0, 30], "INCL": [0, 2]}, "b": {"DEPT": [15, 30], "INCL": [1, 3]}}"#,
                output: r#"{"DEPT": [0, 15, 30], "a_INCL": [0, 1, 2], "b_INCL": [null, 1, 3]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let mut sampled: Vec<Sampled> = Vec::new();
        let mut notes: Vec<String> = Vec::new();
        for (port, depths, output) in TABLES {
            let members = input.members(port);
            if members.is_empty() {
                continue;
            }
            let depth = match depths {
                None => input.depth(),
                Some(depths) => input.optional(depths).ok_or_else(|| no_depths(port, depths))?,
            };
            let rows = told(depth, port.split_once('_').map(|(table, _)| table), &mut notes);
            let of = |(name, values)| Sampled::of(name, values, output, depth, &rows);
            sampled.extend(members.iter().map(|(name, values)| of((name, values))));
        }
        let first = sampled.iter().filter_map(|one| one.depths.first().copied()).reduce(f64::min);
        let last = sampled.iter().filter_map(|one| one.depths.last().copied()).reduce(f64::max);
        let finest = sampled.iter().filter_map(|one| median_distance(&one.depths)).reduce(f64::min);
        let step = params.step.or(finest.filter(|step| *step > 0.0)).unwrap_or(1.0);
        let grid = match first.zip(last) {
            Some((first, last)) => Grid::between(first, last, step)?,
            None => Grid { start: 0.0, step, rows: 0 },
        };

        let mut outputs = Outputs::one("DEPT", grid.depths().map(Some).collect::<Float64Array>());
        for (_, _, output) in TABLES {
            outputs = outputs.with_no_members(output);
        }
        let table = |one: &Sampled<'_>| one.output.split_once('_').map(|(table, _)| table);
        let columns: Vec<_> = sampled.iter().map(|one| (table(one), one.name)).collect();
        for (one, name) in sampled.iter().zip(apart(&columns, &["DEPT"])) {
            let is_code = params.codes.iter().any(|code| code.eq_ignore_ascii_case(one.name))
                || input.unit(one.name) == Some(FLAG);
            let nearest = is_code || params.method == Method::Nearest;
            let Some(values) = one.on(&grid, params.max_gap, nearest) else {
                let name = one.name;
                outputs = outputs.note(format!("{name} left out: it holds a list at each depth"));
                continue;
            };
            outputs = outputs.noting(coarse(&name, &one.depths, params.max_gap));
            outputs = outputs.with_member(one.output, name, values);
        }
        Ok(outputs.noting(notes))
    }
}

/// Puts the samples of a table in increasing order, and tells what that took.
fn told(depth: &Float64Array, table: Option<&str>, notes: &mut Vec<String>) -> Vec<usize> {
    let (sorted, mut told) = in_order(depth);
    let twice = repeated(depth, &sorted);
    if twice > 0 {
        told.push(format!(
            "{twice} samples at a depth that was there already: of each curve the first value counts"
        ));
    }
    notes.extend(told.into_iter().map(|note| match table {
        Some(table) => format!("{table}: {note}"),
        None => note,
    }));
    sorted
}

fn no_depths(port: &str, depths: &str) -> KernelError {
    let hint = format!("bind {depths} to DEPT, or to a column of depths beside the curves");
    let what = format!("the depths of {port} are not fed");
    KernelError::invalid(depths, what, "no column", depths, hint)
}

/// The valid samples of a curve, from the shallowest to the deepest; of one depth the first only.
struct Sampled<'a> {
    name: &'a str,
    values: &'a Values,
    /// Output to which it goes.
    output: &'static str,
    depths: Vec<f64>,
    rows: Vec<usize>,
}

impl<'a> Sampled<'a> {
    fn of(
        name: &'a str,
        values: &'a Values,
        output: &'static str,
        depth: &Float64Array,
        downwards: &[usize],
    ) -> Self {
        let valid = validity(values);
        let depth = |row: &usize| depth.value(*row);
        let mut rows: Vec<usize> = downwards.iter().copied().filter(|row| valid[*row]).collect();
        rows.dedup_by(|later, first| depth(later) - depth(first) <= ROUNDING);
        Self { name, values, output, depths: rows.iter().map(depth).collect(), rows }
    }

    /// Resamples the curve, texts always by the nearest sample; `None` of lists.
    fn on(&self, grid: &Grid, max_gap: f64, nearest: bool) -> Option<Values> {
        let found = places(grid, &self.depths, ROUNDING, max_gap);
        let row = |place: &Place| Some(self.rows[place.nearest()?]);
        Some(match self.values {
            Values::Numbers(curve) if nearest => {
                let moved = found.iter().map(|place| Some(curve.value(row(place)?)));
                moved.collect::<Float64Array>().into()
            }
            Values::Numbers(curve) => {
                let value = |sample: usize| Some(curve.value(self.rows[sample]));
                let moved = found.iter().map(|place| place.linear(value));
                moved.collect::<Float64Array>().into()
            }
            Values::Texts(texts) => {
                let moved = found.iter().map(|place| Some(texts.value(row(place)?)));
                moved.collect::<StringArray>().into()
            }
            Values::Arrays(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::operators::eval::{eval, evaluate};

    #[test]
    fn a_table_without_depths_is_refused_and_a_coarse_curve_noted() {
        let run = |given: serde_json::Value| {
            let given = given.as_object().cloned().expect("an object");
            evaluate("merge_to_common_index", &serde_json::Map::new(), &given)
        };
        let problems = run(json!({"a": {"GR": [1, 2]}})).expect_err("no depths");
        assert!(problems[0].hint.as_deref().unwrap_or_default().contains("bind a_DEPT to DEPT"));
        let problems = run(json!({"b": {"DEPT": [1, 2], "GR": [1, 2]}})).expect_err("no table a");
        assert_eq!(problems[0].place.port.as_deref(), Some("curves"));
        let stations = run(json!({"a": {"DEPT": [0, 30], "INCL": [0, 2]}})).expect("runs");
        assert!(stations.notes().iter().any(|note| note.contains("max_gap")), "{stations:?}");
    }

    #[test]
    fn untidy_depths_are_told_and_no_curve_is_lost_to_its_name() {
        let given = json!({
            "a": {"DEPT": [1, null, 0, 0, 2], "X": [10, 0, 0, 5, 20], "b_X": [2, 2, 2, 2, 2]},
            "b": {"DEPT": [2, 1, 0], "X": [3, 2, 1]},
        });
        let given = given.as_object().cloned().expect("an object");
        let found =
            evaluate("merge_to_common_index", &serde_json::Map::new(), &given).expect("runs");
        let wanted = [
            "a: 1 samples without depth dropped",
            "a: depths put in order: they turned 1 times",
            "a: 1 samples at a depth that was there already: of each curve the first value counts",
            "b: depths reversed",
        ];
        assert_eq!(found.notes(), wanted);
        let found = eval("merge_to_common_index", &serde_json::Map::new(), &given).expect("runs");
        assert_eq!(found["a_X"], json!([0.0, 10.0, 20.0]));
        assert_eq!(found["b_X"], json!([2.0, 2.0, 2.0]));
        assert_eq!(found["b_X:2"], json!([1.0, 2.0, 3.0]));
    }
}
