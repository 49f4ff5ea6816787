//! Apparent water resistivity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes the water resistivity that would explain the resistivity by water alone; its least values show that of the water.
///
/// ## Formula
/// `RWA = RT * PHI^m / a`
/// ## Units
/// RT and RWA in ohm.m; PHI in v/v.
/// ## Nulls
/// Null in either input gives null, and so do RT or PHI at or below zero: rock without pores says nothing of water.
/// ## Source
/// Archie, The Electrical Resistivity Log as an Aid in Determining Some Reservoir Characteristics, Transactions of the AIME 146, 1942; Crain's Petrophysical Handbook, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0 }
    }
}

pub struct RwApparent;

impl Operator for RwApparent {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rw_apparent",
        title: "Apparent water resistivity",
        terms: &["rwa", "archie", "water"],
        inputs: &[Port::curve("RT", OHM_M), Port::curve("PHI", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("RWA", OHM_M).measures(Quantity::WaterResistivity)],
        examples: &[Example {
            note: "Water, oil, no resistivity, no pores.",
            params: "{}",
            input: r#"{"RT": [2.5, 10, 0, 5, null], "PHI": [0.2, 0.2, 0.2, 0, 0.2]}"#,
            output: r#"{"RWA": [0.1, 0.4, null, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("RT")?, input.curve("PHI")?], |[rt, porosity]| {
            if rt <= 0.0 || porosity <= 0.0 {
                NULL
            } else {
                rt * porosity.powf(params.m) / params.a
            }
        });
        Ok(Outputs::one("RWA", values))
    }
}
