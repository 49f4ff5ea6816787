//! Effective from total porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::{clipped, map};

/// Takes the water bound in shale off the total porosity.
///
/// ## Formula
/// `PHIE = PHIT - VSH * phit_sh`
/// ## Units
/// PHIT, VSH, phit_sh and PHIE in v/v.
/// ## Nulls
/// Null in either input gives null. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Dewan, Essentials of Modern Open-Hole Log Interpretation, PennWell, 1983; Crain's Petrophysical Handbook, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Total porosity of shale: its bound water.
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "v/v"))]
    pub phit_sh: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { phit_sh: 0.12, clip: true }
    }
}

pub struct Effective;

impl Operator for Effective {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_effective",
        title: "Effective from total porosity",
        terms: &["phie", "phit", "shale", "bound water"],
        inputs: &[Port::curve("PHIT", FRACTION), Port::curve("VSH", FRACTION)],
        outputs: &[Output::curve("PHIE", FRACTION)],
        examples: &[
            Example {
                note: "Shaly sand, clean sand, and shale with less porosity than assumed.",
                params: "{}",
                input: r#"{"PHIT": [0.25, 0.25, 0.1, 0.2], "VSH": [0.3, 0, 1, null]}"#,
                output: r#"{"PHIE": [0.214, 0.25, 0, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"PHIT": [0.1], "VSH": [1]}"#,
                output: r#"{"PHIE": [-0.02]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHIT")?, input.curve("VSH")?], |[total, vsh]| {
            clipped(total - vsh * params.phit_sh, params.clip)
        });
        Ok(Outputs::one("PHIE", values))
    }
}
