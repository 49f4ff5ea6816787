//! Secondary porosity index.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::{clipped, map};

/// Takes sonic porosity, which passes vugs and fractures by, off the total porosity.
///
/// ## Formula
/// `SPI = PHIT - PHIS`
/// ## Units
/// PHIT, PHIS and SPI in v/v, both inputs on the same matrix.
/// ## Nulls
/// Null in either input gives null. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982, chapter 4.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { clip: true }
    }
}

pub struct Secondary;

impl Operator for Secondary {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_secondary",
        title: "Secondary porosity index",
        terms: &["spi", "vugs", "fractures", "carbonate"],
        inputs: &[Port::curve("PHIT", FRACTION), Port::curve("PHIS", FRACTION)],
        outputs: &[Output::curve("SPI", FRACTION)],
        examples: &[
            Example {
                note: "Vugs; a sonic slower than its matrix; no sonic.",
                params: "{}",
                input: r#"{"PHIT": [0.15, 0.1, 0.1], "PHIS": [0.1, 0.12, null]}"#,
                output: r#"{"SPI": [0.05, 0, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"PHIT": [0.1], "PHIS": [0.12]}"#,
                output: r#"{"SPI": [-0.02]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHIT")?, input.curve("PHIS")?], |[total, sonic]| {
            clipped(total - sonic, params.clip)
        });
        Ok(Outputs::one("SPI", values))
    }
}
