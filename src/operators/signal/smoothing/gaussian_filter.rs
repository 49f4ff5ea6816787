//! Gaussian filter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::by_runs::by_runs;
use crate::operators::support::convolution::{correlate, extended};
use crate::operators::support::window::Edge;

/// Smooths a curve by a bell of weights.
///
/// ## Formula
/// `X_GAU[i] = sum(w[k] * X[i + k])` for `k = -r .. r`, with `w[k]` proportional to `exp(-k^2 / (2 * sigma^2))`, `sum(w) = 1` and `r = int(truncate * sigma + 0.5)`
/// ## Units
/// Any; X_GAU has the unit of X. sigma counts samples.
/// ## Nulls
/// Each null-free run is filtered by itself; nulls stay null. No run is too short, since its ends are mirrored or repeated as often as it takes; with edge shrink the weights of the samples that are there are made to sum to 1.
/// ## Source
/// scipy.ndimage.gaussian_filter1d, SciPy 1.17, 2026, for the edges reflect and nearest.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Standard deviation of the bell.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "samples"))]
    pub sigma: f64,
    /// Reach of the window to each side, in standard deviations.
    #[schemars(range(min = 0.5, max = 10.0), extend("x-unit" = "1"))]
    pub truncate: f64,
    /// What the window sees beyond the ends of a run.
    pub edge: Edge,
}

impl Default for Params {
    fn default() -> Self {
        Self { sigma: 1.0, truncate: 4.0, edge: Edge::Reflect }
    }
}

pub struct GaussianFilter;

impl Operator for GaussianFilter {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "gaussian_filter",
        title: "Gaussian filter",
        terms: &["smooth", "blur", "bell", "low pass"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_GAU", "X")],
        scope: Scope::Window,
        examples: &[
            Example {
                note: "A single bed spreads into the weights themselves.",
                params: r#"{"truncate": 2}"#,
                input: r#"{"X": [0, 0, 0, 1, 0, 0, 0]}"#,
                output: r#"{"X_GAU": [0, 0.05448868454964294, 0.24420134200323332, 0.40261994689424746, 0.24420134200323332, 0.05448868454964294, 0]}"#,
            },
            Example {
                note: "Each run by itself: a null is never bridged.",
                params: "{}",
                input: r#"{"X": [5, 5, null, 9]}"#,
                output: r#"{"X_GAU": [5, 5, null, 9]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (reach, weights) = (Self::halo(params), weights(params));
        let smooth = by_runs(input.curve("X")?, 1, |_, run| match params.edge {
            Edge::Shrink => {
                let padded = |run: Vec<f64>| {
                    let mut padded = vec![0.0; reach];
                    padded.extend(run);
                    padded.resize(padded.len() + reach, 0.0);
                    padded
                };
                let sums = correlate(&padded(run.to_vec()), &weights);
                let totals = correlate(&padded(vec![1.0; run.len()]), &weights);
                sums.iter().zip(&totals).map(|(sum, total)| sum / total).collect()
            }
            edge => correlate(&extended(run, reach, edge), &weights),
        });
        Ok(Outputs::one("X_GAU", smooth.curve))
    }

    fn halo(params: &Params) -> usize {
        (params.truncate * params.sigma + 0.5) as usize
    }
}

fn weights(params: &Params) -> Vec<f64> {
    let reach = GaussianFilter::halo(params) as i32;
    let bell = |place: i32| (-0.5 * (f64::from(place) / params.sigma).powi(2)).exp();
    let total: f64 = (-reach..=reach).map(bell).sum();
    (-reach..=reach).map(|place| bell(place) / total).collect()
}
