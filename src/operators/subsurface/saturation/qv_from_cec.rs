//! Cation exchange per pore volume.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Relates the cation exchange capacity of the dry rock to its pore volume.
///
/// ## Formula
/// `QV = CEC * rho_ma * (1 - PHIT) / PHIT`
/// ## Units
/// CEC in meq/g; rho_ma in g/cm3; PHIT in v/v; QV in meq/cm3.
/// ## Nulls
/// Null in either input gives null, and so does PHIT at or below zero. The result is not limited.
/// ## Source
/// Waxman and Smits, Electrical Conductivities in Oil-Bearing Shaly Sands, SPE Journal 8, 1968.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the grains.
    #[schemars(range(min = 2.0, max = 3.2), extend("x-unit" = "g/cm3"))]
    pub rho_ma: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { rho_ma: 2.65 }
    }
}

pub struct QvFromCec;

impl Operator for QvFromCec {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "qv_from_cec",
        title: "Cation exchange per pore volume",
        terms: &["qv", "cec", "waxman", "clay"],
        inputs: &[Port::curve("CEC", "meq/g"), Port::curve("PHIT", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("QV", "meq/cm3")],
        examples: &[Example {
            note: "A sand with some clay; no pores.",
            params: "{}",
            input: r#"{"CEC": [0.02, 0.02, null], "PHIT": [0.2, 0, 0.2]}"#,
            output: r#"{"QV": [0.212, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("CEC")?, input.curve("PHIT")?], |[cec, porosity]| {
            if porosity <= 0.0 { NULL } else { cec * params.rho_ma * (1.0 - porosity) / porosity }
        });
        Ok(Outputs::one("QV", values))
    }
}
