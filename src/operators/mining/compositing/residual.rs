//! Equal-length composites per domain.

use arrow::array::StringArray;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::intervals::{
    Composite, FROM, GRADE, Grades, Intervals, TO, bounded, composite_outputs, cut,
};

/// Averages grades over equal lengths inside each domain, so that no short piece is left at its end.
///
/// ## Formula
/// A domain run of length L is cut into `n = round(L / length)` equal parts, one at least; `GRADE = sum(g * l) / sum(l)` over the lengths l of the samples inside a part. A run is a row of adjoining samples of one domain; a gap of more than 1 mm, another domain or a sample without domain ends it. Half a length rounds up, to more and shorter parts. Samples that overlap each other all count in the mean; what they cover counts once.
/// ## Units
/// FROM, TO and length in m; GRADE in any unit, which is kept; DOMAIN is a text.
/// ## Nulls
/// A sample with a null grade is left out with its length, or counts as default_value where that is set. A composite of which less than min_fraction is covered by grades is null. Samples without domain, without FROM or TO, or upside down, are left out; the latter two are reported.
/// ## Source
/// Datamine Studio, process COMPDH, MODE=1, 2019; Leapfrog Geo, compositing, distribute equally, 2019.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length that the composites come near to.
    #[schemars(range(max = 10000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub length: f64,
    /// Smallest part of a composite that must have grades.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub min_fraction: f64,
    /// What a null grade counts as; null leaves the sample out.
    #[schemars(range(min = -1e9, max = 1e9), extend("x-unit" = "port"))]
    pub default_value: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { length: 2.0, min_fraction: 0.5, default_value: None }
    }
}

pub struct Residual;

impl Operator for Residual {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "composite_residual",
        title: "Equal-length composites per domain (no residual)",
        terms: &["composite", "domain", "equal length", "assay", "drill hole"],
        inputs: &[FROM, TO, GRADE, Port::text("DOMAIN").in_table("intervals")],
        outputs: &[
            Output::curve("FROM", METRE).in_table("composites"),
            Output::curve("TO", METRE).in_table("composites"),
            Output::keeping("GRADE", "GRADE").in_table("composites"),
            Output::text("DOMAIN").in_table("composites"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "5 m of ore make three parts of 5/3 m, the first with 1 m of 3 and 2/3 m of 6; 1 m of waste makes one, which has no grade.",
            params: "{}",
            input: r#"{"FROM": [0, 1, 5], "TO": [1, 5, 6], "GRADE": [3, 6, null], "DOMAIN": ["ore", "ore", "waste"]}"#,
            output: r#"{"FROM": [0, 1.6666666666666667, 3.3333333333333335, 5], "TO": [1.6666666666666667, 3.3333333333333335, 5, 6], "GRADE": [4.2, 6, 6, null], "DOMAIN": ["ore", "ore", "ore", "waste"]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let intervals = Intervals::read(input, "FROM", "TO")?;
        let grades = Grades { values: input.curve("GRADE")?, default: params.default_value };
        let mut composites: Vec<Composite> = Vec::new();
        let mut domains: Vec<String> = Vec::new();
        for run in intervals.runs(input.text("DOMAIN")?) {
            let whole = run.to - run.from;
            let parts = (whole / params.length).round().max(1.0);
            bounded(composites.len() as f64 + parts, "FROM")?;
            let length = whole / parts;
            let least = params.min_fraction * length;
            let count = parts as usize;
            let made = cut(&run.parts, count, run.from, length, least, |_| Some(1.0), &grades);
            domains.resize(domains.len() + made.len(), run.code);
            composites.extend(made);
        }
        let domains = StringArray::from_iter_values(domains);
        Ok(intervals.note(composite_outputs(&composites).with("DOMAIN", domains)))
    }
}
