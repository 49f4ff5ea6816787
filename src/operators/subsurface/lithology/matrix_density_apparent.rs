//! Apparent matrix density.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, G_PER_CM3, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Takes the pore fluid out of the bulk density, which leaves that of the rock.
///
/// ## Formula
/// `RHOMAA = (RHOB - PHIA * rho_fl) / (1 - PHIA)`
/// ## Units
/// RHOB, rho_fl and RHOMAA in g/cm3; PHIA in v/v.
/// ## Nulls
/// Null in either input gives null, and so does PHIA at or above 1. The result is not limited.
/// ## Source
/// Schlumberger, Log Interpretation Principles and Applications, 1989.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the pore fluid.
    #[schemars(range(min = 0.0, max = 1.4), extend("x-unit" = "g/cm3"))]
    pub rho_fl: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { rho_fl: 1.0 }
    }
}

pub struct MatrixDensityApparent;

impl Operator for MatrixDensityApparent {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "matrix_density_apparent",
        title: "Apparent matrix density",
        terms: &["rhomaa", "grain density", "mid plot"],
        inputs: &[Port::curve("RHOB", G_PER_CM3), Port::curve("PHIA", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("RHOMAA", G_PER_CM3)],
        examples: &[Example {
            note: "Sandstone of 20 % porosity; no rock at all.",
            params: "{}",
            input: r#"{"RHOB": [2.32, 2.71, 1, 2.3], "PHIA": [0.2, 0, 1, null]}"#,
            output: r#"{"RHOMAA": [2.65, 2.71, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("RHOB")?, input.curve("PHIA")?], |[rhob, porosity]| {
            if porosity >= 1.0 {
                NULL
            } else {
                (rhob - porosity * params.rho_fl) / (1.0 - porosity)
            }
        });
        Ok(Outputs::one("RHOMAA", values))
    }
}
