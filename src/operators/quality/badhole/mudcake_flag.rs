//! Mudcake.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, INCH, Output, Port};
use crate::operators::support::limits::slack;
use crate::operators::support::samples::{flag, map};

/// Flags the samples where a cake of mud makes the hole narrower than the bit, a sign of permeable rock.
///
/// ## Formula
/// `MCAKE = 1 where (BS - CALI) / 2 >= min_thickness, else 0`. A cake that is min_thickness but for rounding, 1e-9 of the diameters, has it.
/// ## Units
/// CALI, BS and min_thickness in in; MCAKE is 1 for mudcake and 0 otherwise. The cake is as thick as half of what is missing of the diameter.
/// ## Nulls
/// Null in CALI or BS gives null.
/// ## Source
/// Schlumberger, Log Interpretation Principles and Applications, 1989.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Smallest thickness of a cake.
    #[schemars(range(min = 0.0, max = 5.0), extend("x-unit" = "in"))]
    pub min_thickness: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { min_thickness: 0.25 }
    }
}

pub struct MudcakeFlag;

impl Operator for MudcakeFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "mudcake_flag",
        title: "Mudcake indicator",
        terms: &["mud cake", "filter cake", "permeable", "caliper"],
        inputs: &[Port::curve("CALI", INCH), Port::curve("BS", INCH)],
        outputs: &[Output::curve("MCAKE", FLAG).measures(Quantity::Flag)],
        examples: &[Example {
            note: "Half an inch less in diameter is a cake of a quarter.",
            params: "{}",
            input: r#"{"CALI": [8.5, 8, 7.5, 9, null, 7.7], "BS": [8.5, 8.5, 8.5, 8.5, 8.5, 8.2]}"#,
            output: r#"{"MCAKE": [0, 1, 1, 0, null, 1]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let flags = map([input.curve("CALI")?, input.curve("BS")?], |[caliper, bit]| {
            flag((bit - caliper) / 2.0 >= params.min_thickness - slack(caliper, bit))
        });
        Ok(Outputs::one("MCAKE", flags))
    }
}
