//! Density by water immersion.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, Output, Port};
use crate::operators::support::samples::{map, only_if};

/// Computes the density of a sample that was weighed dry and in water.
///
/// ## Formula
/// `SG = MASS_DRY / (MASS_DRY - MASS_WATER) * rho_water`: the weight that the water takes off is that of the sample's volume of water.
/// ## Units
/// MASS_DRY and MASS_WATER in g, or both in any other one unit; rho_water and SG in g/cm3.
/// ## Nulls
/// Null in either input gives null, and so does a mass in water not below the dry mass.
/// ## Source
/// ISRM, Suggested Methods for Determining Water Content, Porosity, Density, Absorption and Related Properties, 1979.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the water.
    #[schemars(range(min = 0.9, max = 1.3), extend("x-unit" = "g/cm3"))]
    pub rho_water: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { rho_water: 1.0 }
    }
}

pub struct DryArchimedes;

impl Operator for DryArchimedes {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "dry_density_archimedes",
        title: "Density by water immersion",
        terms: &["specific gravity", "sg", "bulk density", "immersion"],
        inputs: &[
            Port::curve("MASS_DRY", "g").fits(&[Quantity::Unknown]).alias(&[
                "dry",
                "dry mass",
                "weight in air",
            ]),
            Port::curve("MASS_WATER", "g").fits(&[Quantity::Unknown]).alias(&[
                "wet",
                "water",
                "mass in water",
                "weight in water",
            ]),
        ],
        outputs: &[Output::curve("SG", G_PER_CM3)],
        examples: &[Example {
            note: "540 g weigh 340 g in water: 200 cm3. What is no lighter in water has no volume.",
            params: "{}",
            input: r#"{"MASS_DRY": [540, 540, null], "MASS_WATER": [340, 540, 300]}"#,
            output: r#"{"SG": [2.7, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let density =
            |[dry, water]: [f64; 2]| only_if(water < dry, dry / (dry - water) * params.rho_water);
        let (dry, water) = (input.curve("MASS_DRY")?, input.curve("MASS_WATER")?);
        Ok(Outputs::one("SG", map([dry, water], density)))
    }
}
