//! Spikes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, Output, Port};
use crate::operators::support::ranked::ranked;
use crate::operators::support::robust::SIGMA_PER_MAD;
use crate::operators::support::samples::flag;
use crate::operators::support::window::Edge;

/// Flags the samples that stand too far from the median of their neighbourhood.
///
/// ## Formula
/// `SPK = 1 where abs(X - med) > n_sigma * 1.4826 * MAD, else 0`, with median `med` and median absolute deviation `MAD` of the `2 * half_window + 1` samples around; at the ends of the curve the window is shorter.
/// ## Units
/// Any; SPK is 1 for a spike and 0 otherwise. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid. Where `MAD` is zero every sample that differs from the median is a spike.
/// ## Source
/// Hampel, The Influence Curve and its Role in Robust Estimation, Journal of the American Statistical Association 69, 1974.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Samples on each side of the middle one.
    #[schemars(range(min = 1, max = 5000), extend("x-unit" = "samples"))]
    pub half_window: u32,
    /// Distance from the median beyond which a sample is a spike, in robust standard deviations.
    #[schemars(range(min = 1.0, max = 20.0), extend("x-unit" = "1"))]
    pub n_sigma: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { half_window: 5, n_sigma: 4.0 }
    }
}

pub struct SpikeFlag;

impl Operator for SpikeFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "spike_flag",
        title: "Spike flag",
        terms: &["hampel", "despike", "outlier", "spk"],
        inputs: &[Port::any("X")],
        outputs: &[Output::curve("SPK", FLAG).measures(Quantity::Flag)],
        scope: Scope::Window,
        examples: &[Example {
            note: "Only the 9 stands out of its neighbours.",
            params: r#"{"half_window": 2}"#,
            input: r#"{"X": [1, 1.1, 0.9, 1, 9, 1.05, null, 0.95]}"#,
            output: r#"{"SPK": [0, 0, 0, 0, 1, 0, null, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let half = Self::halo(params);
        let flags = ranked::<3>(input.curve("X")?, half, Edge::Shrink, |window, sample| {
            let median = window.median();
            let limit = params.n_sigma * SIGMA_PER_MAD * window.median_deviation(median);
            flag((sample - median).abs() > limit)
        });
        Ok(Outputs::one("SPK", flags))
    }

    fn halo(params: &Params) -> usize {
        params.half_window as usize
    }
}
