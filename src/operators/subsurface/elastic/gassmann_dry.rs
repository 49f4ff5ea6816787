//! Dry frame modulus from the saturated rock, Gassmann.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, GIGAPASCAL, Output, POROSITY, Port};
use crate::operators::support::gassmann;
use crate::operators::support::samples::map;

/// Takes the fluid out of the bulk modulus of saturated rock.
///
/// ## Formula
/// `KDRY = (KSAT * (PHI * k_min / KFL + 1 - PHI) - k_min) / (PHI * k_min / KFL + KSAT / k_min - 1 - PHI)`
/// ## Units
/// KSAT, KFL, k_min and KDRY in GPa; PHI in v/v.
/// ## Nulls
/// Null in any input gives null, and so do KFL below zero and a frame softer than nothing or stiffer than its mineral: KDRY below zero or above k_min. PHI at or below zero gives k_min, whatever KFL is: nothing but mineral.
/// ## Source
/// Gassmann, Elastic Waves through a Packing of Spheres, Geophysics 16, 1951; Zhu and McMechan, Direct Estimation of the Bulk Modulus of the Frame in a Fluid-Saturated Elastic Medium by Biot Theory, SEG Expanded Abstracts, 1990.
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

pub struct GassmannDry;

impl Operator for GassmannDry {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "gassmann_dry",
        title: "Dry frame modulus from saturated",
        terms: &["kdry", "gassmann", "rock physics", "frame"],
        inputs: &[
            Port::curve("KSAT", GIGAPASCAL).fits(&[Quantity::BulkModulus]),
            Port::curve("PHI", FRACTION).fits(POROSITY),
            Port::curve("KFL", GIGAPASCAL).fits(&[Quantity::FluidModulus]),
        ],
        outputs: &[Output::curve("KDRY", GIGAPASCAL).measures(Quantity::BulkModulus)],
        examples: &[Example {
            note: "A frame of 10 GPa under water; rock softer than its water has no frame.",
            params: r#"{"k_min": 40}"#,
            input: r#"{"KSAT": [14.945054945054945, 1, null], "PHI": [0.2, 0.2, 0.2], "KFL": [2, 2, 2]}"#,
            output: r#"{"KDRY": [10, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("KSAT")?, input.curve("PHI")?, input.curve("KFL")?];
        let frame = map(curves, |[saturated, porosity, fluid]| {
            gassmann::dry(saturated, porosity, fluid, params.k_min)
        });
        Ok(Outputs::one("KDRY", frame))
    }
}
