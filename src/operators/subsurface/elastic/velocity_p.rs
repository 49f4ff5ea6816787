//! P velocity from slowness.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{M_PER_S, Output, Port, US_PER_FT};
use crate::operators::support::samples::{NULL, map};

/// Turns compressional slowness into velocity.
///
/// ## Formula
/// `VP = 304800 / DT`
/// ## Units
/// DT in us/ft; VP in m/s. A foot is 0.3048 m, a second a million us.
/// ## Nulls
/// Null in, null out; DT at or below zero gives null.
/// ## Source
/// By definition; the international foot of 1959.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct VelocityP;

impl Operator for VelocityP {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "velocity_p",
        title: "P velocity from slowness",
        terms: &["vp", "slowness", "sonic", "compressional"],
        inputs: &[Port::curve("DT", US_PER_FT)],
        outputs: &[Output::curve("VP", M_PER_S)],
        examples: &[Example {
            note: "A slowness of 100 us/ft is 3048 m/s.",
            params: "{}",
            input: r#"{"DT": [100, 0, null]}"#,
            output: r#"{"VP": [3048, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let velocity =
            map(
                [input.curve("DT")?],
                |[slowness]| {
                    if slowness > 0.0 { 304_800.0 / slowness } else { NULL }
                },
            );
        Ok(Outputs::one("VP", velocity))
    }
}
