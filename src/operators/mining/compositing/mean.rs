//! Length-weighted average grade.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::Output;
use crate::operators::support::intervals::{FROM, GRADE, Grades, Intervals, Mean, TO};

/// Averages the grades of a hole, each weighted by the length of its sample.
///
/// ## Formula
/// `mean = sum(g * (TO - FROM)) / sum(TO - FROM)`
/// ## Units
/// FROM and TO in m; GRADE in any unit, which mean keeps.
/// ## Nulls
/// Samples with a null grade are left out with their length, and the run report counts them; so are rows without FROM or TO, or upside down. Without any grade the mean is null.
/// ## Source
/// The foot-ounce method, in Marjoribanks, Geological Methods in Mineral Exploration and Mining, 2nd ed., 2010; JORC Code, 2012.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct LengthWeightedMean;

impl Operator for LengthWeightedMean {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "length_weighted_mean",
        title: "Length-weighted average grade",
        terms: &["average", "grade", "assay", "weighted", "foot-ounce"],
        inputs: &[FROM, TO, GRADE],
        outputs: &[Output::keeping("mean", "GRADE").alone()],
        scope: Scope::Well,
        examples: &[Example {
            note: "1 m of 2 and 3 m of 4; the null sample is left out.",
            params: "{}",
            input: r#"{"FROM": [0, 1, 3], "TO": [1, 3, 6], "GRADE": [2, null, 4]}"#,
            output: r#"{"mean": 3.5}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let intervals = Intervals::read(input, "FROM", "TO")?;
        let grades = Grades { values: input.curve("GRADE")?, default: None };
        let (mut mean, mut nulls) = (Mean::default(), 0);
        for interval in &intervals.sorted {
            match grades.at(interval.row) {
                Some(grade) => mean.add(interval.from, interval.to, 1.0, grade),
                None => nulls += 1,
            }
        }
        let mut outputs = Outputs::default().with_number("mean", mean.value(0.0));
        if nulls > 0 {
            outputs = outputs.note(format!("{nulls} intervals left out: the grade is null"));
        }
        Ok(intervals.note(outputs))
    }
}
