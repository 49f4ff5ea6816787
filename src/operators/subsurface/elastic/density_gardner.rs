//! Density from P velocity, Gardner.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, M_PER_S, Output, Port};
use crate::operators::support::samples::map;

/// Estimates bulk density from P velocity.
///
/// ## Formula
/// `RHOB = alpha * VP^beta`
/// ## Units
/// VP in m/s; RHOB_GAR in g/cm3.
/// ## Nulls
/// Null in, null out; VP below zero, which has no root, gives null.
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

pub struct DensityGardner;

impl Operator for DensityGardner {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "density_gardner",
        title: "Density from Vp, Gardner",
        terms: &["rhob", "gardner", "velocity"],
        inputs: &[Port::curve("VP", M_PER_S)],
        outputs: &[Output::curve("RHOB_GAR", G_PER_CM3).measures(Quantity::BulkDensity)],
        examples: &[Example {
            note: "A velocity of 2401 m/s has the fourth root 7.",
            params: "{}",
            input: r#"{"VP": [2401, -1, null]}"#,
            output: r#"{"RHOB_GAR": [2.17, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let density = map([input.curve("VP")?], |[vp]| params.alpha * vp.powf(params.beta));
        Ok(Outputs::one("RHOB_GAR", density))
    }
}
