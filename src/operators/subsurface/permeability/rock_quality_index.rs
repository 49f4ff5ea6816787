//! Rock quality index.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MICROMETRE, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes the rock quality index, a measure of the mean hydraulic radius of the pores.
///
/// ## Formula
/// `RQI = 0.0314 * sqrt(PERM / PHIE)`
/// ## Units
/// PERM in mD; PHIE in v/v; RQI in um.
/// ## Nulls
/// Null in either input gives null, and so do PHIE at or below zero and PERM below zero.
/// ## Source
/// Amaefule, Altunbay, Tiab, Kersey and Keelan, Enhanced Reservoir Description, SPE 26436, 1993.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct RockQualityIndex;

impl Operator for RockQualityIndex {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rock_quality_index",
        title: "Rock quality index",
        terms: &["rqi", "hydraulic flow unit", "rock type"],
        inputs: &[Port::curve("PERM", MILLIDARCY), Port::curve("PHIE", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("RQI", MICROMETRE)],
        examples: &[Example {
            note: "100 mD at 25 % porosity; without pores there is no index.",
            params: "{}",
            input: r#"{"PERM": [100, 100, null], "PHIE": [0.25, 0, 0.25]}"#,
            output: r#"{"RQI": [0.628, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let index =
            map([input.curve("PERM")?, input.curve("PHIE")?], |[permeability, porosity]| {
                if porosity <= 0.0 {
                    return NULL;
                }
                0.0314 * (permeability / porosity).sqrt()
            });
        Ok(Outputs::one("RQI", index))
    }
}
