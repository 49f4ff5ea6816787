//! Pore pressure from resistivity, Eaton.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MEGAPASCAL, OHM_M, Output, Port};
use crate::operators::support::eaton;
use crate::operators::support::samples::map;

/// Estimates pore pressure from shale resistivity and its normal compaction trend.
///
/// ## Formula
/// `PP = SV - (SV - PHYD) * (RT / RT_NCT)^n`
/// ## Units
/// RT and RT_NCT in ohm.m; SV, PHYD and PP_RT in MPa.
/// ## Nulls
/// Null in any input gives null, and so does RT or RT_NCT at or below zero. The result is not limited.
/// ## Source
/// Eaton, The Equation for Geopressure Prediction from Well Logs, SPE 5544, 1975.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Exponent of Eaton, fitted to the basin.
    #[schemars(range(min = 0.6, max = 1.5), extend("x-unit" = "1"))]
    pub n: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { n: 1.2 }
    }
}

pub struct EatonResistivity;

impl Operator for EatonResistivity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "pore_pressure_eaton_resistivity",
        title: "Pore pressure, Eaton resistivity",
        terms: &["pp", "eaton", "overpressure", "resistivity"],
        inputs: &[
            Port::curve("RT", OHM_M),
            Port::curve("RT_NCT", OHM_M).fits(&[Quantity::DeepResistivity]),
            Port::curve("SV", MEGAPASCAL),
            Port::curve("PHYD", MEGAPASCAL),
        ],
        outputs: &[Output::curve("PP_RT", MEGAPASCAL)],
        examples: &[Example {
            note: "On the trend the pressure is hydrostatic; half the resistivity tells of more.",
            params: "{}",
            input: r#"{"RT": [2, 1, 0, null], "RT_NCT": [2, 2, 2, 2], "SV": [60, 60, 60, 60], "PHYD": [30, 30, 30, 30]}"#,
            output: r#"{"PP_RT": [30, 46.941741550558135, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves =
            [input.curve("RT")?, input.curve("RT_NCT")?, input.curve("SV")?, input.curve("PHYD")?];
        let pressure = map(curves, |[resistivity, normal, overburden, hydrostatic]| {
            eaton::pore_pressure([resistivity, normal], params.n, overburden, hydrostatic)
        });
        Ok(Outputs::one("PP_RT", pressure))
    }
}
