//! Total GR from K, U, Th.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{GAPI, Output, PERCENT, PPM, Port};
use crate::operators::support::samples::map;

/// Adds potassium, uranium and thorium up to the gamma ray that a total count would read.
///
/// ## Formula
/// `SGR = k_k * K + k_u * U + k_th * Th`
/// ## Units
/// POTA in %, URAN and THOR in ppm; SGR in gAPI; the weights in gAPI per % and gAPI per ppm.
/// ## Nulls
/// Null in any input gives null. The result is not limited.
/// ## Source
/// Ellis and Singer, Well Logging for Earth Scientists, 2nd ed., Springer, 2007; the weights 16, 8 and 4 are the convention of Schlumberger's natural gamma ray tool and differ from tool to tool.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Weight of potassium, gAPI per %.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "1"))]
    pub k_k: f64,
    /// Weight of uranium, gAPI per ppm.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "1"))]
    pub k_u: f64,
    /// Weight of thorium, gAPI per ppm.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "1"))]
    pub k_th: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { k_k: 16.0, k_u: 8.0, k_th: 4.0 }
    }
}

pub struct SpectralGr;

impl Operator for SpectralGr {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "spectral_gr",
        title: "Total GR from K, U, Th",
        terms: &["sgr", "potassium", "uranium", "thorium", "spectral"],
        inputs: &[
            Port::curve("POTA", PERCENT).alias(&["K"]),
            Port::curve("URAN", PPM).alias(&["U"]),
            Port::curve("THOR", PPM).alias(&["TH"]),
        ],
        outputs: &[Output::curve("SGR", GAPI)],
        examples: &[Example {
            note: "2 % potassium, 3 ppm uranium and 10 ppm thorium.",
            params: "{}",
            input: r#"{"POTA": [2, 2], "URAN": [3, null], "THOR": [10, 10]}"#,
            output: r#"{"SGR": [96, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map(
            [input.curve("POTA")?, input.curve("URAN")?, input.curve("THOR")?],
            |[potassium, uranium, thorium]| {
                params.k_k * potassium + params.k_u * uranium + params.k_th * thorium
            },
        );
        Ok(Outputs::one("SGR", values))
    }
}
