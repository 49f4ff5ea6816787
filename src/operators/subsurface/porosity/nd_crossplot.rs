//! Shaly-sand neutron-density crossplot porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::map;

/// Combines neutron and density porosity of a shaly sand, shale taken off, with the gas form where the two cross over.
///
/// ## Formula
/// `PHIX = (PHID * phin_sh - PHIN * phid_sh) / (phin_sh - phid_sh)` where `PHIN >= PHID`, and `PHIX = sqrt((PHIN^2 + PHID^2) / 2)` otherwise
/// ## Units
/// PHIN, PHID, both parameters and PHIX in v/v, both inputs on the same matrix.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Crain's Petrophysical Handbook, density neutron crossplot for shaly sand, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Neutron porosity of shale.
    #[schemars(range(min = -0.15, max = 1.0), extend("x-unit" = "v/v"))]
    pub phin_sh: f64,
    /// Density porosity of shale; less than phin_sh.
    #[schemars(range(min = -0.15, max = 1.0), extend("x-unit" = "v/v"))]
    pub phid_sh: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { phin_sh: 0.4, phid_sh: 0.1 }
    }
}

pub struct NdCrossplot;

impl Operator for NdCrossplot {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_nd_crossplot",
        title: "Shaly-sand neutron-density crossplot porosity",
        terms: &["nphi", "dphi", "shaly sand", "effective"],
        inputs: &[Port::curve("PHIN", FRACTION), Port::curve("PHID", FRACTION)],
        outputs: &[Output::curve("PHIX", FRACTION)],
        examples: &[Example {
            note: "Shaly sand, pure shale, gas, and one input missing.",
            params: "{}",
            input: r#"{"PHIN": [0.3, 0.4, 0.02, null], "PHID": [0.15, 0.1, 0.14, 0.2]}"#,
            output: r#"{"PHIX": [0.1, 0, 0.1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let span = params.phin_sh - params.phid_sh;
        let values = map([input.curve("PHIN")?, input.curve("PHID")?], |[neutron, density]| {
            if neutron >= density {
                (density * params.phin_sh - neutron * params.phid_sh) / span
            } else {
                ((neutron * neutron + density * density) / 2.0).sqrt()
            }
        });
        Ok(Outputs::one("PHIX", values))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.phid_sh < params.phin_sh {
            return Vec::new();
        }
        let wanted = format!("less than phin_sh, which is {} v/v", params.phin_sh);
        vec![BrokenRule::new(
            "phid_sh",
            params.phid_sh,
            wanted,
            "read both from the shales of the zone",
        )]
    }
}
