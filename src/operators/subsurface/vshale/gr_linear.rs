//! Shale volume, linear gamma ray.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::gamma_ray::{GammaRayScale, SHALE_PORTS};

/// Estimates shale volume as the gamma ray index itself.
///
/// ## Formula
/// `VSH = IGR`, where `IGR = (GR - gr_clean) / (gr_shale - gr_clean)`
/// ## Units
/// GR, gr_clean and gr_shale in gAPI; IGR and VSH_GR in v/v. A curve bound to IGR takes the place of GR and of both end points.
/// ## Nulls
/// Null in, null out. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(GammaRayScale);

pub struct GrLinear;

impl Operator for GrLinear {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_gr_linear",
        title: "Shale volume, linear GR",
        terms: &["vsh", "gr", "igr", "vcl", "vclay", "clay volume"],
        inputs: SHALE_PORTS,
        outputs: &[Output::curve("VSH_GR", FRACTION)],
        examples: &[Example {
            note: "Halfway between clean rock and shale.",
            params: "{}",
            input: r#"{"GR": [20, 70, 120, null]}"#,
            output: r#"{"VSH_GR": [0, 0.5, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(Params(scale): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        scale.shale_volume(input, "VSH_GR", |index| index)
    }

    fn check(Params(scale): &Params) -> Vec<BrokenRule> {
        scale.check()
    }
}
