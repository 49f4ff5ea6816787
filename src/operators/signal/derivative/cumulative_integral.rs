//! Cumulative integral.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, Output, Port};
use crate::operators::support::samples::flag;

/// Adds a curve up along depth.
///
/// ## Formula
/// `X_INT[i] = X_INT[i - 1] + (X[i] + X[i - 1]) / 2 * (DEPT[i] - DEPT[i - 1])`, from initial at the first valid sample; X_INT_FLAG is 1 where the interval above the sample could not be added
/// ## Units
/// DEPT in m; X_INT in the unit of X times metres; X_INT_FLAG 0 or 1.
/// ## Nulls
/// An interval with a null at either end adds 0: its lower sample is flagged, and such samples are counted in a note. A null sample stays null.
/// ## Source
/// scipy.integrate.cumulative_trapezoid(initial=0), SciPy 1.17, 2026.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Value of the integral at the first valid sample, in the unit of X_INT.
    #[schemars(range(min = -1e12, max = 1e12), extend("x-unit" = "1"))]
    pub initial: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { initial: 0.0 }
    }
}

pub struct CumulativeIntegral;

impl Operator for CumulativeIntegral {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "cumulative_integral",
        title: "Cumulative integral",
        terms: &["sum", "trapezoid", "area", "hydrocarbon column", "travel time"],
        inputs: &[Port::any("X"), Port::depth(METRE)],
        outputs: &[
            Output::keeping("X_INT", "X").in_unit("{}.m"),
            Output::curve("X_INT_FLAG", FLAG),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "0 to 4 over 2 m adds 4; the two intervals beside the null add nothing.",
            params: "{}",
            input: r#"{"X": [0, 4, null, 6, 8], "DEPT": [10, 12, 13, 14, 15]}"#,
            output: r#"{"X_INT": [0, 4, null, 4, 11], "X_INT_FLAG": [0, 0, 1, 1, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (curve, depth) = (input.curve("X")?, input.depth());
        let mut sum = params.initial;
        let mut above: Option<(f64, f64)> = None;
        let mut missing = Vec::with_capacity(curve.len());
        let integral: Float64Array = curve
            .iter()
            .zip(depth)
            .enumerate()
            .map(|(row, (value, at))| {
                let here = value.zip(at);
                if let (Some((value, at)), Some((value_above, at_above))) = (here, above) {
                    sum += (value + value_above) / 2.0 * (at - at_above);
                }
                missing.push(flag(row > 0 && (here.is_none() || above.is_none())));
                above = here;
                here.map(|_| sum)
            })
            .collect();
        let nothing = missing.iter().filter(|flag| **flag > 0.0).count();
        let outputs =
            Outputs::one("X_INT", integral).with("X_INT_FLAG", Float64Array::from(missing));
        Ok(if nothing == 0 {
            outputs
        } else {
            outputs.note(format!("{nothing} intervals beside nulls added nothing"))
        })
    }
}
