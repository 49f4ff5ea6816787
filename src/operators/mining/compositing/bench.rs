//! Bench composites.

use std::collections::BTreeMap;

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::intervals::{
    Cover, FROM, GRADE, Grades, Interval, Intervals, Mean, TO, bounded, value,
};

/// Averages the grades of a hole over the benches of a mine, which are slices of equal height.
///
/// ## Formula
/// Bench k reaches from `datum + k * bench` up to, and without, `datum + (k + 1) * bench`. A sample from Z_FROM to Z_TO lies in each bench with the part of its length that has the elevations of the bench; a level one wholly in the bench of its elevation. `GRADE = sum(g * l) / sum(l)` over these lengths. FROM and TO are the depths between which the hole is in the bench; a hole that comes back into a bench adds to the same row. Samples that overlap each other all count in the mean; what they cover counts once. Benches come in the order of depth.
/// ## Units
/// FROM, TO, Z_FROM, Z_TO, LENGTH, BENCH (elevation of the floor), bench and datum in m, elevations positive up; GRADE in any unit, which is kept.
/// ## Nulls
/// A sample with a null grade is left out, or counts as default_value where that is set; where less than min_fraction of the sampled length of a bench has grades, its grade is null. LENGTH is the length with grades. Rows without FROM, TO, Z_FROM or Z_TO, or upside down, are left out and reported. Elevations that differ by over a metre more than the sample is long are an error: no hole falls so; the metre is left for rounded elevations.
/// ## Source
/// Hustrulid, Kuchta and Martin, Open Pit Mine Planning and Design, 3rd ed., 2013.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Height of a bench.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub bench: f64,
    /// Elevation of the floor of one of the benches.
    #[schemars(range(min = -12000.0, max = 9000.0), extend("x-unit" = "m"))]
    pub datum: f64,
    /// Smallest part of the sampled length of a bench that must have grades.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub min_fraction: f64,
    /// What a null grade counts as; null leaves the sample out.
    #[schemars(range(min = -1e9, max = 1e9), extend("x-unit" = "port"))]
    pub default_value: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { bench: 5.0, datum: 0.0, min_fraction: 0.5, default_value: None }
    }
}

pub struct Bench;

