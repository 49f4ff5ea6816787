//! Uranium-free GR from K, Th.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{GAPI, Output, PERCENT, PPM, Port};
use crate::operators::support::samples::map;

/// Adds potassium and thorium up to a gamma ray without uranium, which marks organic matter rather than clay.
///
/// ## Formula
/// `CGR = k_k * K + k_th * Th`
/// ## Units
/// POTA in %, THOR in ppm; CGR in gAPI; the weights in gAPI per % and gAPI per ppm.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Schlumberger, Log Interpretation Principles and Applications, 1989: the convention of its natural gamma ray tool.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Weight of potassium, gAPI per %.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "1"))]
    pub k_k: f64,
    /// Weight of thorium, gAPI per ppm.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "1"))]
    pub k_th: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { k_k: 16.0, k_th: 4.0 }
    }
}

pub struct ComputedGr;

impl Operator for ComputedGr {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "computed_gr",
        title: "Uranium-free GR from K, Th",
        terms: &["cgr", "potassium", "thorium", "spectral", "uranium"],
        inputs: &[
            Port::curve("POTA", PERCENT).alias(&["K"]),
            Port::curve("THOR", PPM).alias(&["TH"]),
        ],
        outputs: &[Output::curve("CGR", GAPI)],
        examples: &[Example {
            note: "2 % potassium and 10 ppm thorium.",
            params: "{}",
            input: r#"{"POTA": [2, null], "THOR": [10, 10]}"#,
            output: r#"{"CGR": [72, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("POTA")?, input.curve("THOR")?], |[potassium, thorium]| {
            params.k_k * potassium + params.k_th * thorium
        });
        Ok(Outputs::one("CGR", values))
    }
}
