//! Neutron-density RMS porosity (gas).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::map;

/// Combines neutron and density porosity by their root mean square, which suits gas.
///
/// ## Formula
/// `PHIX = sqrt((PHIN^2 + PHID^2) / 2)`
/// ## Units
/// PHIN, PHID and PHIX_RMS in v/v, both inputs on the same matrix.
/// ## Nulls
/// Null in either input gives null. The result is not limited, and never negative.
/// ## Source
/// Asquith and Krygowski, Basic Well Log Analysis, 2nd ed., AAPG, 2004; Crain's Petrophysical Handbook, 2000.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct NdRms;

impl Operator for NdRms {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_nd_rms",
        title: "Neutron-density RMS porosity (gas)",
        terms: &["nphi", "dphi", "crossplot", "gas"],
        inputs: &[Port::curve("PHIN", FRACTION), Port::curve("PHID", FRACTION)],
        outputs: &[Output::curve("PHIX_RMS", FRACTION)],
        examples: &[Example {
            note: "Gas lowers the neutron and raises the density porosity.",
            params: "{}",
            input: r#"{"PHIN": [0.02, 0.12, null], "PHID": [0.14, 0.24, 0.2]}"#,
            output: r#"{"PHIX_RMS": [0.1, 0.1897366596101, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHIN")?, input.curve("PHID")?], |[neutron, density]| {
            ((neutron * neutron + density * density) / 2.0).sqrt()
        });
        Ok(Outputs::one("PHIX_RMS", values))
    }
}
