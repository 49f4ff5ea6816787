//! Second derivative.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::gradient::{by_depth, gradient};

/// Takes the second derivative of a curve along depth.
///
/// ## Formula
/// The first derivative twice: inside a run the centred difference for uneven steps, at its ends the difference to the neighbour, as the operator `derivative` with edge_order 1
/// ## Units
/// DEPT in m; X_D2 in the unit of X per square metre.
/// ## Nulls
/// Each null-free run is taken by itself; nulls stay null. A run of one sample has no derivative: it becomes null and is reported. A sample needs a depth as well, and a step without length gives null.
/// ## Source
/// numpy.gradient(numpy.gradient(x, dept), dept), NumPy 2.4, 2026.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct SecondDerivative;

impl Operator for SecondDerivative {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "second_derivative",
        title: "Second derivative along depth",
        terms: &["curvature", "gradient", "inflection", "boundary"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[Output::keeping("X_D2", "X").in_unit("{}/m2")],
        scope: Scope::Window,
        examples: &[Example {
            note: "A square: 2 in the middle, less near the ends; first derivatives are 1 2 4 6 7.",
            params: "{}",
            input: r#"{"X": [0, 1, 4, 9, 16, null], "DEPT": [0, 1, 2, 3, 4, 5]}"#,
            output: r#"{"X_D2": [1, 1.5, 2, 1.5, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (bends, short) = by_depth(input.curve("X")?, input.depth(), 2, |at, run| {
            gradient(at, &gradient(at, run, false), false)
        });
        let outputs = Outputs::one("X_D2", bends);
        Ok(if short == 0 {
            outputs
        } else {
            outputs.note(format!("{short} runs of one sample became null"))
        })
    }

    // The slopes of both neighbours look one sample further.
    fn halo(_params: &Params) -> usize {
        2
    }
}
