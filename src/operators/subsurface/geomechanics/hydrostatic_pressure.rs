//! Hydrostatic pressure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MEGAPASCAL, METRE, Output, Port};
use crate::operators::support::samples::map;

/// Computes the pressure of a column of water.
///
/// ## Formula
/// `PHYD = 9.80665e-3 * rho_water * (TVD - datum)`
/// ## Units
/// TVD and datum in m; rho_water in g/cm3; PHYD in MPa.
/// ## Nulls
/// Null in, null out. Above the datum the result is negative; it is not limited.
/// ## Source
/// By definition, with the standard gravity of the 3rd CGPM, 1901.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the water.
    #[schemars(range(min = 0.5, max = 2.5), extend("x-unit" = "g/cm3"))]
    pub rho_water: f64,
    /// Vertical depth at which the water column begins.
    #[schemars(range(min = -10000.0, max = 10000.0), extend("x-unit" = "m"))]
    pub datum: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { rho_water: 1.03, datum: 0.0 }
    }
}

pub struct HydrostaticPressure;

impl Operator for HydrostaticPressure {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "hydrostatic_pressure",
        title: "Hydrostatic pressure",
        terms: &["phyd", "normal pressure", "water column"],
        inputs: &[Port::curve("TVD", METRE)],
        outputs: &[Output::curve("PHYD", MEGAPASCAL)],
        examples: &[Example {
            note: "Fresh water from 20 m down.",
            params: r#"{"rho_water": 1, "datum": 20}"#,
            input: r#"{"TVD": [1020, 20, null]}"#,
            output: r#"{"PHYD": [9.80665, 0, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let pressure = map([input.curve("TVD")?], |[depth]| {
            9.80665e-3 * params.rho_water * (depth - params.datum)
        });
        Ok(Outputs::one("PHYD", pressure))
    }
}
