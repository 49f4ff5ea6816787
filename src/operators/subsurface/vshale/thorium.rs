//! Shale volume from thorium.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, PPM, Port};
use crate::operators::support::samples::{clipped, map};

/// Estimates shale volume from thorium between that of clean rock and that of shale; uranium does not disturb it.
///
/// ## Formula
/// `VSH = (TH - th_clean) / (th_shale - th_clean)`
/// ## Units
/// TH, th_clean and th_shale in ppm; VSH_TH in v/v.
/// ## Nulls
/// Null in, null out. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Crain's Petrophysical Handbook, shale volume rules, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Thorium of clean rock; less than that of shale.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "ppm"))]
    pub th_clean: f64,
    /// Thorium of shale; more than that of clean rock.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "ppm"))]
    pub th_shale: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { th_clean: 2.0, th_shale: 14.0, clip: true }
    }
}

pub struct ThoriumIndex;

impl Operator for ThoriumIndex {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_thorium",
        title: "Shale volume from thorium",
        terms: &["vsh", "th", "thor", "spectral", "vcl", "vclay", "clay volume"],
        inputs: &[Port::curve("TH", PPM).alias(&["THOR"])],
        outputs: &[Output::curve("VSH_TH", FRACTION)],
        examples: &[Example {
            note: "Clean rock, halfway, shale, beyond shale.",
            params: "{}",
            input: r#"{"TH": [2, 8, 14, 20, null]}"#,
            output: r#"{"VSH_TH": [0, 0.5, 1, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let span = params.th_shale - params.th_clean;
        let values = map([input.curve("TH")?], |[thorium]| {
            clipped((thorium - params.th_clean) / span, params.clip)
        });
        Ok(Outputs::one("VSH_TH", values))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.th_shale > params.th_clean {
            return Vec::new();
        }
        let wanted = format!("more than th_clean, which is {} ppm", params.th_clean);
        vec![BrokenRule::new(
            "th_shale",
            params.th_shale,
            wanted,
            "read both end points from the thorium of the zone",
        )]
    }
}
