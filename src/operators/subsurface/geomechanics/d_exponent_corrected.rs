//! Corrected d exponent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Corrects the d exponent for mud weight.
///
/// ## Formula
/// `DXC = DEXP * mw_normal / MW`
/// ## Units
/// MW and mw_normal in ppg; DEXP and DXC are numbers.
/// ## Nulls
/// Null in either input gives null, and so does MW at or below zero. The result is not limited.
/// ## Source
/// Rehm and McClendon, Measurement of Formation Pressure from Drilling Data, SPE 3601, 1971.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Mud weight that balances normal pore pressure.
    #[schemars(range(max = 30.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ppg"))]
    pub mw_normal: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { mw_normal: 9.0 }
    }
}

pub struct DExponentCorrected;

impl Operator for DExponentCorrected {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "d_exponent_corrected",
        title: "Corrected d exponent",
        terms: &["dxc", "drilling", "mud weight", "pore pressure"],
        inputs: &[Port::curve("DEXP", NUMBER), Port::curve("MW", "ppg")],
        outputs: &[Output::curve("DXC", NUMBER)],
        examples: &[Example {
            note: "A heavier mud lowers the exponent.",
            params: "{}",
            input: r#"{"DEXP": [1.5, 1.5, 1.5, null], "MW": [9, 12, 0, 9]}"#,
            output: r#"{"DXC": [1.5, 1.125, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let corrected = map([input.curve("DEXP")?, input.curve("MW")?], |[exponent, weight]| {
            if weight > 0.0 { exponent * params.mw_normal / weight } else { NULL }
        });
        Ok(Outputs::one("DXC", corrected))
    }
}
