//! Fixed-length composites.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, METRE, Output, PERCENT, Port};
use crate::operators::support::intervals::{
    FROM, GRADE, Grades, Intervals, TO, bounded, composite_outputs, cut, value,
};

/// Averages the grades of samples over equal lengths down the hole.
///
/// ## Formula
/// `GRADE = sum(g * w) / sum(w)` over the samples in a composite, where w is the length of the sample inside it, times SG for length_sg, times SG and RECOVERY for length_sg_rec. Composites lie on a grid from start down in steps of length, from the one in which the first sample begins to the one in which the last one ends, and keep their full length at both ends; none lies above start. Samples that overlap each other all count in the mean; what they cover counts once.
/// ## Units
/// FROM, TO, start and length in m; GRADE in any unit, which is kept; SG in g/cm3; RECOVERY in %, which only weighs.
/// ## Nulls
/// A sample with a null grade is left out with its length, or counts as default_value where that is set; so is one whose SG or RECOVERY is null or below 0 when it weighs, of which the run report counts the latter. A composite of which less than min_fraction is covered by grades is null. Rows without FROM or TO, or upside down, are left out and reported; so is what of the samples lies above start.
/// ## Source
/// GEOVIA GEMS help, compositing, example 2, 2014; pygslib, composite1dh, 2016, for the grid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of a composite.
    #[schemars(range(max = 10000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub length: f64,
    /// Depth at which the first composite may begin; the others lie whole lengths below.
    #[schemars(range(min = -10000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub start: f64,
    /// What a sample weighs.
    pub weight: Weight,
    /// Smallest part of a composite that must have grades.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub min_fraction: f64,
    /// What a null grade counts as; null leaves the sample out.
    #[schemars(range(min = -1e9, max = 1e9), extend("x-unit" = "port"))]
    pub default_value: Option<f64>,
}

/// What a sample weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Its length.
    Length,
    /// Its length times SG.
    LengthSg,
    /// Its length times SG times RECOVERY.
    LengthSgRec,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            length: 2.0,
            start: 0.0,
            weight: Weight::Length,
            min_fraction: 0.5,
            default_value: None,
        }
    }
}

pub struct FixedLength;

