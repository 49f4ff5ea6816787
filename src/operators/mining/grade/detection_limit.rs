//! Values below the detection limit.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::samples::{flag, map};

/// Replaces assays below the detection limit by a part of the limit.
///
/// ## Formula
/// A text such as `<0.005`, or a negative number such as -0.005, is below the limit 0.005 and becomes `factor * 0.005`. Any other number stays as it is.
/// ## Units
/// GRADE in any unit, which is kept. It is a column of texts; assays that come as numbers alone are fed to GRADE_NUMBER in its place. BDL is 1 where a value was replaced and 0 otherwise.
/// ## Nulls
/// Null stays null, and so does an empty text; BDL is null with it. A text that is no number, such as `>100` or `NSS`, becomes null and is reported: what it stands for is not known here. Negative codes for missing samples, such as -99, must be null before: they would read as limits.
/// ## Source
/// Common practice of half the detection limit; Helsel, Nondetects and Data Analysis, 2005.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Part of the detection limit that takes the place of what lies below.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub factor: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { factor: 0.5 }
    }
}

pub struct DetectionLimit;

impl Operator for DetectionLimit {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "detection_limit_substitute",
        title: "Replace below-detection values",
        terms: &["detection limit", "censored", "assay", "below detection", "half"],
        inputs: &[Port::text("GRADE").or("GRADE_NUMBER"), Port::any("GRADE_NUMBER").optional()],
        outputs: &[Output::keeping("GRADE", "GRADE"), Output::curve("BDL", FLAG)],
        examples: &[
            Example {
                note: "Half the limit, whichever way it is written.",
                params: "{}",
                input: r#"{"GRADE": ["<0.005", 1.2, -0.01, null, ">100"]}"#,
                output: r#"{"GRADE": [0.0025, 1.2, 0.005, null, null], "BDL": [1, 0, 1, null, null]}"#,
            },
            Example {
                note: "Numbers alone, and the whole limit.",
                params: r#"{"factor": 1}"#,
                input: r#"{"GRADE_NUMBER": [-0.005, 0, 1.2]}"#,
                output: r#"{"GRADE": [0.005, 0, 1.2], "BDL": [1, 0, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        if let Some(numbers) = input.optional("GRADE_NUMBER") {
            let grades = map([numbers], |[number]| Assay::of(number).grade(params.factor));
            let below = map([numbers], |[number]| Assay::of(number).below());
            return Ok(Outputs::one("GRADE", grades).with("BDL", below));
        }
        let mut strange = 0;
        let read = |text: Option<&str>| {
            let text = text.map(str::trim).filter(|text| !text.is_empty())?;
            let assay = Assay::read(text);
            strange += usize::from(assay.is_none());
            assay
        };
        let assays: Vec<Option<Assay>> = input.text("GRADE")?.iter().map(read).collect();
        let column = |value: &dyn Fn(Assay) -> f64| -> Float64Array {
            assays.iter().map(|assay| assay.map(value)).collect()
        };
        let outputs = Outputs::one("GRADE", column(&|assay| assay.grade(params.factor)))
            .with("BDL", column(&Assay::below));
        if strange == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{strange} texts are no grades and became null")))
    }
}

/// What a laboratory reports.
#[derive(Clone, Copy)]
enum Assay {
    Found(f64),
    Below(f64),
}

impl Assay {
    fn of(number: f64) -> Self {
        if number < 0.0 { Self::Below(-number) } else { Self::Found(number) }
    }

    /// Returns the grade to calculate with.
    fn grade(self, factor: f64) -> f64 {
        match self {
            Self::Found(grade) => grade,
            Self::Below(limit) => factor * limit,
        }
    }

    /// Flags what lies below the limit.
    fn below(self) -> f64 {
        flag(matches!(self, Self::Below(_)))
    }

    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|one| one.is_finite());
        match text.strip_prefix('<') {
            Some(limit) => number(limit).map(|limit| Self::Below(limit.abs())),
            None => number(text).map(Self::of),
        }
    }
}
