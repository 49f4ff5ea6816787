//! Permeability from the flow zone indicator, Kozeny and Carman.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MICROMETRE, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{map, only_if};

/// Computes permeability of a hydraulic flow unit from its porosity and flow zone indicator.
///
/// ## Formula
/// `PERM = 1014.24 * FZI^2 * PHIE^3 / (1 - PHIE)^2`
/// ## Units
/// PHIE in v/v; FZI in um; PERM_KC in mD.
/// ## Nulls
/// Null in either input gives null, and so do PHIE at or above 1 and below zero, and FZI below zero, whose square would hide the sign. The result is not limited.
/// ## Source
/// Amaefule, Altunbay, Tiab, Kersey and Keelan, Enhanced Reservoir Description, SPE 26436, 1993.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct KozenyCarman;

impl Operator for KozenyCarman {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_kozeny_carman",
        title: "Permeability from flow zone indicator",
        terms: &["perm", "fzi", "hydraulic flow unit"],
        inputs: &[
            Port::curve("PHIE", FRACTION).fits(POROSITY),
            Port::curve("FZI", MICROMETRE).fits(&[Quantity::FlowZoneIndicator]),
        ],
        outputs: &[Output::curve("PERM_KC", MILLIDARCY).measures(Quantity::Permeability)],
        examples: &[Example {
            note: "At 20 % porosity and an indicator of 1 um; nothing but pores is no rock.",
            params: "{}",
            input: r#"{"PHIE": [0.2, 1, 0], "FZI": [1, 1, 1]}"#,
            output: r#"{"PERM_KC": [12.678, null, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability =
            map([input.curve("PHIE")?, input.curve("FZI")?], |[porosity, indicator]| {
                let permeability =
                    1014.24 * indicator.powi(2) * porosity.powi(3) / (1.0 - porosity).powi(2);
                only_if((0.0..1.0).contains(&porosity) & (indicator >= 0.0), permeability)
            });
        Ok(Outputs::one("PERM_KC", permeability))
    }
}
