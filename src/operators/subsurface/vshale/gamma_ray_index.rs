//! Gamma ray index.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, GAPI, Output, Port};
use crate::operators::support::gamma_ray::GammaRayScale;
use crate::operators::support::samples::{clipped, map};

/// Places the gamma ray between that of clean rock and that of shale.
///
/// ## Formula
/// `IGR = (GR - gr_clean) / (gr_shale - gr_clean)`
/// ## Units
/// GR, gr_clean and gr_shale in gAPI; IGR in v/v.
/// ## Nulls
/// Null in, null out. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982, chapter 5; Core Laboratories, Formation Evaluation and Petrophysics, 2005.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(GammaRayScale);

pub struct GammaRayIndex;

impl Operator for GammaRayIndex {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "gamma_ray_index",
        title: "Gamma ray index",
        terms: &["igr", "gr", "shale"],
        inputs: &[Port::curve("GR", GAPI)],
        outputs: &[Output::curve("IGR", FRACTION)],
        examples: &[Example {
            note: "Clean rock, a mixture, shale, and a reading beyond shale.",
            params: r#"{"gr_clean": 20, "gr_shale": 120}"#,
            input: r#"{"GR": [20, 70, 120, 150, null]}"#,
            output: r#"{"IGR": [0, 0.5, 1, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(Params(scale): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let index =
            map([input.curve("GR")?], |[gamma_ray]| clipped(scale.index(gamma_ray), scale.clip));
        Ok(Outputs::one("IGR", index))
    }

    fn check(Params(scale): &Params) -> Vec<BrokenRule> {
        scale.check()
    }
}