impl Operator for Bench {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "composite_bench",
        title: "Bench composites by elevation",
        terms: &["composite", "open pit", "elevation", "level", "drill hole"],
        inputs: &[
            FROM,
            TO,
            Port::curve("Z_FROM", METRE).in_table("intervals"),
            Port::curve("Z_TO", METRE).in_table("intervals"),
            GRADE,
        ],
        outputs: &[
            Output::curve("FROM", METRE).in_table("composites"),
            Output::curve("TO", METRE).in_table("composites"),
            Output::curve("BENCH", METRE).in_table("composites"),
            Output::curve("LENGTH", METRE).in_table("composites"),
            Output::keeping("GRADE", "GRADE").in_table("composites"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "A vertical hole from 103 m: 3 m above the bench floor at 100, then a whole bench; the lowest sample has no grade.",
            params: "{}",
            input: r#"{"FROM": [0, 2, 6, 8], "TO": [2, 6, 8, 10], "Z_FROM": [103, 101, 97, 95], "Z_TO": [101, 97, 95, 93], "GRADE": [1, 4, 2, null]}"#,
            output: r#"{"FROM": [0, 3, 8], "TO": [3, 8, 10], "BENCH": [100, 95, 90], "LENGTH": [3, 5, 0], "GRADE": [2, 3.2, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let intervals = Intervals::read(input, "FROM", "TO")?;
        let grades = Grades { values: input.curve("GRADE")?, default: params.default_value };
        let (tops, bases) = (input.curve("Z_FROM")?, input.curve("Z_TO")?);
        let mut benches: BTreeMap<i64, InBench> = BTreeMap::new();
        let (mut nowhere, mut pieces) = (0, 0.0);
        for interval in &intervals.sorted {
            let (Some(top), Some(base)) = (value(tops, interval.row), value(bases, interval.row))
            else {
                nowhere += 1;
                continue;
            };
            check_drop(interval, top, base)?;
            let (top, base) = (top - params.datum, base - params.datum);
            let number = |elevation: f64| (elevation / params.bench).floor();
            let (low, high) = (number(top.min(base)), number(top.max(base)));
            pieces += high - low;
            bounded(pieces, "Z_FROM")?;
            bounded(low.abs().max(high.abs()), "Z_FROM")?;
            for bench in low as i64..=high as i64 {
                let floor = bench as f64 * params.bench;
                let (from, to) = shares(top, base, floor, floor + params.bench);
                if to > from || top == base {
                    let inside = benches.entry(bench).or_default();
                    inside.add(interval, from, to, grades.at(interval.row));
                }
            }
        }
        let mut rows: Vec<(i64, InBench)> = benches.into_iter().collect();
        rows.sort_by(|one, other| one.1.from.total_cmp(&other.1.from));

        let column = |of: &dyn Fn(&(i64, InBench)) -> Option<f64>| -> Float64Array {
            rows.iter().map(of).collect()
        };
        let floor = |bench: i64| params.datum + bench as f64 * params.bench;
        let outputs = Outputs::one("FROM", column(&|(_, inside)| Some(inside.from)))
            .with("TO", column(&|(_, inside)| Some(inside.to)))
            .with("BENCH", column(&|(bench, _)| Some(floor(*bench))))
            .with("LENGTH", column(&|(_, inside)| Some(inside.mean.cover.length)));
        let grades =
            column(&|(_, inside)| inside.mean.value(params.min_fraction * inside.sampled.length));
        let nulls = grades.null_count();
        let mut outputs = intervals.note(outputs.with("GRADE", grades));
        if nowhere > 0 {
            outputs = outputs.note(format!("{nowhere} intervals left out: no elevation"));
        }
        if nulls > 0 {
            outputs = outputs.note(format!("{nulls} benches are null: too little has a grade"));
        }
        Ok(outputs)
    }
}

/// Refuses a sample that is higher than long, by more than elevations are rounded.
fn check_drop(interval: &Interval, top: f64, base: f64) -> Result<(), KernelError> {
    let (height, length) = ((top - base).abs(), interval.to - interval.from);
    if height <= length + 1.0 {
        return Ok(());
    }
    Err(KernelError::invalid(
        "Z_FROM",
        "a sample reaches over more elevation than it is long",
        format!(
            "{height} m over the {length} m from {} m in row {}",
            interval.from,
            interval.row + 1
        ),
        "elevations no further apart than FROM and TO",
        "correct Z_FROM, Z_TO, FROM or TO, or see to it that all are in metres",
    ))
}

/// Returns between which shares of its length a sample lies between floor and roof.
fn shares(top: f64, base: f64, floor: f64, roof: f64) -> (f64, f64) {
    if top == base {
        return (0.0, 1.0);
    }
    let share = |elevation: f64| ((top - elevation) / (top - base)).clamp(0.0, 1.0);
    let (one, other) = (share(roof), share(floor));
    (one.min(other), one.max(other))
}

/// What lies in one bench.
#[derive(Default)]
struct InBench {
    from: f64,
    to: f64,
    sampled: Cover,
    mean: Mean,
}

impl InBench {
    fn add(&mut self, interval: &Interval, from: f64, to: f64, grade: Option<f64>) {
        let whole = interval.to - interval.from;
        let (top, base) = (interval.from + from * whole, interval.from + to * whole);
        if self.sampled.length == 0.0 {
            (self.from, self.to) = (top, base);
        }
        (self.from, self.to) = (self.from.min(top), self.to.max(base));
        self.sampled.add(top, base);
        if let Some(grade) = grade {
            self.mean.add(top, base, 1.0, grade);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::operators::eval::eval;

    #[test]
    fn a_sample_higher_than_long_is_refused() {
        let input = json!({"FROM": [10], "TO": [11], "Z_FROM": [100], "Z_TO": [50], "GRADE": [1]});
        let input = input.as_object().cloned().expect("an object");
        let problems =
            eval("composite_bench", &serde_json::Map::new(), &input).expect_err("refused");
        let found = problems[0].found.as_deref().unwrap_or_default();
        assert_eq!(found, "50 m over the 1 m from 10 m in row 1");
    }
}
