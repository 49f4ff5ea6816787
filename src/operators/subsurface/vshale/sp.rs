//! Shale volume from SP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIVOLT, Output, Port};
use crate::operators::support::samples::{clipped, map};

/// Estimates shale volume from the spontaneous potential between that of clean sand and that of shale.
///
/// ## Formula
/// `VSH = (SP - sp_clean) / (sp_shale - sp_clean)`, which is `1 - PSP / SSP` from the shale base line
/// ## Units
/// SP, sp_clean and sp_shale in mV; VSH_SP in v/v.
/// ## Nulls
/// Null in, null out. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Potential of clean, water-bearing sand.
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    pub sp_clean: f64,
    /// Potential of shale; another than that of sand.
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    pub sp_shale: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { sp_clean: -80.0, sp_shale: 0.0, clip: true }
    }
}

pub struct SpontaneousPotential;

impl Operator for SpontaneousPotential {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_sp",
        title: "Shale volume from SP",
        terms: &["vsh", "sp", "ssp", "psp", "vcl", "vclay", "clay volume"],
        inputs: &[Port::curve("SP", MILLIVOLT)],
        outputs: &[Output::curve("VSH_SP", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand, a mixture, shale, and a reading beyond shale.",
                params: "{}",
                input: r#"{"SP": [-80, -30, 0, 10, null]}"#,
                output: r#"{"VSH_SP": [0, 0.625, 1, 1, null]}"#,
            },
            Example {
                note: "The raw value beyond the end points; the base line may lie anywhere.",
                params: r#"{"sp_clean": -20, "sp_shale": 60, "clip": false}"#,
                input: r#"{"SP": [-28, 20, 76]}"#,
                output: r#"{"VSH_SP": [-0.1, 0.5, 1.2]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let span = params.sp_shale - params.sp_clean;
        let values =
            map([input.curve("SP")?], |[sp]| clipped((sp - params.sp_clean) / span, params.clip));
        Ok(Outputs::one("VSH_SP", values))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.sp_shale != params.sp_clean {
            return Vec::new();
        }
        let wanted = format!("another value than sp_clean, which is {} mV", params.sp_clean);
        vec![BrokenRule::new(
            "sp_shale",
            params.sp_shale,
            wanted,
            "read both end points from the SP of the zone",
        )]
    }
}
