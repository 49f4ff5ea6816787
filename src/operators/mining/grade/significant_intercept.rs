//! Significant intercepts.

use arrow::array::{Float64Array, StringArray};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output};
use crate::operators::support::intervals::{FROM, GRADE, Intervals, SAME_DEPTH, TO, value};
use crate::operators::support::runs::runs_of;

/// Finds the stretches of a hole that are ore on the whole, with no more waste inside than allowed.
///
/// ## Formula
/// Samples of grade at or above cutoff that adjoin form runs. From the top down, a run takes in the next one, with the waste between, while that waste is not longer than max_dilution and the mean grade by length of all that is taken in stays at or above cutoff. What is then shorter than min_length is dropped. Samples that overlap come one after another, by FROM and then as in the table, each with its whole length: a poor duplicate of a rich sample is waste below it, and belongs to an intercept only where a further run is joined across it. INCLUDING tells of the runs at or above `include` inside, as `2 m @ 7.5 from 11`; `include` must be above cutoff.
/// ## Units
/// FROM, TO, LENGTH, min_length and max_dilution in m, along the hole; GRADE, cutoff and include in any one unit, which is kept.
/// ## Nulls
/// A null grade counts as waste of grade 0 and is reported, and so does a gap between samples; neither is ore, even with a cutoff of 0. INCLUDING is null where include is not set or nothing reaches it. Rows without FROM or TO, or upside down, are left out and reported.
/// ## Source
/// Micromine help, significant intersections, 2020; GKZ rules for reporting drill intersections, 2007.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Grade from which rock is ore, and which the mean must keep.
    #[schemars(range(min = 0.0, max = 1e9), extend("x-unit" = "port"))]
    pub cutoff: f64,
    /// Smallest length of an intercept.
    #[schemars(range(min = 0.0, max = 10000.0), extend("x-unit" = "m"))]
    pub min_length: f64,
    /// Greatest length of waste between two runs of ore.
    #[schemars(range(min = 0.0, max = 10000.0), extend("x-unit" = "m"))]
    pub max_dilution: f64,
    /// Higher grade, above cutoff, from which parts are told of by themselves; null tells of none.
    #[schemars(range(min = 0.0, max = 1e9), extend("x-unit" = "port"))]
    pub include: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { cutoff: 0.5, min_length: 2.0, max_dilution: 2.0, include: None }
    }
}

pub struct SignificantIntercept;

impl Operator for SignificantIntercept {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "significant_intercept",
        title: "Significant intercepts",
        terms: &["intersection", "drill result", "ore", "dilution", "including"],
        inputs: &[FROM, TO, GRADE],
        outputs: &[
            Output::curve("FROM", METRE).in_table("intercepts"),
            Output::curve("TO", METRE).in_table("intercepts"),
            Output::curve("LENGTH", METRE).in_table("intercepts"),
            Output::keeping("GRADE", "GRADE").in_table("intercepts"),
            Output::text("INCLUDING").in_table("intercepts"),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "1 m of 2 and 2 m of 7.5 are joined across 1 m without grade; 3 m of waste part them from the last metre, which is too short.",
                params: r#"{"include": 5}"#,
                input: r#"{"FROM": [9, 10, 11, 13, 16], "TO": [10, 11, 13, 16, 17], "GRADE": [2, null, 7.5, 0.1, 3]}"#,
                output: r#"{"FROM": [9], "TO": [13], "LENGTH": [4], "GRADE": [4.25], "INCLUDING": ["2 m @ 7.5 from 11"]}"#,
            },
            Example {
                note: "Joining would bring the mean, 0.4, below the cut-off.",
                params: r#"{"min_length": 1}"#,
                input: r#"{"FROM": [0, 1, 3], "TO": [1, 3, 4], "GRADE": [0.8, 0, 0.8]}"#,
                output: r#"{"FROM": [0, 3], "TO": [1, 4], "GRADE": [0.8, 0.8], "INCLUDING": [null, null]}"#,
            },
            Example {
                note: "With a cut-off of 0 a grade of 0 is ore, and no grade is not.",
                params: r#"{"cutoff": 0}"#,
                input: r#"{"FROM": [0, 2], "TO": [2, 6], "GRADE": [0, null]}"#,
                output: r#"{"FROM": [0], "TO": [2], "LENGTH": [2], "GRADE": [0]}"#,
            },
            Example {
                note: "A poor duplicate is waste below its fellow, and no part of the intercept.",
                params: "{}",
                input: r#"{"FROM": [0, 0], "TO": [2, 2], "GRADE": [1, 0]}"#,
                output: r#"{"FROM": [0], "TO": [2], "LENGTH": [2], "GRADE": [1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let intervals = Intervals::read(input, "FROM", "TO")?;
        let grades = input.curve("GRADE")?;
        let nulls = intervals.sorted.iter().filter(|one| value(grades, one.row).is_none()).count();
        let pieces = pieces(&intervals, grades);
        let found = intercepts(&pieces, params);

        let column = |of: fn(&Piece) -> f64| -> Float64Array {
            found.iter().map(|(whole, _)| Some(of(whole))).collect()
        };
        let including: StringArray = found
            .iter()
            .map(|(_, parts)| {
                let parts = runs(parts, params.include?);
                (!parts.is_empty()).then(|| {
                    let told: Vec<String> = parts.iter().map(|part| part.told()).collect();
                    told.join("; ")
                })
            })
            .collect();
        let outputs = Outputs::one("FROM", column(|whole| whole.from))
            .with("TO", column(|whole| whole.to))
            .with("LENGTH", column(|whole| whole.to - whole.from))
            .with("GRADE", column(|whole| whole.metal / whole.length))
            .with("INCLUDING", including);
        let outputs = intervals.note(outputs);
        if nulls == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{nulls} intervals without grade count as waste of grade 0")))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        match params.include {
            Some(include) if include <= params.cutoff => {
                let wanted = format!("more than cutoff, which is {}", params.cutoff);
                let hint = "leave include out, or raise it";
                vec![BrokenRule::new("include", include, wanted, hint)]
            }
            _ => Vec::new(),
        }
    }
}

