//! Top cut.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::map;
use crate::operators::support::statistics::{percentile, sorted};

/// Lowers grades above a cap to the cap, so that a few rich samples do not rule an average.
///
/// ## Formula
/// `GRADE_CUT = min(GRADE, cap)`; without cap, the cap is the percentile of the valid grades of the hole, linear as NumPy's.
/// ## Units
/// GRADE, cap and GRADE_CUT in the same unit, any; percentile in %.
/// ## Nulls
/// Null in, null out; low and negative grades stay. The run report tells how many grades were cut, and what share of the sum of grades that took away.
/// ## Source
/// Parker, Statistical Treatment of Outlier Data in Epithermal Gold Deposit Reserve Estimation, Mathematical Geology 23, 1991; JORC Code, 2012.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Greatest grade that stays; null takes the percentile.
    #[schemars(range(min = -1e9, max = 1e9), extend("x-unit" = "port"))]
    pub cap: Option<f64>,
    /// Percentile of the grades that is the cap where none is set.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "%"))]
    pub percentile: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { cap: None, percentile: 99.0 }
    }
}

pub struct TopCut;

impl Operator for TopCut {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "top_cut",
        title: "Top cut (capping)",
        terms: &["cap", "outlier", "high grade", "assay", "winsorise"],
        inputs: &[Port::any("GRADE")],
        outputs: &[Output::keeping("GRADE_CUT", "GRADE")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A cap of 10.",
                params: r#"{"cap": 10}"#,
                input: r#"{"GRADE": [0.5, 10, 30, null]}"#,
                output: r#"{"GRADE_CUT": [0.5, 10, 10, null]}"#,
            },
            Example {
                note: "The 75th percentile of 1, 2, 3, 40 and 100 is 40.",
                params: r#"{"percentile": 75}"#,
                input: r#"{"GRADE": [1, 2, 3, 40, 100]}"#,
                output: r#"{"GRADE_CUT": [1, 2, 3, 40, 40]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let grades = input.curve("GRADE")?;
        let of_grades =
            || percentile(&sorted(grades.iter().flatten().collect()), params.percentile);
        let cap = params.cap.or_else(of_grades).unwrap_or(f64::INFINITY);
        let outputs = Outputs::one("GRADE_CUT", map([grades], |[grade]| grade.min(cap)));

        let rich: Vec<f64> = grades.iter().flatten().filter(|grade| *grade > cap).collect();
        if rich.is_empty() {
            return Ok(outputs);
        }
        let taken: f64 = rich.iter().map(|grade| grade - cap).sum();
        let share = 100.0 * taken / grades.iter().flatten().sum::<f64>();
        let count = rich.len();
        Ok(outputs
            .note(format!("{count} grades cut to {cap}: {share:.2} % of their sum taken away")))
    }
}
