//! Pore pressure from sonic, Eaton.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MEGAPASCAL, Output, Port, US_PER_FT};
use crate::operators::support::eaton;
use crate::operators::support::samples::map;

/// Estimates pore pressure from slowness and its normal compaction trend.
///
/// ## Formula
/// `PP = SV - (SV - PHYD) * (DT_NCT / DT)^n`
/// ## Units
/// DT and DT_NCT in us/ft; SV, PHYD and PP_DT in MPa. The exponent is tied to slowness.
/// ## Nulls
/// Null in any input gives null, and so does DT or DT_NCT at or below zero. The result is not limited.
/// ## Source
/// Eaton, The Equation for Geopressure Prediction from Well Logs, SPE 5544, 1975.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Exponent of Eaton, fitted to the basin.
    #[schemars(range(min = 1.0, max = 5.0), extend("x-unit" = "1"))]
    pub n: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { n: 3.0 }
    }
}

pub struct EatonSonic;

impl Operator for EatonSonic {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "pore_pressure_eaton_sonic",
        title: "Pore pressure, Eaton sonic",
        terms: &["pp", "eaton", "overpressure", "sonic"],
        inputs: &[
            Port::curve("DT", US_PER_FT),
            Port::curve("DT_NCT", US_PER_FT).fits(&[Quantity::CompressionalSlowness]),
            Port::curve("SV", MEGAPASCAL),
            Port::curve("PHYD", MEGAPASCAL),
        ],
        outputs: &[Output::curve("PP_DT", MEGAPASCAL)],
        examples: &[Example {
            note: "On the trend the pressure is hydrostatic; at twice the slowness it is nearly the overburden.",
            params: "{}",
            input: r#"{"DT": [100, 200, 0, null], "DT_NCT": [100, 100, 100, 100], "SV": [60, 60, 60, 60], "PHYD": [28, 28, 28, 28]}"#,
            output: r#"{"PP_DT": [28, 56, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves =
            [input.curve("DT")?, input.curve("DT_NCT")?, input.curve("SV")?, input.curve("PHYD")?];
        let pressure = map(curves, |[slowness, normal, overburden, hydrostatic]| {
            eaton::pore_pressure([normal, slowness], params.n, overburden, hydrostatic)
        });
        Ok(Outputs::one("PP_DT", pressure))
    }
}