/// A stretch of hole, with the metal in it.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: f64,
    to: f64,
    /// Sampled length with the gaps, which overlaps make longer than from top to base.
    length: f64,
    /// Grade times length.
    metal: f64,
    /// Whether a grade is known; what has none is waste, whatever the cut-off.
    known: bool,
}

impl Piece {
    fn grade(&self) -> f64 {
        self.metal / self.length
    }

    fn is_rich(&self, least: f64) -> bool {
        self.known && self.grade() >= least
    }

    fn and(self, below: &Self) -> Self {
        Self {
            from: self.from,
            to: self.to.max(below.to),
            length: self.length + below.length,
            metal: self.metal + below.metal,
            known: self.known || below.known,
        }
    }

    fn told(&self) -> String {
        let round = |number: f64| (number * 1000.0).round() / 1000.0;
        let (length, grade) = (round(self.to - self.from), round(self.grade()));
        format!("{length} m @ {grade} from {}", round(self.from))
    }
}

/// Returns the samples by depth, and the gaps between them as pieces without metal.
fn pieces(intervals: &Intervals, grades: &Float64Array) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut bottom = f64::INFINITY;
    for interval in &intervals.sorted {
        let (from, to) = (interval.from, interval.to);
        if from > bottom + SAME_DEPTH {
            let length = from - bottom;
            pieces.push(Piece { from: bottom, to: from, length, metal: 0.0, known: false });
        }
        let (grade, length) = (value(grades, interval.row), to - from);
        let metal = grade.unwrap_or(0.0) * length;
        pieces.push(Piece { from, to, length, metal, known: grade.is_some() });
        bottom = if bottom.is_finite() { bottom.max(to) } else { to };
    }
    pieces
}

/// Returns adjoining pieces of at least a grade, each run as one piece.
fn runs(pieces: &[Piece], least: f64) -> Vec<Piece> {
    let rich = |index: usize| pieces[index].is_rich(least);
    let whole = |run: std::ops::Range<usize>| {
        pieces[run].iter().copied().reduce(|above, below| above.and(&below))
    };
    runs_of(pieces.len(), rich).into_iter().filter_map(whole).collect()
}

/// Returns each intercept with the pieces in it.
fn intercepts<'a>(pieces: &'a [Piece], params: &Params) -> Vec<(Piece, &'a [Piece])> {
    let ore = runs_of(pieces.len(), |index| pieces[index].is_rich(params.cutoff));
    let join = |range: std::ops::Range<usize>| {
        pieces[range].iter().copied().reduce(|above, below| above.and(&below))
    };
    let mut found: Vec<(Piece, std::ops::Range<usize>)> = Vec::new();
    for run in ore {
        let Some(rich) = join(run.clone()) else { continue };
        if let Some((above, range)) = found.last_mut()
            && let Some(waste) = join(range.end..run.start)
            && waste.length <= params.max_dilution + SAME_DEPTH
        {
            let both = above.and(&waste).and(&rich);
            if both.grade() >= params.cutoff {
                (*above, range.end) = (both, run.end);
                continue;
            }
        }
        found.push((rich, run));
    }
    let long = |whole: &Piece| whole.to - whole.from >= params.min_length - SAME_DEPTH;
    let kept = found.into_iter().filter(|(whole, _)| long(whole));
    kept.map(|(whole, range)| (whole, &pieces[range])).collect()
}
