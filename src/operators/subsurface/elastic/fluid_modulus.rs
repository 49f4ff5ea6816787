//! Modulus of mixed pore fluid, Wood or Brie.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, GIGAPASCAL, Output, Port};
use crate::operators::support::samples::{NULL, clipped, map};

/// Mixes the bulk moduli of water and hydrocarbon in the pores.
///
/// ## Formula
/// wood: `KFL = 1 / (SW / k_w + (1 - SW) / k_hc)`; brie: `KFL = (k_w - k_hc) * SW^brie_e + k_hc`
/// ## Units
/// SW in v/v; KFL, k_w and k_hc in GPa.
/// ## Nulls
/// Null in, null out. SW is limited to 0..1 first when `clip` is set: a modulus in GPa knows no such limits, so that it is the saturation that keeps them. Without `clip` SW is taken as it is, and a mix without a positive modulus gives null.
/// ## Source
/// Wood, A Textbook of Sound, 1955; Brie, Pampuri, Marsala and Meazza, Shear Sonic Interpretation in Gas-Bearing Sands, SPE 30595, 1995.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Bulk modulus of the water.
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "GPa"))]
    pub k_w: f64,
    /// Bulk modulus of the hydrocarbon.
    #[schemars(range(max = 10.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "GPa"))]
    pub k_hc: f64,
    /// How the fluids share the pores.
    pub model: Model,
    /// Exponent of Brie: 1 for patches apart, towards 40 for an even mix.
    #[schemars(range(min = 1.0, max = 40.0), extend("x-unit" = "1"))]
    pub brie_e: f64,
    /// Limits SW to 0..1 before the fluids are mixed.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { k_w: 2.5, k_hc: 0.1, model: Model::Wood, brie_e: 3.0, clip: true }
    }
}

/// How two fluids share the pores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Evenly mixed: the compressibilities add up.
    Wood,
    /// Between even and patchy, by an exponent.
    Brie,
}

pub struct FluidModulus;

impl Operator for FluidModulus {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "fluid_modulus_wood",
        title: "Fluid mix modulus, Wood or Brie",
        terms: &["kfl", "wood", "brie", "gas"],
        inputs: &[Port::curve("SW", FRACTION)],
        outputs: &[Output::curve("KFL", GIGAPASCAL).measures(Quantity::FluidModulus)],
        examples: &[
            Example {
                note: "A little gas softens the fluid at once, by Wood.",
                params: "{}",
                input: r#"{"SW": [1, 0.5, 0, 1.2, null]}"#,
                output: r#"{"KFL": [2.5, 0.1923076923076923, 0.1, 2.5, null]}"#,
            },
            Example {
                note: "Patches of gas soften it less, by Brie.",
                params: r#"{"model": "brie"}"#,
                input: r#"{"SW": [0.5]}"#,
                output: r#"{"KFL": [0.4]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let modulus = map([input.curve("SW")?], |[water]| {
            let water = clipped(water, params.clip);
            let mixed = match params.model {
                Model::Wood => 1.0 / (water / params.k_w + (1.0 - water) / params.k_hc),
                Model::Brie => (params.k_w - params.k_hc) * water.powf(params.brie_e) + params.k_hc,
            };
            if mixed > 0.0 { mixed } else { NULL }
        });
        Ok(Outputs::one("KFL", modulus))
    }
}
