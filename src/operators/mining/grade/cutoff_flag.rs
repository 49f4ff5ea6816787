//! Ore flag by cut-off grade.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::samples::{flag, map};

/// Flags what is rich enough to be ore.
///
/// ## Formula
/// `ORE = GRADE >= cutoff`, or `GRADE > cutoff` where inclusive is not set.
/// ## Units
/// GRADE in any unit, cutoff in the same; ORE is 1 for ore and 0 otherwise.
/// ## Nulls
/// Null in, null out.
/// ## Source
/// Definition of a cut-off grade; Lane, The Economic Definition of Ore, 1988.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Grade from which rock is ore.
    #[schemars(range(min = -1e9, max = 1e9), extend("x-unit" = "port"))]
    pub cutoff: f64,
    /// Counts the cut-off itself as ore.
    pub inclusive: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { cutoff: 0.5, inclusive: true }
    }
}

pub struct CutoffFlag;

impl Operator for CutoffFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "grade_cutoff_flag",
        title: "Ore flag by cut-off grade",
        terms: &["ore", "waste", "cutoff", "cut-off", "assay"],
        inputs: &[Port::any("GRADE")],
        outputs: &[Output::curve("ORE", FLAG)],
        examples: &[
            Example {
                note: "The cut-off itself is ore.",
                params: "{}",
                input: r#"{"GRADE": [0.49, 0.5, 2, null]}"#,
                output: r#"{"ORE": [0, 1, 1, null]}"#,
            },
            Example {
                note: "Unless it is not to be.",
                params: r#"{"inclusive": false}"#,
                input: r#"{"GRADE": [0.5, 0.51]}"#,
                output: r#"{"ORE": [0, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (cutoff, inclusive) = (params.cutoff, params.inclusive);
        let ore = |[grade]: [f64; 1]| flag(grade > cutoff || (inclusive && grade == cutoff));
        Ok(Outputs::one("ORE", map([input.curve("GRADE")?], ore)))
    }
}
