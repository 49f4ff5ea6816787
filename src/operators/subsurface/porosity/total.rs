//! Total from effective porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::map;

/// Adds the water bound in shale to the effective porosity.
///
/// ## Formula
/// `PHIT = PHIE + VSH * phit_sh`
/// ## Units
/// PHIE, VSH, phit_sh and PHIT in v/v.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Dewan, Essentials of Modern Open-Hole Log Interpretation, PennWell, 1983.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Total porosity of shale: its bound water.
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "v/v"))]
    pub phit_sh: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { phit_sh: 0.12 }
    }
}

pub struct Total;

impl Operator for Total {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_total",
        title: "Total from effective porosity",
        terms: &["phit", "phie", "shale", "bound water"],
        inputs: &[Port::curve("PHIE", FRACTION), Port::curve("VSH", FRACTION)],
        outputs: &[Output::curve("PHIT", FRACTION)],
        examples: &[Example {
            note: "The way back from effective porosity.",
            params: "{}",
            input: r#"{"PHIE": [0.214, 0.25, 0.2], "VSH": [0.3, 0, null]}"#,
            output: r#"{"PHIT": [0.25, 0.25, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHIE")?, input.curve("VSH")?], |[effective, vsh]| {
            effective + vsh * params.phit_sh
        });
        Ok(Outputs::one("PHIT", values))
    }
}
