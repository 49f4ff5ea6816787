//! Water resistivity at 75 degF from salinity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{OHM_M, Output, PPM, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes the resistivity at 75 degF of water with dissolved sodium chloride.
///
/// ## Formula
/// `RW75 = 0.0123 + 3647.5 / SAL^0.955`
/// ## Units
/// SAL in ppm; RW75 in ohm.m at 75 degF.
/// ## Nulls
/// Null in, null out; SAL at or below zero gives null. The result is not limited.
/// ## Source
/// Bateman and Konen, The Log Analyst and the Programmable Pocket Calculator, The Log Analyst 18, 1977.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct RwFromSalinity;

impl Operator for RwFromSalinity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rw_from_salinity",
        title: "Rw at 75 degF from NaCl salinity",
        terms: &["rw", "nacl", "chart gen-9"],
        inputs: &[Port::curve("SAL", PPM)],
        outputs: &[Output::curve("RW75", OHM_M).measures(Quantity::WaterResistivity)],
        examples: &[Example {
            note: "Sea water, and water without salt, which the formula does not know.",
            params: "{}",
            input: r#"{"SAL": [35000, 0, null]}"#,
            output: r#"{"RW75": [0.17918231597275291, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let resistivity = map([input.curve("SAL")?], |[salinity]| {
            if salinity > 0.0 { 0.0123 + 3647.5 / salinity.powf(0.955) } else { NULL }
        });
        Ok(Outputs::one("RW75", resistivity))
    }
}
