//! Shale volume from deep resistivity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, Port};
use crate::operators::support::samples::{NULL, clipped, map};

/// Estimates shale volume from deep resistivity, where clean rock is more resistive than shale.
///
/// ## Formula
/// `VSH = 0.5 * (2 * z)^(0.67 * (z + 1))` where `RT > 2 * r_clay`, and `VSH = z` otherwise, with `z = (r_clay / RT) * (r_clean - RT) / (r_clean - r_clay)`
/// ## Units
/// RT, r_clean and r_clay in ohm.m; VSH_R in v/v. Water-bearing sand reads as shale: take the minimum with another shale volume there.
/// ## Nulls
/// Null in, null out; RT at or below zero gives null. RT above r_clean, for which the power has no value, gives 0 when `clip` is set and null otherwise. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Help of Interactive Petrophysics, clay volume from resistivity, as known in 2026; it publishes no numbers to compare with.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Resistivity of clean rock; greater than that of clay.
    #[schemars(range(max = 1000000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub r_clean: f64,
    /// Resistivity of clay or shale.
    #[schemars(range(max = 1000000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub r_clay: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { r_clean: 100.0, r_clay: 3.0, clip: true }
    }
}

impl Params {
    fn volume(&self, rt: f64) -> f64 {
        if rt <= 0.0 {
            return NULL;
        }
        let z = self.r_clay / rt * (self.r_clean - rt) / (self.r_clean - self.r_clay);
        if rt <= 2.0 * self.r_clay {
            return clipped(z, self.clip);
        }
        if z < 0.0 {
            return if self.clip { 0.0 } else { NULL };
        }
        clipped(0.5 * (2.0 * z).powf(0.67 * (z + 1.0)), self.clip)
    }
}

pub struct Resistivity;

impl Operator for Resistivity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_resistivity",
        title: "Shale volume from deep resistivity",
        terms: &["vsh", "rt", "clay", "vcl", "vclay", "clay volume"],
        inputs: &[Port::curve("RT", OHM_M)],
        outputs: &[Output::curve("VSH_R", FRACTION)],
        examples: &[
            Example {
                note: "Shale, a mixture, clean rock, cleaner than clean, no resistivity.",
                params: "{}",
                input: r#"{"RT": [3, 20, 100, 200, 0, null]}"#,
                output: r#"{"VSH_R": [1, 0.1747023466773, 0, 0, null, null]}"#,
            },
            Example {
                note: "Below twice the resistivity of clay the volume is the ratio itself.",
                params: r#"{"r_clean": 50, "r_clay": 10, "clip": false}"#,
                input: r#"{"RT": [8, 12.5, 60]}"#,
                output: r#"{"VSH_R": [1.3125, 0.75, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("RT")?], |[rt]| params.volume(rt));
        Ok(Outputs::one("VSH_R", values))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.r_clean > params.r_clay {
            return Vec::new();
        }
        let wanted = format!("more than r_clay, which is {} ohm.m", params.r_clay);
        vec![BrokenRule::new(
            "r_clean",
            params.r_clean,
            wanted,
            "read both end points from the deep resistivity of the zone",
        )]
    }
}
