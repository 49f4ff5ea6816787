//! Centred moving average.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::window::{Edge, check_odd, in_order};

/// Smooths a curve by the mean of a centred window.
///
/// ## Formula
/// `X_MA[i] = mean(X[i - h .. i + h])`, where `h = (window - 1) / 2`
/// ## Units
/// Any; X_MA has the unit of X. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid.
/// ## Source
/// scipy.ndimage.uniform_filter1d, SciPy 1.17, 2026, for the edges reflect and nearest; shrink takes the mean of what is there.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd, so that it has a middle.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
    /// What the window sees beyond the ends of the curve.
    pub edge: Edge,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 5, edge: Edge::Nearest }
    }
}

pub struct MovingAverage;

impl Operator for MovingAverage {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "moving_average",
        title: "Centred moving average",
        terms: &["smooth", "boxcar", "mean", "running average"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_MA", "X")],
        scope: Scope::Window,
        examples: &[Example {
            note: "Nulls are passed over, never bridged.",
            params: r#"{"window": 3, "edge": "shrink"}"#,
            input: r#"{"X": [1, 2, null, 4, 5]}"#,
            output: r#"{"X_MA": [1.5, 1.5, null, 4.5, 4.5]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let smooth = in_order(input.curve("X")?, Self::halo(params), params.edge, |values| {
            Some(values.iter().sum::<f64>() / values.len() as f64)
        });
        Ok(Outputs::one("X_MA", smooth))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_odd(params.window)
    }

    fn halo(params: &Params) -> usize {
        params.window as usize / 2
    }
}
