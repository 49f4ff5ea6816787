//! Permeability, Coates and Denoo.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{map, only_if};

/// Estimates permeability from effective porosity and irreducible water saturation, such that it vanishes where all water is held back.
///
/// ## Formula
/// `PERM = (c * PHIE^2 * (1 - SWIRR) / SWIRR)^2`
/// ## Units
/// PHIE and SWIRR in v/v; PERM_COA in mD.
/// ## Nulls
/// Null in either input gives null, and so do SWIRR at or below zero or above 1, and PHIE below zero, since the square would hide the sign. The result is not limited.
/// ## Source
/// Coates and Denoo, The Producibility Answer Product, The Technical Review 29, 1981, for c = 100; Coates, 1974, for c = 70, as the textbooks give it; the equation of Coates and Dumanoir of that year is another one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient: 100 by Coates and Denoo 1981, 70 by Coates 1974.
    #[schemars(range(min = 70.0, max = 100.0), extend("x-unit" = "1"))]
    pub c: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { c: 100.0 }
    }
}

pub struct Coates;

impl Operator for Coates {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_coates",
        title: "Permeability, Coates-Denoo",
        terms: &["perm", "swirr", "denoo"],
        inputs: &[Port::curve("PHIE", FRACTION).fits(POROSITY), Port::curve("SWIRR", FRACTION)],
        outputs: &[Output::curve("PERM_COA", MILLIDARCY).measures(Quantity::Permeability)],
        examples: &[
            Example {
                note: "At 20 % porosity and 20 % water held back, 16 squared; rock that holds back all its water lets nothing through.",
                params: "{}",
                input: r#"{"PHIE": [0.2, 0.2, 0.2, null], "SWIRR": [0.2, 1, 0, 0.2]}"#,
                output: r#"{"PERM_COA": [256, 0, null, null]}"#,
            },
            Example {
                note: "The older constant.",
                params: r#"{"c": 70}"#,
                input: r#"{"PHIE": [0.2], "SWIRR": [0.5]}"#,
                output: r#"{"PERM_COA": [7.84]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability =
            map([input.curve("PHIE")?, input.curve("SWIRR")?], |[porosity, water]| {
                let root = params.c * porosity.powi(2) * (1.0 - water) / water;
                only_if((porosity >= 0.0) & (water > 0.0) & (water <= 1.0), root * root)
            });
        Ok(Outputs::one("PERM_COA", permeability))
    }
}
