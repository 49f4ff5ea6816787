//! Sonic porosity, RHG approximation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port, US_PER_FT};
use crate::operators::support::samples::{NULL, map};

/// Estimates porosity from compressional slowness by the short form of the Raymer-Hunt-Gardner transform.
///
/// ## Formula
/// `PHIS = c * (DT - dt_ma) / DT`
/// ## Units
/// DT and dt_ma in us/ft; PHIS_RA in v/v.
/// ## Nulls
/// Null in, null out; DT at or below zero gives null. The result is not limited.
/// ## Source
/// Raymer, Hunt and Gardner, An Improved Sonic Transit Time-to-Porosity Transform, SPWLA, 1980; published coefficients run from 0.625 to 0.7.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Slowness of the solid rock.
    #[schemars(range(min = 38.0, max = 70.0), extend("x-unit" = "us/ft"))]
    pub dt_ma: f64,
    /// Coefficient; 0.6 suits gas.
    #[schemars(range(min = 0.6, max = 0.7), extend("x-unit" = "1"))]
    pub c: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { dt_ma: 55.5, c: 0.67 }
    }
}

pub struct SonicRhgApprox;

impl Operator for SonicRhgApprox {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_sonic_rhg_approx",
        title: "Sonic porosity, RHG approximation",
        terms: &["sphi", "dt", "acoustic", "raymer"],
        inputs: &[Port::curve("DT", US_PER_FT)],
        outputs: &[Output::curve("PHIS_RA", FRACTION)],
        examples: &[Example {
            note: "Rock alone, a porous sand, no slowness.",
            params: "{}",
            input: r#"{"DT": [55.5, 80, 0, null]}"#,
            output: r#"{"PHIS_RA": [0, 0.2051875, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("DT")?], |[dt]| {
            if dt <= 0.0 { NULL } else { params.c * (dt - params.dt_ma) / dt }
        });
        Ok(Outputs::one("PHIS_RA", values))
    }
}
