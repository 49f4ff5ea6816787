//! S velocity from slowness.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{M_PER_S, Output, Port, US_PER_FT};
use crate::operators::support::samples::{NULL, map};

/// Turns shear slowness into velocity.
///
/// ## Formula
/// `VS = 304800 / DTS`
/// ## Units
/// DTS in us/ft; VS in m/s. A foot is 0.3048 m, a second a million us.
/// ## Nulls
/// Null in, null out; DTS at or below zero gives null.
/// ## Source
/// By definition; the international foot of 1959.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct VelocityS;

impl Operator for VelocityS {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "velocity_s",
        title: "S velocity from slowness",
        terms: &["vs", "slowness", "sonic", "shear"],
        inputs: &[Port::curve("DTS", US_PER_FT)],
        outputs: &[Output::curve("VS", M_PER_S)],
        examples: &[Example {
            note: "A slowness of 100 us/ft is 3048 m/s.",
            params: "{}",
            input: r#"{"DTS": [100, 0, null]}"#,
            output: r#"{"VS": [3048, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let velocity =
            map(
                [input.curve("DTS")?],
                |[slowness]| {
                    if slowness > 0.0 { 304_800.0 / slowness } else { NULL }
                },
            );
        Ok(Outputs::one("VS", velocity))
    }
}
