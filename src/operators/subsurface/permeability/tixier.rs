//! Permeability, Tixier.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{map, only_if};

/// Estimates permeability from porosity and irreducible water saturation.
///
/// ## Formula
/// `PERM = (c * PHI^3 / SWIRR)^2`
/// ## Units
/// PHI and SWIRR in v/v; PERM_TIX in mD.
/// ## Nulls
/// Null in either input gives null, and so do PHI below zero, whose sign the square would hide, and SWIRR at or below zero. The result is not limited.
/// ## Source
/// Tixier, Evaluation of Permeability from Electric-Log Resistivity Gradients, Oil and Gas Journal, 1949.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient: 250 for medium oil, 79 for dry gas.
    #[schemars(range(max = 10000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub c: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { c: 250.0 }
    }
}

pub struct Tixier;

impl Operator for Tixier {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_tixier",
        title: "Permeability, Tixier",
        terms: &["perm", "swirr"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY), Port::curve("SWIRR", FRACTION)],
        outputs: &[Output::curve("PERM_TIX", MILLIDARCY).measures(Quantity::Permeability)],
        examples: &[Example {
            note: "At 20 % porosity and 20 % water held back, 10 squared; a negative porosity is no rock.",
            params: "{}",
            input: r#"{"PHI": [0.2, -0.2, 0.2], "SWIRR": [0.2, 0.2, 0]}"#,
            output: r#"{"PERM_TIX": [100, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability =
            map([input.curve("PHI")?, input.curve("SWIRR")?], |[porosity, water]| {
                let root = params.c * porosity.powi(3) / water;
                only_if((porosity >= 0.0) & (water > 0.0), root * root)
            });
        Ok(Outputs::one("PERM_TIX", permeability))
    }
}
