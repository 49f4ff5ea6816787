//! Shale volume, Larionov for Tertiary rocks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::gamma_ray::{GammaRayScale, SHALE_PORTS};

/// Estimates shale volume of Tertiary, unconsolidated rocks from the gamma ray index.
///
/// ## Formula
/// `VSH = 0.083 * (2^(3.7 * IGR) - 1)`, where `IGR = (GR - gr_clean) / (gr_shale - gr_clean)`
/// ## Units
/// GR, gr_clean and gr_shale in gAPI; IGR and VSH_LT in v/v. A curve bound to IGR takes the place of GR and of both end points.
/// ## Nulls
/// Null in, null out. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Larionov, Borehole Radiometry, Nedra, Moscow, 1969.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(GammaRayScale);

pub struct LarionovTertiary;

impl Operator for LarionovTertiary {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_larionov_tertiary",
        title: "Shale volume, Larionov Tertiary rocks",
        terms: &["vsh", "gr", "young", "unconsolidated", "vcl", "vclay", "clay volume"],
        inputs: SHALE_PORTS,
        outputs: &[Output::curve("VSH_LT", FRACTION)],
        examples: &[Example {
            note: "Clean rock has no shale.",
            params: "{}",
            input: r#"{"GR": [20, null]}"#,
            output: r#"{"VSH_LT": [0, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(Params(scale): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        scale.shale_volume(input, "VSH_LT", |index| 0.083 * ((3.7 * index).exp2() - 1.0))
    }

    fn check(Params(scale): &Params) -> Vec<BrokenRule> {
        scale.check()
    }
}
