//! Shale volume, Steiber.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::gamma_ray::{GammaRayScale, SHALE_PORTS};
use crate::operators::support::samples::clipped;

/// Estimates shale volume from the gamma ray index by a hyperbola.
///
/// ## Formula
/// `VSH = IGR / (a - (a - 1) * IGR)`, where `IGR = (GR - gr_clean) / (gr_shale - gr_clean)`; `a = 3` gives `0.5 * IGR / (1.5 - IGR)`
/// ## Units
/// GR, gr_clean and gr_shale in gAPI; IGR and VSH_ST in v/v. A curve bound to IGR takes the place of GR and of both end points.
/// ## Nulls
/// Null in, null out. With `clip`, IGR is limited to 0..1 and the result with it; without, the raw value is kept, which beyond the pole at `IGR = a / (a - 1)` is negative, and null at the pole.
/// ## Source
/// Steiber, Pulsed Neutron Capture Log Evaluation in the Louisiana Gulf Coast, SPE 2961, 1970.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Gamma ray of clean rock; smaller than that of shale.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "gAPI"))]
    pub gr_clean: f64,
    /// Gamma ray of shale; greater than that of clean rock.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "gAPI"))]
    pub gr_shale: f64,
    /// Curvature; 1 is a straight line.
    #[schemars(range(min = 1.0, max = 6.0), extend("x-unit" = "1"))]
    pub a: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        let GammaRayScale { gr_clean, gr_shale, clip } = GammaRayScale::default();
        Self { gr_clean, gr_shale, a: 3.0, clip }
    }
}

impl Params {
    fn scale(&self) -> GammaRayScale {
        GammaRayScale { gr_clean: self.gr_clean, gr_shale: self.gr_shale, clip: self.clip }
    }
}

pub struct Steiber;

impl Operator for Steiber {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_steiber",
        title: "Shale volume, Steiber",
        terms: &["vsh", "gr", "vcl", "vclay", "clay volume"],
        aliases: &["vshale_stieber"],
        inputs: SHALE_PORTS,
        outputs: &[Output::curve("VSH_ST", FRACTION)],
        examples: &[
            Example {
                note: "From gamma ray, with the usual curvature.",
                params: "{}",
                input: r#"{"GR": [20, 70, 120, null]}"#,
                output: r#"{"VSH_ST": [0, 0.25, 1, null]}"#,
            },
            Example {
                note: "From a gamma ray index; a reading beyond the pole of the hyperbola is shale.",
                params: "{}",
                input: r#"{"IGR": [0.3, 0.5, 1.6, null]}"#,
                output: r#"{"VSH_ST": [0.125, 0.25, 1, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        params.scale().shale_volume(input, "VSH_ST", |index| {
            // Limited before the formula: beyond the pole its sign turns, and shale would read as clean.
            let index = clipped(index, params.clip);
            index / (params.a - (params.a - 1.0) * index)
        })
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        params.scale().check()
    }
}
