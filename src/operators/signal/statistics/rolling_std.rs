//! Rolling standard deviation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::rolling::Windows;
use crate::operators::support::window::{Edge, check_odd};

/// Returns the standard deviation of a centred window.
///
/// ## Formula
/// `X_STD[i] = sqrt(sum((X - m)^2) / (n - ddof))` over the `n` valid samples of the window, with `m` their mean; at the ends of the curve the window is shorter
/// ## Units
/// Any; X_STD has the unit of X. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid. With no more than ddof valid samples it is null.
/// ## Source
/// pandas.Series.rolling(window, center=True, min_periods=1).std(ddof), pandas 2.3, 2025; Chan, Golub and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, Stanford University, 1979.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd, so that it has a middle.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
    /// What is taken off the number of samples.
    #[schemars(range(min = 0, max = 1), extend("x-unit" = "1"))]
    pub ddof: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 11, ddof: 1 }
    }
}

pub struct RollingStd;

impl Operator for RollingStd {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rolling_std",
        title: "Rolling standard deviation",
        terms: &["variability", "noise", "texture", "moving"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_STD", "X")],
        scope: Scope::Window,
        examples: &[
            Example {
                note: "(1 3 5): squares 8 over 2; at the ends two samples.",
                params: r#"{"window": 3}"#,
                input: r#"{"X": [1, 3, 5]}"#,
                output: r#"{"X_STD": [1.4142135623730951, 2, 1.4142135623730951]}"#,
            },
            Example {
                note: "A single sample has no standard deviation with ddof 1, and none at all with ddof 0.",
                params: r#"{"window": 3, "ddof": 0}"#,
                input: r#"{"X": [1, 3, null, 9]}"#,
                output: r#"{"X_STD": [1, 1, null, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let windows = Windows::new(input.curve("X")?, Self::halo(params), Edge::Shrink);
        let deviation = windows.spread(|spread| spread.variance(params.ddof).sqrt());
        Ok(Outputs::one("X_STD", deviation))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_odd(params.window)
    }

    fn halo(params: &Params) -> usize {
        params.window as usize / 2
    }
}
