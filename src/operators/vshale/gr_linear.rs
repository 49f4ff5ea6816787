//! Shale volume, linear gamma ray.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
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
        title: "Shale volume, linear gamma ray",
        version: "1.0.0",
        terms: &["vsh", "gr", "igr"],
        inputs: SHALE_PORTS,
        outputs: &[Output::curve("VSH_GR", FRACTION)],
        scope: Scope::Pointwise,
        examples: &[Example {
            note: "Halfway between clean rock and shale.",
            params: "{}",
            input: &[("GR", &[Some(20.0), Some(70.0), Some(120.0), None])],
            output: &[("VSH_GR", &[Some(0.0), Some(0.5), Some(1.0), None])],
        }],
        source: file!(),
    };

    fn run(Params(scale): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        scale.shale_volume(input, "VSH_GR", |index| index)
    }

    fn check(Params(scale): &Params) -> Vec<BrokenRule> {
        scale.check()
    }
}
