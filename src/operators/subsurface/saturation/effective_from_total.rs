//! Effective from total water saturation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, Port};
use crate::operators::support::samples::{clipped, map};

/// Takes the bound water out of total water saturation.
///
/// ## Formula
/// `SWE = (SWT - SWB) / (1 - SWB)`
/// ## Units
/// SWT, SWB and SWE in v/v.
/// ## Nulls
/// Null in either input gives null. SWB at or above 1 gives 1. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Clavier, Coates and Dumanoir, Theoretical and Experimental Bases for the Dual-Water Model for Interpretation of Shaly Sands, SPE Journal 24, 1984.
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

pub struct EffectiveFromTotal;

impl Operator for EffectiveFromTotal {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_effective_from_total",
        title: "Effective from total water saturation",
        terms: &["swe", "swt", "swb", "dual water"],
        inputs: &[Port::curve("SWT", FRACTION), Port::curve("SWB", FRACTION)],
        outputs: &[Output::curve("SWE", FRACTION)],
        examples: &[
            Example {
                note: "Oil beside bound water, bound water alone, more bound water than water.",
                params: "{}",
                input: r#"{"SWT": [0.4, 1, 0.2, null], "SWB": [0.2, 1, 0.4, 0.2]}"#,
                output: r#"{"SWE": [0.25, 1, 0, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"SWT": [0.2], "SWB": [0.4]}"#,
                output: r#"{"SWE": [-0.3333333333333]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("SWT")?, input.curve("SWB")?], |[total, bound]| {
            let free = clipped((total - bound) / (1.0 - bound), params.clip);
            if bound >= 1.0 { 1.0 } else { free }
        });
        Ok(Outputs::one("SWE", values))
    }
}
