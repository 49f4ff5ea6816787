//! Saturated modulus from the dry frame, Gassmann.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, GIGAPASCAL, Output, POROSITY, Port};
use crate::operators::support::gassmann;
use crate::operators::support::samples::map;

/// Puts a fluid into the pores of a dry frame.
///
/// ## Formula
/// `KSAT = KDRY + (1 - KDRY / k_min)^2 / (PHI / KFL + (1 - PHI) / k_min - KDRY / k_min^2)`
/// ## Units
/// KDRY, KFL, k_min and KSAT in GPa; PHI in v/v.
/// ## Nulls
/// Null in any input gives null. PHI at or below zero gives k_min, whatever KFL is: nothing but mineral. Else KFL below zero gives null, and KFL of zero the dry frame. The result is not limited.
/// ## Source
/// Gassmann, Elastic Waves through a Packing of Spheres, Geophysics 16, 1951; Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Bulk modulus of the mineral; 36.6 is quartz.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "GPa"))]
    pub k_min: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { k_min: 36.6 }
    }
}

pub struct GassmannSaturated;

impl Operator for GassmannSaturated {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "gassmann_saturated",
        title: "Saturated modulus, Gassmann",
        terms: &["ksat", "gassmann", "rock physics"],
        inputs: &[
            Port::curve("KDRY", GIGAPASCAL).fits(&[Quantity::BulkModulus]),
            Port::curve("PHI", FRACTION).fits(POROSITY),
            Port::curve("KFL", GIGAPASCAL).fits(&[Quantity::FluidModulus]),
        ],
        outputs: &[Output::curve("KSAT", GIGAPASCAL).measures(Quantity::BulkModulus)],
        examples: &[Example {
            note: "Water in a frame of 10 GPa; without pores there is nothing but mineral.",
            params: r#"{"k_min": 40}"#,
            input: r#"{"KDRY": [10, 10, null], "PHI": [0.2, 0, 0.2], "KFL": [2, 2, 2]}"#,
            output: r#"{"KSAT": [14.945054945054945, 40, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("KDRY")?, input.curve("PHI")?, input.curve("KFL")?];
        let saturated = map(curves, |[frame, porosity, fluid]| {
            gassmann::saturated(frame, porosity, fluid, params.k_min)
        });
        Ok(Outputs::one("KSAT", saturated))
    }
}
