//! Washout.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{INCH, Output, PERCENT, Port};
use crate::operators::support::samples::{map, only_if};

/// Tells how much more the hole holds than one drilled to the size of the bit.
///
/// ## Formula
/// `WASH = 100 * (CALI^2 - BS^2) / BS^2`
/// ## Units
/// CALI and BS in in; WASH in %, negative where the hole is narrower than the bit. A bit size that never changes may be given as one value.
/// ## Nulls
/// Null in CALI or BS gives null, and so does a bit size at or below zero. Not limited.
/// ## Source
/// The volume of a cylinder of hole against that of the bit; Crain's Petrophysical Handbook, hole volume, 2000.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct WashoutRatio;

impl Operator for WashoutRatio {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "washout_ratio",
        title: "Washout",
        terms: &["enlargement", "hole volume", "cement", "wash"],
        inputs: &[Port::curve("CALI", INCH), Port::curve("BS", INCH)],
        outputs: &[Output::curve("WASH", PERCENT)],
        examples: &[Example {
            note: "A tenth wider holds 21 % more; there is no bit of no size.",
            params: "{}",
            input: r#"{"CALI": [8, 8.8, 7.2, null, 8], "BS": [8, 8, 8, 8, 0]}"#,
            output: r#"{"WASH": [0, 21, -19, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let washout = map([input.curve("CALI")?, input.curve("BS")?], |[caliper, bit]| {
            only_if(bit > 0.0, 100.0 * (caliper * caliper - bit * bit) / (bit * bit))
        });
        Ok(Outputs::one("WASH", washout))
    }
}
