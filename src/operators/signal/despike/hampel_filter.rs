//! Hampel identifier.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::ranked::ranked;
use crate::operators::support::robust::SIGMA_PER_MAD;
use crate::operators::support::samples::NULL;
use crate::operators::support::window::Edge;

/// Replaces samples that stand too far from the median of their neighbourhood.
///
/// ## Formula
/// Replaced where `abs(X - med) > n_sigma * 1.4826 * MAD`, with median `med` and median absolute deviation `MAD` of the `2 * half_window + 1` samples around; at the ends of the curve the window is shorter.
/// ## Units
/// Any; X_HMP has the unit of X. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid. Where `MAD` is zero every sample that differs from the median is replaced.
/// ## Source
/// Hampel, The Influence Curve and its Role in Robust Estimation, Journal of the American Statistical Association 69, 1974; Pearson et al., Generalized Hampel Filters, EURASIP Journal on Advances in Signal Processing, 2016.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Samples on each side of the middle one.
    #[schemars(range(min = 1, max = 5000), extend("x-unit" = "samples"))]
    pub half_window: u32,
    /// Distance from the median beyond which a sample is a spike, in robust standard deviations.
    #[schemars(range(min = 1.0, max = 10.0), extend("x-unit" = "1"))]
    pub n_sigma: f64,
    /// What takes the place of a spike.
    pub replace: Replacement,
}

/// What takes the place of a spike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// The median of the window.
    Median,
    /// Nothing: the sample becomes null.
    Null,
}

impl Default for Params {
    fn default() -> Self {
        Self { half_window: 5, n_sigma: 3.0, replace: Replacement::Median }
    }
}

pub struct HampelFilter;

impl Operator for HampelFilter {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "hampel_filter",
        title: "Hampel identifier and replace",
        terms: &["despike", "outlier", "mad", "robust"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_HMP", "X")],
        scope: Scope::Window,
        examples: &[Example {
            note: "Only the spike is touched.",
            params: r#"{"half_window": 2}"#,
            input: r#"{"X": [1, 1.1, 0.9, 1, 9, 1.05, 0.95]}"#,
            output: r#"{"X_HMP": [1, 1.1, 0.9, 1, 1, 1.05, 0.95]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let half = Self::halo(params);
        let cleaned = ranked::<3>(input.curve("X")?, half, Edge::Shrink, |window, sample| {
            let median = window.median();
            let (apart, factor) = ((sample - median).abs(), params.n_sigma * SIGMA_PER_MAD);
            // Most samples lie well within the limit, which need not be known for them; what division
            // and product may round is left to those that ask.
            if window.deviates_by(median, apart / factor * (1.0 + 1e-12)) {
                return sample;
            }
            let limit = factor * window.median_deviation(median);
            match params.replace {
                _ if apart <= limit => sample,
                Replacement::Median => median,
                Replacement::Null => NULL,
            }
        });
        Ok(Outputs::one("X_HMP", cleaned))
    }

    fn halo(params: &Params) -> usize {
        params.half_window as usize
    }
}
