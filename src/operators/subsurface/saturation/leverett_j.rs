//! Leverett J function.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, NUMBER, Output, POROSITY, Port};
use crate::operators::support::samples::{map, only_if};

/// Scales capillary pressure by pore size and wetting, so that rocks of one kind fall on one curve.
///
/// ## Formula
/// `J = 0.21645 * PC / ift_cos * sqrt(PERM / PHI)`
/// ## Units
/// PC in psi; PERM in mD; PHI in v/v; ift_cos in dyn/cm, to which 0.21645 belongs with psi and mD; J is a number.
/// ## Nulls
/// Null in any input gives null, and so do PHI at or below zero and PERM below zero. The result is not limited.
/// ## Source
/// Leverett, Capillary Behavior in Porous Solids, Transactions of the AIME 142, 1941.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Interfacial tension times the cosine of the contact angle.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "dyn/cm"))]
    pub ift_cos: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { ift_cos: 26.0 }
    }
}

pub struct LeverettJ;

impl Operator for LeverettJ {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "leverett_j",
        title: "Leverett J function",
        terms: &["j", "capillary pressure", "rock type"],
        inputs: &[
            Port::curve("PC", "psi"),
            Port::curve("PERM", MILLIDARCY),
            Port::curve("PHI", FRACTION).fits(POROSITY),
        ],
        outputs: &[Output::curve("J", NUMBER)],
        examples: &[Example {
            note: "A good sand at 26 psi; no pores.",
            params: "{}",
            input: r#"{"PC": [26, 26, null], "PERM": [80, 80, 80], "PHI": [0.2, 0, 0.2]}"#,
            output: r#"{"J": [4.329, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map(
            [input.curve("PC")?, input.curve("PERM")?, input.curve("PHI")?],
            |[pressure, permeability, porosity]| {
                // The root of a negative permeability is NaN, which is null.
                let pore = (permeability / porosity).sqrt();
                only_if(porosity > 0.0, 0.21645 * pressure / params.ift_cos * pore)
            },
        );
        Ok(Outputs::one("J", values))
    }
}
