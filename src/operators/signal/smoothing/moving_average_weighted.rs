//! Weighted moving average.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::convolution::correlate;
use crate::operators::support::rolling::Windows;
use crate::operators::support::window::Edge;

/// Smooths a curve by the weighted mean of a centred window.
///
/// ## Formula
/// `X_WMA[i] = sum(weights[k] * X[i + h - k]) / sum(weights[k])` over the valid samples, with `h` half the number of weights. As in every convolution the first weight meets the deepest sample of the window; equal from both ends, as usual, it makes no difference.
/// ## Units
/// Any; X_WMA has the unit of X. Weights are numbers of which only the ratios matter.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid. At the ends of the curve the window is shorter.
/// ## Source
/// numpy.convolve(mode="same") with weights that sum to 1, NumPy 2.4, 2026, where the whole window is there.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Weight of each sample of the window: an odd number of them, up to 10001, each from 0 to below 1e100, not all zero.
    pub weights: Vec<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self { weights: vec![1.0, 2.0, 3.0, 2.0, 1.0] }
    }
}

pub struct MovingAverageWeighted;

impl Operator for MovingAverageWeighted {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "moving_average_weighted",
        title: "Weighted moving average",
        terms: &["smooth", "triangular", "kernel", "convolution"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_WMA", "X")],
        scope: Scope::Window,
        examples: &[Example {
            note: "In the middle (4 + 2 * 8 + 0) / 4; beside the null and at the end two of three weights.",
            params: r#"{"weights": [1, 2, 1]}"#,
            input: r#"{"X": [4, 8, 0, null, 6]}"#,
            output: r#"{"X_WMA": [5.333333333333333, 5, 2.6666666666666665, null, 6]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let windows = Windows::new(curve, Self::halo(params), Edge::Shrink);
        let weights: Vec<f64> = params.weights.iter().rev().copied().collect();
        let sums = correlate(&windows.padded(), &weights);
        let there: Vec<f64> = (0..curve.len() + windows.width() - 1)
            .map(|place| if windows.at(place).is_some() { 1.0 } else { 0.0 })
            .collect();
        let totals = correlate(&there, &weights);
        let means = sums.iter().zip(&totals).map(|(sum, total)| sum / total).collect();
        Ok(Outputs::one("X_WMA", windows.judged(means, &windows.counts())))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let weights = &params.weights;
        let mut broken = Vec::new();
        let mut refuse = |wanted: &str, hint: &str| {
            let found = format!("{weights:?}");
            broken.push(BrokenRule::new("weights", found, wanted, hint));
        };
        if weights.len().is_multiple_of(2) || weights.len() > 10_001 {
            refuse("an odd number of weights, up to 10001", "add or leave out one at an end");
        }
        if weights.iter().any(|weight| !(0.0..1e100).contains(weight)) {
            let hint =
                "write how much each sample counts beside the others; only the ratios matter";
            refuse("weights from 0 to below 1e100", hint);
        } else if weights.iter().all(|weight| *weight == 0.0) {
            refuse("a weight above 0", "give at least the middle sample a weight");
        }
        broken
    }

    fn halo(params: &Params) -> usize {
        params.weights.len() / 2
    }
}
