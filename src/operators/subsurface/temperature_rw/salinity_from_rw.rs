//! Salinity from water resistivity at 75 degF.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{OHM_M, Output, PPM, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes the sodium chloride in water from its resistivity at 75 degF.
///
/// ## Formula
/// `SAL = (3647.5 / (RW75 - 0.0123))^(1 / 0.955)`
/// ## Units
/// RW75 in ohm.m at 75 degF; SAL in ppm.
/// ## Nulls
/// Null in, null out; RW75 at or below 0.0123, less than any brine has, gives null. The result is not limited.
/// ## Source
/// Bateman and Konen, The Log Analyst and the Programmable Pocket Calculator, The Log Analyst 18, 1977, solved for the salinity.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct SalinityFromRw;

impl Operator for SalinityFromRw {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "salinity_from_rw",
        title: "NaCl salinity from Rw at 75 degF",
        terms: &["salinity", "nacl", "rw"],
        inputs: &[Port::curve("RW75", OHM_M).fits(&[Quantity::WaterResistivity])],
        outputs: &[Output::curve("SAL", PPM)],
        examples: &[Example {
            note: "What sea water gives, and what no water has.",
            params: "{}",
            input: r#"{"RW75": [0.17918231597275291, 0.0123, null]}"#,
            output: r#"{"SAL": [35000, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let salinity = map([input.curve("RW75")?], |[resistivity]| {
            if resistivity > 0.0123 {
                (3647.5 / (resistivity - 0.0123)).powf(1.0 / 0.955)
            } else {
                NULL
            }
        });
        Ok(Outputs::one("SAL", salinity))
    }
}
