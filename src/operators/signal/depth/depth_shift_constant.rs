//! Constant depth shift.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::shift::read_at;

/// Moves a curve up or down by a constant length.
///
/// ## Formula
/// `X_SH(d) = X(d - shift)`, linearly between samples: a positive shift moves the curve down
/// ## Units
/// DEPT and shift in m; X_SH has the unit of X.
/// ## Nulls
/// Null outside the data, and between two neighbouring samples of which one is null: nothing is bridged. Samples without depth are null.
/// ## Source
/// The definition of a shift; numpy.interp, NumPy 2.4, 2026, but nothing is extrapolated.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How far down the curve is moved.
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "m"))]
    pub shift: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { shift: 0.0 }
    }
}

pub struct DepthShiftConstant;

impl Operator for DepthShiftConstant {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "depth_shift_constant",
        title: "Constant depth shift",
        terms: &["depth match", "bulk shift", "move"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[Output::keeping("X_SH", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Half a step down: each sample is the mean of itself and the one above.",
                params: r#"{"shift": 0.5}"#,
                input: r#"{"X": [1, 3, null, 5, 9], "DEPT": [10, 11, 12, 13, 14]}"#,
                output: r#"{"X_SH": [null, 2, null, null, 7]}"#,
            },
            Example {
                note: "A whole step up.",
                params: r#"{"shift": -1}"#,
                input: r#"{"X": [1, 3, null, 5], "DEPT": [10, 11, 12, 13]}"#,
                output: r#"{"X_SH": [3, null, 5, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let shifted = read_at(input.curve("X")?, input.depth(), |depth| depth - params.shift);
        Ok(Outputs::one("X_SH", shifted))
    }
}
