//! Water saturation, ratio method.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, Port};
use crate::operators::support::samples::{NULL, clipped, map};

/// Estimates water saturation from deep and shallow resistivity, without porosity.
///
/// ## Formula
/// `SW = ((RXO / RT) / (rmf / rw))^exponent`
/// ## Units
/// RT, RXO, rw and rmf in ohm.m; SW_RAT in v/v.
/// ## Nulls
/// Null in either input gives null, and so do RT or RXO at or below zero. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982; the exponent 0.625 comes of taking the saturation of the flushed zone for the fifth root of SW.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Resistivity of the formation water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rw: f64,
    /// Resistivity of the mud filtrate at the temperature of the formation.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rmf: f64,
    /// Power of the ratio.
    #[schemars(range(min = 0.5, max = 0.7), extend("x-unit" = "1"))]
    pub exponent: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { rw: 0.1, rmf: 0.3, exponent: 0.625, clip: true }
    }
}

pub struct Ratio;

impl Operator for Ratio {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_ratio",
        title: "Water saturation, ratio method",
        terms: &["sw", "rxo", "rmf", "without porosity"],
        inputs: &[Port::curve("RT", OHM_M), Port::curve("RXO", OHM_M)],
        outputs: &[Output::curve("SW_RAT", FRACTION)],
        examples: &[
            Example {
                note: "Water, oil, and readings that are none.",
                params: "{}",
                input: r#"{"RT": [1, 48, 0, 1], "RXO": [3, 9, 1, 0]}"#,
                output: r#"{"SW_RAT": [1, 0.1767766952966, null, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false, "exponent": 0.5}"#,
                input: r#"{"RT": [1], "RXO": [12]}"#,
                output: r#"{"SW_RAT": [2]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let contrast = params.rmf / params.rw;
        let values = map([input.curve("RT")?, input.curve("RXO")?], |[rt, rxo]| {
            if rt <= 0.0 || rxo <= 0.0 {
                return NULL;
            }
            clipped((rxo / rt / contrast).powf(params.exponent), params.clip)
        });
        Ok(Outputs::one("SW_RAT", values))
    }
}
