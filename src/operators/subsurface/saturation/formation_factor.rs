//! Formation resistivity factor.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, NUMBER, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes how many times more resistive a rock full of water is than the water.
///
/// ## Formula
/// `F = a / PHI^m`
/// ## Units
/// PHI in v/v; F is a number.
/// ## Nulls
/// Null in, null out; PHI at or below zero gives null.
/// ## Source
/// Archie, The Electrical Resistivity Log as an Aid in Determining Some Reservoir Characteristics, Transactions of the AIME 146, 1942; a = 0.62 and m = 2.15 after Winsauer, Shearin, Masson and Williams, AAPG Bulletin 36, 1952.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0 }
    }
}

pub struct FormationFactor;

impl Operator for FormationFactor {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "formation_factor",
        title: "Formation resistivity factor",
        terms: &["f", "archie", "cementation", "humble"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("F", NUMBER).measures(Quantity::FormationFactor)],
        examples: &[
            Example {
                note: "20 % porosity, rock of pores alone, no pores.",
                params: "{}",
                input: r#"{"PHI": [0.2, 1, 0, null]}"#,
                output: r#"{"F": [25, 1, null, null]}"#,
            },
            Example {
                note: "The Humble form.",
                params: r#"{"a": 0.62, "m": 2.15}"#,
                input: r#"{"PHI": [0.2]}"#,
                output: r#"{"F": [19.73227679097]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHI")?], |[porosity]| {
            if porosity <= 0.0 { NULL } else { params.a / porosity.powf(params.m) }
        });
        Ok(Outputs::one("F", values))
    }
}
