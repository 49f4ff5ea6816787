//! Log activity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::rolling::Windows;
use crate::operators::support::window::{Edge, check_odd};

/// Returns how lively a curve is around each sample.
///
/// ## Formula
/// `X_ACT[i] = mean((X - m)^2)` over the window, with `m` the mean of the same window; at the ends of the curve the window is shorter
/// ## Units
/// X in any unit; X_ACT in that unit squared. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid.
/// ## Source
/// Serra and Abbott, The Contribution of Logging Data to Sedimentology and Stratigraphy, SPE 9270, 1980. The mean is that of the window itself, so that a smooth trend counts too.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd, so that it has a middle.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 11 }
    }
}

pub struct LogActivity;

impl Operator for LogActivity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "log_activity",
        title: "Log activity (squared deviation)",
        terms: &["variance", "electrofacies", "blocking", "zonation", "boundary"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_ACT", "X").in_unit("({})2")],
        scope: Scope::Window,
        examples: &[Example {
            note: "(1 2 4): mean 7/3, squares 14/9; beside the null two samples of three.",
            params: r#"{"window": 3}"#,
            input: r#"{"X": [1, 2, 4, null, 5]}"#,
            output: r#"{"X_ACT": [0.25, 1.5555555555555556, 1, null, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let windows = Windows::new(input.curve("X")?, Self::halo(params), Edge::Shrink);
        let activity = windows.spread(|spread| spread.variance(0));
        Ok(Outputs::one("X_ACT", activity))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_odd(params.window)
    }

    fn halo(params: &Params) -> usize {
        params.window as usize / 2
    }
}
