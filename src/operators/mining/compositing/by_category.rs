//! Composites by geology code.

use arrow::array::StringArray;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::intervals::{
    Composite, FROM, GRADE, Grades, Intervals, Mean, Run, TO, composite_outputs,
};

/// Joins adjoining samples of the same rock code into one, with their mean grade.
///
/// ## Formula
/// `GRADE = sum(g * l) / sum(l)` over the lengths l of the samples in a run of equal CODE. A gap of more than 1 mm, another code or a sample without code ends a run. Samples that overlap each other all count in the mean; what they cover counts once.
/// ## Units
/// FROM and TO in m; GRADE in any unit, which is kept; CODE is a text.
/// ## Nulls
/// A sample with a null grade is left out with its length, or counts as default_value where that is set. A composite of which less than min_fraction is covered by grades is null. Samples without code, without FROM or TO, or upside down, are left out; the latter two are reported.
/// ## Source
/// minelab, composite_by_geology, 2023; Micromine help, Geology Compositing, 2020.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Smallest part of a composite that must have grades.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub min_fraction: f64,
    /// What a null grade counts as; null leaves the sample out.
    #[schemars(range(min = -1e9, max = 1e9), extend("x-unit" = "port"))]
    pub default_value: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { min_fraction: 0.5, default_value: None }
    }
}

pub struct ByCategory;

impl Operator for ByCategory {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "composite_by_category",
        title: "Composite by geology code",
        terms: &["composite", "lithology", "rock code", "assay", "drill hole"],
        inputs: &[FROM, TO, GRADE, Port::text("CODE").in_table("intervals")],
        outputs: &[
            Output::curve("FROM", METRE).in_table("composites"),
            Output::curve("TO", METRE).in_table("composites"),
            Output::keeping("GRADE", "GRADE").in_table("composites"),
            Output::text("CODE").in_table("composites"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "1 m of 1 and 3 m of 5 in the same rock; 4 m with 1 m of grade are too little; the gap at 9 m parts equal codes.",
            params: "{}",
            input: r#"{"FROM": [0, 1, 4, 5, 10], "TO": [1, 4, 5, 8, 11], "GRADE": [1, 5, 2, null, 7], "CODE": ["qtz", "qtz", "bas", "bas", "bas"]}"#,
            output: r#"{"FROM": [0, 4, 10], "TO": [4, 8, 11], "GRADE": [4, null, 7], "CODE": ["qtz", "bas", "bas"]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let intervals = Intervals::read(input, "FROM", "TO")?;
        let grades = Grades { values: input.curve("GRADE")?, default: params.default_value };
        let runs = intervals.runs(input.text("CODE")?);
        let composite = |run: &Run| {
            let mut mean = Mean::default();
            for part in &run.parts {
                if let Some(grade) = grades.at(part.row) {
                    mean.add(part.from, part.to, 1.0, grade);
                }
            }
            let grade = mean.value(params.min_fraction * (run.to - run.from));
            Composite { from: run.from, to: run.to, grade }
        };
        let composites: Vec<Composite> = runs.iter().map(composite).collect();
        let codes = StringArray::from_iter_values(runs.iter().map(|run| &run.code));
        Ok(intervals.note(composite_outputs(&composites).with("CODE", codes)))
    }
}
