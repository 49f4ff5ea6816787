//! Common logarithm.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Takes the common logarithm of a curve.
///
/// ## Formula
/// `X_LOG = log10(X)`
/// ## Units
/// X in any unit, of which the logarithm is of the bare number; X_LOG is a number. floor in the unit of X.
/// ## Nulls
/// Null in, null out; a value below floor gives null.
/// ## Source
/// numpy.log10, NumPy 2.4, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Smallest value of which the logarithm is taken.
    #[schemars(range(max = 1e12), extend("exclusiveMinimum" = 0.0, "x-unit" = "port"))]
    pub floor: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { floor: 1e-6 }
    }
}

pub struct Log10Transform;

impl Operator for Log10Transform {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "log10_transform",
        title: "Common logarithm",
        terms: &["log", "resistivity", "permeability", "decade"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_LOG", "X").in_unit("-")],
        examples: &[Example {
            note: "Decades; zero has no logarithm.",
            params: "{}",
            input: r#"{"X": [1, 1000, 0.01, 0, null]}"#,
            output: r#"{"X_LOG": [0, 3, -2, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let logarithm =
            map(
                [input.curve("X")?],
                |[value]| {
                    if value < params.floor { NULL } else { value.log10() }
                },
            );
        Ok(Outputs::one("X_LOG", logarithm))
    }
}