impl Operator for FixedLength {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "composite_length",
        title: "Fixed-length composites down hole",
        terms: &["composite", "regularise", "assay", "drill hole", "support"],
        inputs: &[
            FROM,
            TO,
            GRADE,
            Port::curve("SG", G_PER_CM3).in_table("intervals").optional().alias(&["density"]),
            Port::curve("RECOVERY", PERCENT).in_table("intervals").optional().alias(&["rec"]),
        ],
        outputs: &[
            Output::curve("FROM", METRE).in_table("composites"),
            Output::curve("TO", METRE).in_table("composites"),
            Output::keeping("GRADE", "GRADE").in_table("composites"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "2 m composites; the null sample is left out, so the second one is covered by half, the third by a quarter.",
                params: "{}",
                input: r#"{"FROM": [0, 1, 3, 4], "TO": [1, 3, 4, 4.5], "GRADE": [1, 4, null, 6]}"#,
                output: r#"{"FROM": [0, 2, 4], "TO": [2, 4, 6], "GRADE": [2.5, 4, null]}"#,
            },
            Example {
                note: "The null sample counts as 0 and any cover is enough.",
                params: r#"{"default_value": 0, "min_fraction": 0}"#,
                input: r#"{"FROM": [0, 1, 3, 4], "TO": [1, 3, 4, 4.5], "GRADE": [1, 4, null, 6]}"#,
                output: r#"{"GRADE": [2.5, 2, 6]}"#,
            },
            Example {
                note: "Heavy rock with poor recovery: (2 * 0.5 * 1 * 100 + 3 * 1.5 * 3 * 20) / (0.5 * 100 + 1.5 * 3 * 20).",
                params: r#"{"weight": "length_sg_rec"}"#,
                input: r#"{"FROM": [2, 2.5], "TO": [2.5, 4], "GRADE": [2, 3], "SG": [1, 3], "RECOVERY": [100, 20]}"#,
                output: r#"{"FROM": [2], "TO": [4], "GRADE": [2.642857142857143]}"#,
            },
            Example {
                note: "One stretch sampled twice: both grades count, but what they cover is less than half of the composite.",
                params: "{}",
                input: r#"{"FROM": [0, 0, 2, 2], "TO": [0.6, 0.6, 4, 4], "GRADE": [1, 3, 1, 3]}"#,
                output: r#"{"FROM": [0, 2], "TO": [2, 4], "GRADE": [null, 2]}"#,
            },
            Example {
                note: "Nothing is composited above start: of the first sample the lower half counts.",
                params: r#"{"start": 1}"#,
                input: r#"{"FROM": [0, 2, 4], "TO": [2, 4, 5], "GRADE": [1, 3, 7]}"#,
                output: r#"{"FROM": [1, 3], "TO": [3, 5], "GRADE": [2, 5]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let intervals = Intervals::read(input, "FROM", "TO")?;
        let grades = Grades { values: input.curve("GRADE")?, default: params.default_value };
        let weights = match params.weight {
            Weight::Length => vec![],
            Weight::LengthSg => vec!["SG"],
            Weight::LengthSgRec => vec!["SG", "RECOVERY"],
        };
        let mut columns = Vec::new();
        for port in weights {
            columns.push(input.optional(port).ok_or_else(|| {
                let hint = format!("bind {port}, or let samples weigh their length alone");
                KernelError::invalid(port, "a weight is not fed", "no column", port, hint)
            })?);
        }
        let density = |row: usize| {
            columns.iter().try_fold(1.0, |weight, column| {
                Some(weight * value(column, row).filter(|one| *one >= 0.0)?)
            })
        };
        let negative = |row: usize| {
            columns.iter().any(|column| value(column, row).is_some_and(|weight| weight < 0.0))
        };

        let bottom = intervals.sorted.iter().map(|interval| interval.to).fold(f64::NAN, f64::max);
        let Some(first) = intervals.sorted.first() else {
            return Ok(intervals.note(composite_outputs(&[])));
        };
        let top = steps(first.from - params.start, params.length).floor().max(0.0);
        let base = steps(bottom - params.start, params.length).ceil();
        let pieces = bounded(base - top, "FROM")?;
        let start = params.start + top * params.length;
        let least = params.min_fraction * params.length;
        let sorted = &intervals.sorted;
        let composites = cut(sorted, pieces, start, params.length, least, density, &grades);
        let begins_above = |from: f64| from < params.start - 1e-9 * params.length;
        let above = sorted.iter().filter(|interval| begins_above(interval.from)).count();
        let note = (above > 0).then(|| {
            format!(
                "{above} samples begin above start, {} m: what lies above is left out",
                params.start
            )
        });
        let refused = sorted.iter().filter(|interval| negative(interval.row)).count();
        let refused =
            (refused > 0).then(|| format!("{refused} samples left out: SG or RECOVERY is below 0"));
        Ok(intervals.note(composite_outputs(&composites)).noting(note).noting(refused))
    }
}

/// Returns how many lengths a distance is; next to a whole number that number, since 0.3 / 0.1 is not 3.
fn steps(distance: f64, length: f64) -> f64 {
    let steps = distance / length;
    let whole = steps.round();
    if (steps - whole).abs() < 1e-9 * whole.abs().max(1.0) { whole } else { steps }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::steps;
    use crate::operators::eval::evaluate;

    #[test]
    fn a_negative_weight_is_left_out_and_told() {
        let object = |value: serde_json::Value| value.as_object().cloned().expect("an object");
        let params = object(json!({"weight": "length_sg"}));
        let input = json!({"FROM": [0, 1], "TO": [1, 2], "GRADE": [5, 3], "SG": [-2.7, 2.7]});
        let found = evaluate("composite_length", &params, &object(input)).expect("runs");
        let grade = found.curve("GRADE").expect("a curve").value(0);
        assert!((grade - 3.0).abs() < 1e-12, "{grade}");
        assert_eq!(found.notes(), ["1 samples left out: SG or RECOVERY is below 0"]);
    }

    #[test]
    fn a_depth_on_the_grid_counts_as_on_it() {
        assert_eq!(steps(0.3, 0.1).floor(), 3.0);
        assert_eq!(steps(0.7, 0.1).ceil(), 7.0);
        assert_eq!(steps(0.35, 0.1).floor(), 3.0);
    }
}
