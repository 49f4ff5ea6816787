//! Shale volume, Larionov for older rocks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::gamma_ray::{GammaRayScale, SHALE_PORTS};

/// Estimates shale volume of older, consolidated rocks from the gamma ray index.
///
/// ## Formula
/// `VSH = 0.33 * (2^(2 * IGR) - 1)`, where `IGR = (GR - gr_clean) / (gr_shale - gr_clean)`
/// ## Units
/// GR, gr_clean and gr_shale in gAPI; IGR and VSH_LO in v/v. A curve bound to IGR takes the place of GR and of both end points.
/// ## Nulls
/// Null in, null out. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Larionov, Borehole Radiometry, Nedra, Moscow, 1969.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(GammaRayScale);

pub struct LarionovOld;

impl Operator for LarionovOld {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_larionov_old",
        title: "Shale volume, Larionov older rocks",
        terms: &["vsh", "gr", "consolidated", "mesozoic", "vcl", "vclay", "clay volume"],
        inputs: SHALE_PORTS,
        outputs: &[Output::curve("VSH_LO", FRACTION)],
        examples: &[Example {
            note: "At index 1 the formula gives 0.99.",
            params: "{}",
            input: r#"{"GR": [20, 70, 120, null]}"#,
            output: r#"{"VSH_LO": [0, 0.33, 0.99, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(Params(scale): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        scale.shale_volume(input, "VSH_LO", |index| 0.33 * ((2.0 * index).exp2() - 1.0))
    }

    fn check(Params(scale): &Params) -> Vec<BrokenRule> {
        scale.check()
    }
}
