//! Bound-water saturation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, POROSITY, Port};
use crate::operators::support::samples::{clipped, map, only_if};

/// Computes the share of the pores that the water bound in shale fills.
///
/// ## Formula
/// `SWB = VSH * phit_sh / PHIT`
/// ## Units
/// VSH, phit_sh, PHIT and SWB in v/v.
/// ## Nulls
/// Null in either input gives null, and so does PHIT at or below zero. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Clavier, Coates and Dumanoir, Theoretical and Experimental Bases for the Dual-Water Model for Interpretation of Shaly Sands, SPE Journal 24, 1984; Crain's Petrophysical Handbook, dual water, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Total porosity of shale: its bound water.
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "v/v"))]
    pub phit_sh: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { phit_sh: 0.12, clip: true }
    }
}

pub struct BoundWater;

impl Operator for BoundWater {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "bound_water_saturation",
        title: "Bound-water saturation",
        terms: &["swb", "dual water", "clay", "shale"],
        inputs: &[Port::curve("VSH", FRACTION), Port::curve("PHIT", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("SWB", FRACTION)],
        examples: &[
            Example {
                note: "Shaly sand, shale tighter than assumed, no pores.",
                params: "{}",
                input: r#"{"VSH": [0.5, 1, 0.5, null], "PHIT": [0.2, 0.1, 0, 0.2]}"#,
                output: r#"{"SWB": [0.3, 1, null, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"VSH": [1], "PHIT": [0.1]}"#,
                output: r#"{"SWB": [1.2]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("VSH")?, input.curve("PHIT")?], |[vsh, porosity]| {
            only_if(porosity > 0.0, clipped(vsh * params.phit_sh / porosity, params.clip))
        });
        Ok(Outputs::one("SWB", values))
    }
}
