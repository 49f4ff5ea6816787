//! First derivative.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::gradient::{by_depth, gradient};

/// Takes the first derivative of a curve along depth.
///
/// ## Formula
/// Inside a run, for the steps `hs` above and `hd` below, `X_D[i] = (hs^2 * X[i+1] + (hd^2 - hs^2) * X[i] - hd^2 * X[i-1]) / (hs * hd * (hd + hs))`, of second order also at uneven steps; at its ends the difference to the neighbour, or with edge_order 2 the slope of the parabola through three samples.
/// ## Units
/// DEPT in m; X_D in the unit of X per metre.
/// ## Nulls
/// Each null-free run is taken by itself; nulls stay null. A run of fewer than edge_order + 1 samples has no derivative: it becomes null and is reported. A sample needs a depth as well, and a step without length gives null.
/// ## Source
/// numpy.gradient(x, dept), NumPy 2.4, 2026; Quarteroni, Sacco and Saleri, Numerical Mathematics, Springer, 2007.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Order of the difference at the ends of a run.
    #[schemars(range(min = 1, max = 2), extend("x-unit" = "1"))]
    pub edge_order: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { edge_order: 1 }
    }
}

pub struct Derivative;

impl Operator for Derivative {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "derivative",
        title: "First derivative along depth",
        terms: &["gradient", "slope", "boundary", "edge"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[Output::keeping("X_D", "X").in_unit("{}/m")],
        scope: Scope::Window,
        examples: &[
            Example {
                note: "A square at uneven steps: exact inside, not at the ends; a lone sample has no slope.",
                params: "{}",
                input: r#"{"X": [0, 1, 9, 16, null, 3], "DEPT": [0, 1, 3, 4, 5, 6]}"#,
                output: r#"{"X_D": [1, 2, 6, 7, null, null]}"#,
            },
            Example {
                note: "With edge_order 2 it is exact at the ends as well.",
                params: r#"{"edge_order": 2}"#,
                input: r#"{"X": [0, 1, 9, 16], "DEPT": [0, 1, 3, 4]}"#,
                output: r#"{"X_D": [0, 2, 6, 8]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let shortest = params.edge_order as usize + 1;
        let (slopes, short) = by_depth(input.curve("X")?, input.depth(), shortest, |at, run| {
            gradient(at, run, params.edge_order == 2)
        });
        let outputs = Outputs::one("X_D", slopes);
        Ok(if short == 0 {
            outputs
        } else {
            outputs.note(format!("{short} runs shorter than {shortest} samples became null"))
        })
    }

    // A sample at the end of a run looks two samples inwards.
    fn halo(_params: &Params) -> usize {
        2
    }
}
