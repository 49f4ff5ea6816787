//! Rolling percentile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::ranked::ranked;
use crate::operators::support::window::{Edge, check_odd};

/// Returns a percentile of a centred window.
///
/// ## Formula
/// `X_PCT[i]` is the percentile q of the valid samples of the window, interpolated linearly between the two nearest; at the ends of the curve the window is shorter
/// ## Units
/// Any; X_PCT has the unit of X. q in percent; the window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid.
/// ## Source
/// numpy.percentile(method="linear"), NumPy 2.4, 2026, as for every percentile here; not the nearest rank of scipy.ndimage.percentile_filter.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd, so that it has a middle.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
    /// Percentile: 50 is the median.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "%"))]
    pub q: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 11, q: 50.0 }
    }
}

pub struct RollingPercentile;

impl Operator for RollingPercentile {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rolling_percentile",
        title: "Rolling percentile",
        terms: &["quantile", "rank", "baseline", "moving", "minimum", "maximum"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_PCT", "X")],
        scope: Scope::Window,
        examples: &[
            Example {
                note: "A quarter of the way from the least to the largest of three is half way to the middle.",
                params: r#"{"window": 3, "q": 25}"#,
                input: r#"{"X": [0, 8, 4, null, 2]}"#,
                output: r#"{"X_PCT": [2, 2, 5, null, 2]}"#,
            },
            Example {
                note: "The largest of each window.",
                params: r#"{"window": 3, "q": 100}"#,
                input: r#"{"X": [0, 8, 4, 3]}"#,
                output: r#"{"X_PCT": [8, 8, 8, 4]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let half = Self::halo(params);
        let percentiles = ranked::<1>(input.curve("X")?, half, Edge::Shrink, |window, _| {
            window.percentile(params.q)
        });
        Ok(Outputs::one("X_PCT", percentiles))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_odd(params.window)
    }

    fn halo(params: &Params) -> usize {
        params.window as usize / 2
    }
}
