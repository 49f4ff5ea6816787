//! Metal accumulation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::samples::map;

/// Multiplies grade by thickness, which measures the metal under a square metre of vein.
///
/// ## Formula
/// `GT = GRADE * LENGTH`
/// ## Units
/// LENGTH in m; GRADE in any unit; GT in that unit times m.
/// ## Nulls
/// Null in either input gives null. Nothing is clipped.
/// ## Source
/// Definition of the grade-thickness product; David, Geostatistical Ore Reserve Estimation, 1977.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct Accumulation;

impl Operator for Accumulation {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "metal_accumulation",
        title: "Grade times thickness",
        terms: &["accumulation", "gram metre", "gt", "vein"],
        inputs: &[
            Port::any("GRADE"),
            Port::curve("LENGTH", METRE).fits(&[Quantity::Unknown]).alias(&["thickness"]),
        ],
        outputs: &[Output::keeping("GT", "GRADE").in_unit("{}.m")],
        examples: &[Example {
            note: "4 g/t over 2.5 m are 10 gram metres.",
            params: "{}",
            input: r#"{"GRADE": [4, null, 1], "LENGTH": [2.5, 1, null]}"#,
            output: r#"{"GT": [10, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (grade, length) = (input.curve("GRADE")?, input.curve("LENGTH")?);
        Ok(Outputs::one("GT", map([grade, length], |[grade, length]| grade * length)))
    }
}
