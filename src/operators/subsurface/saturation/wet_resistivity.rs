//! Resistivity at Sw=1 (R0).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes the resistivity that the rock would have if it held water alone.
///
/// ## Formula
/// `R0 = a * rw / PHI^m`
/// ## Units
/// PHI in v/v; rw and R0 in ohm.m.
/// ## Nulls
/// Null in, null out; PHI at or below zero gives null.
/// ## Source
/// Archie, The Electrical Resistivity Log as an Aid in Determining Some Reservoir Characteristics, Transactions of the AIME 146, 1942.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m: f64,
    /// Resistivity of the formation water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rw: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0, rw: 0.1 }
    }
}

pub struct WetResistivity;

impl Operator for WetResistivity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "wet_resistivity",
        title: "Resistivity at Sw=1 (R0)",
        terms: &["r0", "ro", "archie", "water line"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("R0", OHM_M)],
        examples: &[Example {
            note: "20 % porosity, rock of pores alone, no pores.",
            params: "{}",
            input: r#"{"PHI": [0.2, 1, 0, null]}"#,
            output: r#"{"R0": [2.5, 0.1, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHI")?], |[porosity]| {
            if porosity <= 0.0 { NULL } else { params.a * params.rw / porosity.powf(params.m) }
        });
        Ok(Outputs::one("R0", values))
    }
}
