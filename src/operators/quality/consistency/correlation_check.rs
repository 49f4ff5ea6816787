//! Correlation of two curves.

use arrow::array::Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, NUMBER, Output, Port};
use crate::operators::support::depth_window::about_each;
use crate::operators::support::moments::Moments;
use crate::operators::support::samples::{flag, map};

/// Flags the samples around which two curves that should go together do not.
///
/// ## Formula
/// `RHO = sum((X - mean X) * (Y - mean Y)) / sqrt(sum((X - mean X)^2) * sum((Y - mean Y)^2))` over the samples at most half of `window` above and below; `RHO_FLAG = 1 where RHO < min_rho, else 0`. Curves that should run against each other want one of them turned around first.
/// ## Units
/// X and Y any; window in m; RHO is a bare number from -1 to 1; RHO_FLAG is 1 for too low a correlation and 0 otherwise.
/// ## Nulls
/// Only samples valid in both curves count; where either is null both outputs are, and where fewer than half of the window, or fewer than two samples, are valid. A window in which either curve is constant gives null.
/// ## Source
/// Pearson, Notes on Regression and Inheritance in the Case of Two Parents, Proceedings of the Royal Society of London 58, 1895; numpy.corrcoef, 2024.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of hole in which the curves are compared.
    #[schemars(range(min = 0.01, max = 10000.0), extend("x-unit" = "m"))]
    pub window: f64,
    /// Smallest correlation that is expected.
    #[schemars(range(min = -1.0, max = 1.0), extend("x-unit" = "1"))]
    pub min_rho: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 20.0, min_rho: 0.3 }
    }
}

pub struct CorrelationCheck;

impl Operator for CorrelationCheck {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "curve_correlation_check",
        title: "Expected correlation between curves",
        terms: &["pearson", "rolling correlation", "similarity", "depth match"],
        inputs: &[Port::any("X"), Port::any("Y")],
        outputs: &[
            Output::curve("RHO", NUMBER),
            Output::curve("RHO_FLAG", FLAG).measures(Quantity::Flag),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "Three samples a window: together, against each other, constant, null.",
            params: r#"{"window": 2}"#,
            input: r#"{"X": [1, 2, 3, 5, 5, 5, null], "Y": [2, 4, 6, 2, 1, 3, 4]}"#,
            output: r#"{"RHO": [1, 1, -0.6546536707079771, -0.9819805060619657, null, null, null], "RHO_FLAG": [0, 0, 1, 1, null, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (x, y) = (input.curve("X")?, input.curve("Y")?);
        let paired = |row: usize| x.is_valid(row) && y.is_valid(row);
        let one = |row: usize| {
            if paired(row) { Moments::of(x.value(row), y.value(row)) } else { Moments::default() }
        };
        let answer = |row: usize, all: Moments, places: usize| {
            let enough = paired(row) && all.count * 2 >= places;
            enough.then(|| all.correlation()).flatten()
        };
        let rho = about_each(input.depth(), params.window, one, Moments::merged, answer);
        let flags = map([&rho], |[rho]| flag(rho < params.min_rho));
        Ok(Outputs::one("RHO", rho).with("RHO_FLAG", flags))
    }
}
