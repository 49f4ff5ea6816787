//! Drilling d exponent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Normalises the rate of penetration by rotary speed, weight on bit and bit size.
///
/// ## Formula
/// `DEXP = log10(ROP / (60 * RPM)) / log10(12 * WOB / (1000 * bit_dia))`
/// ## Units
/// ROP in ft/h; RPM in 1/min; WOB in klbf, a million pounds of the original formula being 1000 klbf; bit_dia in in; DEXP is a number.
/// ## Nulls
/// Null in any input gives null, and so do any input at or below zero, and a WOB that makes `12 * WOB` equal to `1000 * bit_dia`. The result is not limited.
/// ## Source
/// Jorden and Shirley, Application of Drilling Performance Data to Overpressure Detection, Journal of Petroleum Technology 18, 1966.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Diameter of the bit.
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "in"))]
    pub bit_dia: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { bit_dia: 8.5 }
    }
}

pub struct DExponent;

impl Operator for DExponent {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "d_exponent",
        title: "Drilling d exponent",
        terms: &["dexp", "drilling", "pore pressure", "jorden"],
        inputs: &[
            Port::curve("ROP", "ft/h"),
            Port::curve("RPM", "1/min"),
            Port::curve("WOB", "klbf"),
        ],
        outputs: &[Output::curve("DEXP", NUMBER)],
        examples: &[Example {
            note: "One foot in a hundred turns, and a hundredth of a klbf for each inch over 12: log10 of 0.01 by log10 of 0.01.",
            params: r#"{"bit_dia": 12}"#,
            input: r#"{"ROP": [60, 60, 0, null], "RPM": [100, 100, 100, 100], "WOB": [10, 100, 10, 10]}"#,
            output: r#"{"DEXP": [1, 2, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("ROP")?, input.curve("RPM")?, input.curve("WOB")?];
        let exponent = map(curves, |[rate, turns, weight]| {
            if rate <= 0.0 || turns <= 0.0 || weight <= 0.0 {
                return NULL;
            }
            let (feet_a_turn, load) =
                (rate / (60.0 * turns), 12.0 * weight / (1000.0 * params.bit_dia));
            feet_a_turn.log10() / load.log10()
        });
        Ok(Outputs::one("DEXP", exponent))
    }
}
