//! P velocity from density, inverse of Gardner.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, M_PER_S, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Estimates P velocity from bulk density.
///
/// ## Formula
/// `VP = (RHOB / alpha)^(1 / beta)`
/// ## Units
/// RHOB in g/cm3; VP_GAR in m/s.
/// ## Nulls
/// Null in, null out; RHOB below zero, whose sign an even power would hide, gives null.
/// ## Source
/// Gardner, Gardner and Gregory, Formation Velocity and Density: The Diagnostic Basics for Stratigraphic Traps, Geophysics 39, 1974.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient: 0.31 for velocity in m/s, as here; 0.23 would be for ft/s.
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub alpha: f64,
    /// Exponent of velocity.
    #[schemars(range(max = 2.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub beta: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { alpha: 0.31, beta: 0.25 }
    }
}

pub struct VelocityGardner;

impl Operator for VelocityGardner {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "velocity_gardner",
        title: "Vp from density, inverse Gardner",
        terms: &["vp", "gardner", "density"],
        inputs: &[Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("VP_GAR", M_PER_S)],
        examples: &[Example {
            note: "Seven times alpha: seven to the fourth power.",
            params: "{}",
            input: r#"{"RHOB": [2.17, -2.17, null]}"#,
            output: r#"{"VP_GAR": [2401, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let velocity = map([input.curve("RHOB")?], |[rhob]| {
            if rhob < 0.0 { NULL } else { (rhob / params.alpha).powf(1.0 / params.beta) }
        });
        Ok(Outputs::one("VP_GAR", velocity))
    }
}
