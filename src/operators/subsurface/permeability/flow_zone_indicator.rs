//! Flow zone indicator.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MICROMETRE, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes the flow zone indicator, alike for all rocks of one hydraulic flow unit.
///
/// ## Formula
/// `FZI = RQI / (PHIE / (1 - PHIE))`, where `RQI = 0.0314 * sqrt(PERM / PHIE)`
/// ## Units
/// PERM in mD; PHIE in v/v; FZI in um.
/// ## Nulls
/// Null in either input gives null, and so do PHIE at or below zero or at or above 1, and PERM below zero.
/// ## Source
/// Amaefule, Altunbay, Tiab, Kersey and Keelan, Enhanced Reservoir Description, SPE 26436, 1993.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct FlowZoneIndicator;

impl Operator for FlowZoneIndicator {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "flow_zone_indicator",
        title: "Flow zone indicator",
        terms: &["fzi", "hydraulic flow unit", "rock type"],
        inputs: &[Port::curve("PERM", MILLIDARCY), Port::curve("PHIE", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("FZI", MICROMETRE).measures(Quantity::FlowZoneIndicator)],
        examples: &[Example {
            note: "100 mD at 25 % porosity: a rock quality index of 0.628 um, three times over.",
            params: "{}",
            input: r#"{"PERM": [100, 100, 100], "PHIE": [0.25, 1, null]}"#,
            output: r#"{"FZI": [1.884, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let indicator =
            map([input.curve("PERM")?, input.curve("PHIE")?], |[permeability, porosity]| {
                if porosity <= 0.0 || porosity >= 1.0 {
                    return NULL;
                }
                0.0314 * (permeability / porosity).sqrt() * (1.0 - porosity) / porosity
            });
        Ok(Outputs::one("FZI", indicator))
    }
}
