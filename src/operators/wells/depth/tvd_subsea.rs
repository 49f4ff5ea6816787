//! True vertical depth below sea level.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::samples::map;

/// Refers true vertical depth to sea level.
///
/// ## Formula
/// negative_down: `TVDSS = kb_elevation - TVD`, an elevation; positive_down: `TVDSS = TVD - kb_elevation`, a depth.
/// ## Units
/// TVD, kb_elevation and TVDSS in m.
/// ## Nulls
/// Null in, null out. Nothing is clipped: above sea level the sign turns.
/// ## Source
/// Definition; Tearpock and Bischke, Applied Subsurface Geological Mapping, 2nd ed., 2003.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Elevation above sea level of the point from which TVD is measured, usually the kelly bushing.
    #[schemars(range(min = -500.0, max = 9000.0), extend("x-unit" = "m"))]
    pub kb_elevation: f64,
    /// Which way TVDSS counts.
    pub sign: Sign,
}

/// Which way the result counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// As an elevation: negative below sea level.
    NegativeDown,
    /// As a depth: positive below sea level.
    PositiveDown,
}

impl Default for Params {
    fn default() -> Self {
        Self { kb_elevation: 0.0, sign: Sign::NegativeDown }
    }
}

pub struct TvdSubsea;

impl Operator for TvdSubsea {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "tvd_subsea",
        title: "TVD subsea",
        terms: &["tvdss", "sea level", "elevation", "kelly bushing"],
        inputs: &[Port::curve("TVD", METRE)],
        outputs: &[Output::curve("TVDSS", METRE)],
        examples: &[
            Example {
                note: "The kelly bushing stands 25 m above the sea.",
                params: r#"{"kb_elevation": 25}"#,
                input: r#"{"TVD": [0, 1025, null]}"#,
                output: r#"{"TVDSS": [25, -1000, null]}"#,
            },
            Example {
                note: "Counted as a depth.",
                params: r#"{"kb_elevation": 25, "sign": "positive_down"}"#,
                input: r#"{"TVD": [0, 1025]}"#,
                output: r#"{"TVDSS": [-25, 1000]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let below = |[tvd]: [f64; 1]| match params.sign {
            Sign::NegativeDown => params.kb_elevation - tvd,
            Sign::PositiveDown => tvd - params.kb_elevation,
        };
        Ok(Outputs::one("TVDSS", map([input.curve("TVD")?], below)))
    }
}
