//! Gaps and overlaps in interval tables.

use arrow::array::{Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, Port};
use crate::operators::support::intervals::{FROM, TO};

/// Lists what is wrong with the intervals of a hole.
///
/// ## Formula
/// Rows are taken by FROM. missing: FROM or TO is null. not_below: `TO <= FROM`. duplicate: the same FROM and TO as the row before. overlap: FROM above the deepest TO so far; FROM, TO are the overlap. gap: FROM below the deepest TO so far; FROM, TO are the gap. beyond_hole: TO below the length of the hole, where that is fed; FROM, TO are the whole row, SIZE only what of it is below the hole. Depths within tolerance are the same. Rows that are missing or not_below are not held against the others, and a duplicate is that alone, also where it ends below the hole. That the first interval begins below the collar is no gap.
/// ## Units
/// FROM, TO, SIZE, tolerance and hole_length in m; ROW counts the rows of the table from 1; PROBLEM is a text.
/// ## Nulls
/// A null FROM or TO is a problem row, with null SIZE. A table without problems gives no rows.
/// ## Source
/// minelab, check_assay_gaps and check_assay_overlaps, 2023; Micromine help, drillhole validation, 2020.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Distance within which two depths are the same.
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "m"))]
    pub tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { tolerance: 0.001 }
    }
}

pub struct OverlapCheck;

impl Operator for OverlapCheck {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "interval_overlap_check",
        title: "Gap and overlap check in interval tables",
        terms: &["validation", "gap", "overlap", "duplicate", "drill hole"],
        inputs: &[
            FROM,
            TO,
            Port::curve("hole_length", METRE).alone().optional().alias(&[
                "length",
                "eoh",
                "td",
                "depth",
                "max depth",
            ]),
        ],
        outputs: &[
            Output::curve("ROW", NUMBER).in_table("problems"),
            Output::curve("FROM", METRE).in_table("problems"),
            Output::curve("TO", METRE).in_table("problems"),
            Output::text("PROBLEM").in_table("problems"),
            Output::curve("SIZE", METRE).in_table("problems"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "A gap of 1 m, half a metre twice, one row twice, one without end, one upside down, one below the hole.",
            params: "{}",
            input: r#"{"FROM": [0, 2, 2.5, 2.5, 4, 4], "TO": [1, 3, 4, 4, null, 3.5], "hole_length": 3.8}"#,
            output: r#"{"ROW": [2, 3, 3, 4, 5, 6], "PROBLEM": ["gap", "overlap", "beyond_hole", "duplicate", "missing", "not_below"], "FROM": [1, 2.5, 2.5, 2.5, 4, 4], "TO": [2, 3, 4, 4, null, 3.5], "SIZE": [1, 0.5, 0.2, 1.5, null, -0.5]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (from, to) = (input.curve("FROM")?, input.curve("TO")?);
        let mut problems = Vec::new();
        let mut sound: Vec<(usize, f64, f64)> = Vec::new();
        for (row, ends) in from.iter().zip(to.iter()).enumerate() {
            match ends {
                (Some(from), Some(to)) if from < to => sound.push((row, from, to)),
                (from, to) => {
                    let size = from.zip(to).map(|(from, to)| to - from);
                    let what = if size.is_none() { "missing" } else { "not_below" };
                    problems.push(Problem { row, from, to, what, size });
                }
            }
        }
        sound.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.2.total_cmp(&other.2)));
        problems.extend(among(&sound, params.tolerance, input.number("hole_length")));
        problems.sort_by_key(|problem| problem.row);

        let column =
            |of: fn(&Problem) -> Option<f64>| -> Float64Array { problems.iter().map(of).collect() };
        let words = StringArray::from_iter_values(problems.iter().map(|problem| problem.what));
        Ok(Outputs::one("ROW", column(|problem| Some((problem.row + 1) as f64)))
            .with("FROM", column(|problem| problem.from))
            .with("TO", column(|problem| problem.to))
            .with("PROBLEM", words)
            .with("SIZE", column(|problem| problem.size)))
    }
}

/// Something wrong with a row.
struct Problem {
    row: usize,
    from: Option<f64>,
    to: Option<f64>,
    what: &'static str,
    size: Option<f64>,
}

impl Problem {
    fn between(row: usize, what: &'static str, from: f64, to: f64) -> Self {
        Self { row, from: Some(from), to: Some(to), what, size: Some(to - from) }
    }
}

/// Holds intervals, sorted by depth, against each other and the hole.
fn among(sound: &[(usize, f64, f64)], tolerance: f64, hole: Option<f64>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut above: Option<(f64, f64)> = None;
    let mut deepest = f64::NAN;
    for &(row, from, to) in sound {
        let same = |other: (f64, f64)| {
            (from - other.0).abs() <= tolerance && (to - other.1).abs() <= tolerance
        };
        if above.is_some_and(same) {
            problems.push(Problem::between(row, "duplicate", from, to));
            continue;
        }
        if from < deepest - tolerance {
            problems.push(Problem::between(row, "overlap", from, to.min(deepest)));
        } else if from > deepest + tolerance {
            problems.push(Problem::between(row, "gap", deepest, from));
        }
        if let Some(hole) = hole.filter(|hole| to > hole + tolerance) {
            let size = Some(to - hole.max(from));
            let (from, to) = (Some(from), Some(to));
            problems.push(Problem { row, from, to, what: "beyond_hole", size });
        }
        above = Some((from, to));
        deepest = deepest.max(to);
    }
    problems
}
