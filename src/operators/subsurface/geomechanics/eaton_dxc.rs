//! Pore pressure from the corrected d exponent, Eaton.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MEGAPASCAL, NUMBER, Output, Port};
use crate::operators::support::eaton;
use crate::operators::support::samples::map;

/// Estimates pore pressure from the corrected d exponent and its normal trend.
///
/// ## Formula
/// `PP = SV - (SV - PHYD) * (DXC / DXC_NCT)^n`
/// ## Units
/// DXC and DXC_NCT are numbers; SV, PHYD and PP_DX in MPa.
/// ## Nulls
/// Null in any input gives null, and so does DXC or DXC_NCT at or below zero. The result is not limited.
/// ## Source
/// Eaton, The Equation for Geopressure Prediction from Well Logs, SPE 5544, 1975; Datalog, Abnormal Formation Pressure Analysis, 2001.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Exponent of Eaton, fitted to the basin.
    #[schemars(range(min = 0.1, max = 5.0), extend("x-unit" = "1"))]
    pub n: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { n: 1.2 }
    }
}

pub struct EatonDxc;

impl Operator for EatonDxc {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "pore_pressure_eaton_dxc",
        title: "Pore pressure, Eaton d exponent",
        terms: &["pp", "eaton", "overpressure", "drilling"],
        inputs: &[
            Port::curve("DXC", NUMBER),
            Port::curve("DXC_NCT", NUMBER),
            Port::curve("SV", MEGAPASCAL),
            Port::curve("PHYD", MEGAPASCAL),
        ],
        outputs: &[Output::curve("PP_DX", MEGAPASCAL)],
        examples: &[Example {
            note: "On the trend the pressure is hydrostatic; a smaller exponent tells of more.",
            params: "{}",
            input: r#"{"DXC": [1.6, 0.8, 0, null], "DXC_NCT": [1.6, 1.6, 1.6, 1.6], "SV": [60, 60, 60, 60], "PHYD": [30, 30, 30, 30]}"#,
            output: r#"{"PP_DX": [30, 46.941741550558135, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [
            input.curve("DXC")?,
            input.curve("DXC_NCT")?,
            input.curve("SV")?,
            input.curve("PHYD")?,
        ];
        let pressure = map(curves, |[exponent, normal, overburden, hydrostatic]| {
            eaton::pore_pressure([exponent, normal], params.n, overburden, hydrostatic)
        });
        Ok(Outputs::one("PP_DX", pressure))
    }
}
