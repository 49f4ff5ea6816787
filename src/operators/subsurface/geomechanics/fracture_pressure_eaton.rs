//! Fracture pressure, Eaton.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MEGAPASCAL, NUMBER, Output, Port};
use crate::operators::support::samples::{map, only_if};

/// Estimates the pressure that opens a fracture from overburden, pore pressure and Poisson's ratio.
///
/// ## Formula
/// `PFRAC = PR / (1 - PR) * (SV - PP) + PP`
/// ## Units
/// SV, PP and PFRAC in MPa; PR is a number.
/// ## Nulls
/// Null in any input gives null, and so does PR outside 0..0.5. The result is not limited.
/// ## Source
/// Eaton, Fracture Gradient Prediction and Its Application in Oilfield Operations, Journal of Petroleum Technology 21, 1969.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct FracturePressureEaton;

impl Operator for FracturePressureEaton {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "fracture_pressure_eaton",
        title: "Fracture pressure, Eaton",
        terms: &["pfrac", "fracture gradient", "leak-off"],
        inputs: &[
            Port::curve("SV", MEGAPASCAL),
            Port::curve("PP", MEGAPASCAL),
            Port::curve("PR", NUMBER),
        ],
        outputs: &[Output::curve("PFRAC", MEGAPASCAL)],
        examples: &[Example {
            note: "A fluid, at 0.5, breaks at the overburden; no rock has more.",
            params: "{}",
            input: r#"{"SV": [60, 60, 60, 60], "PP": [30, 30, 30, 30], "PR": [0.25, 0.5, 0.6, null]}"#,
            output: r#"{"PFRAC": [40, 60, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("SV")?, input.curve("PP")?, input.curve("PR")?];
        let pressure = map(curves, |[overburden, pore, poisson]| {
            let pressure = poisson / (1.0 - poisson) * (overburden - pore) + pore;
            only_if((0.0..=0.5).contains(&poisson), pressure)
        });
        Ok(Outputs::one("PFRAC", pressure))
    }
}
