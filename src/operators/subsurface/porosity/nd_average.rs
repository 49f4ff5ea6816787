//! Neutron-density average porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::map;

/// Averages neutron and density porosity.
///
/// ## Formula
/// `PHIX = (PHIN + PHID) / 2`
/// ## Units
/// PHIN, PHID and PHIX_AV in v/v, both inputs on the same matrix.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Asquith and Krygowski, Basic Well Log Analysis, 2nd ed., AAPG, 2004.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct NdAverage;

impl Operator for NdAverage {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_nd_average",
        title: "Neutron-density average porosity",
        terms: &["nphi", "dphi", "crossplot"],
        inputs: &[Port::curve("PHIN", FRACTION), Port::curve("PHID", FRACTION)],
        outputs: &[Output::curve("PHIX_AV", FRACTION)],
        examples: &[Example {
            note: "A gas effect splits the two curves; the average bridges it.",
            params: "{}",
            input: r#"{"PHIN": [0.12, null], "PHID": [0.24, 0.2]}"#,
            output: r#"{"PHIX_AV": [0.18, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let porosity = map([input.curve("PHIN")?, input.curve("PHID")?], |[neutron, density]| {
            (neutron + density) / 2.0
        });
        Ok(Outputs::one("PHIX_AV", porosity))
    }
}
