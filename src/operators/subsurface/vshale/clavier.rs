//! Shale volume, Clavier.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::gamma_ray::{GammaRayScale, SHALE_PORTS};

/// Estimates shale volume from the gamma ray index between the two Larionov curves.
///
/// ## Formula
/// `VSH = 1.7 - sqrt(3.38 - (IGR + 0.7)^2)`, where `IGR = (GR - gr_clean) / (gr_shale - gr_clean)`
/// ## Units
/// GR, gr_clean and gr_shale in gAPI; IGR and VSH_CL in v/v. A curve bound to IGR takes the place of GR and of both end points.
/// ## Nulls
/// Null in, null out. IGR is limited to 0..1 first, whatever `clip` says, so that the root stays real; the result then lies in 0..1 by itself.
/// ## Source
/// Clavier, Hoyle and Meunier, Quantitative Interpretation of Thermal Neutron Decay Time Logs, Journal of Petroleum Technology, 1971.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(GammaRayScale);

pub struct Clavier;

impl Operator for Clavier {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_clavier",
        title: "Shale volume, Clavier",
        terms: &["vsh", "gr", "vcl", "vclay", "clay volume"],
        inputs: SHALE_PORTS,
        outputs: &[Output::curve("VSH_CL", FRACTION)],
        examples: &[Example {
            note: "Readings beyond the end points count as the end points.",
            params: "{}",
            input: r#"{"GR": [10, 120, 300, null]}"#,
            output: r#"{"VSH_CL": [0, 1, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(Params(scale): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        scale.shale_volume(input, "VSH_CL", |index| {
            1.7 - (3.38 - (index.clamp(0.0, 1.0) + 0.7).powi(2)).sqrt()
        })
    }

    fn check(Params(scale): &Params) -> Vec<BrokenRule> {
        scale.check()
    }
}
