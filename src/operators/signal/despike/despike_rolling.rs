//! Despiking by a rolling median.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::ranked::ranked;
use crate::operators::support::samples::map;
use crate::operators::support::statistics::deviation;
use crate::operators::support::window::{Edge, check_odd};

/// Replaces samples that differ from the rolling median more than most samples do.
///
/// ## Formula
/// `d = X - med`, with `med` the median of the window; where `abs(d) > z * std(d)`, with the standard deviation over all samples of the curve (ddof 0), X_DSP is `med`. At the ends of the curve the window is shorter.
/// ## Units
/// Any; X_DSP has the unit of X. The window counts samples.
/// ## Nulls
/// Nulls in the window are passed over; a null sample stays null; a sample is null when fewer than half of its window is valid. Such samples have no part in the standard deviation.
/// ## Source
/// welly Curve.despike, welly 0.5, 2022; the threshold is taken from the differences, as the catalogue has it, not from the curve.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of the window; odd, so that it has a middle.
    #[schemars(range(min = 1, max = 10001), extend("x-unit" = "samples"))]
    pub window: u32,
    /// Standard deviations beyond which a sample is a spike.
    #[schemars(range(min = 1.0, max = 10.0), extend("x-unit" = "1"))]
    pub z: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { window: 11, z: 2.0 }
    }
}

pub struct DespikeRolling;

impl Operator for DespikeRolling {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "despike_rolling",
        title: "Despike by rolling mean",
        terms: &["spike", "outlier", "median", "clean"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_DSP", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Differences 0 0 0 8 0 0, their standard deviation 2.98: only the 9 goes.",
                params: r#"{"window": 3}"#,
                input: r#"{"X": [1, 1, 1, 9, 1, 1, null]}"#,
                output: r#"{"X_DSP": [1, 1, 1, 1, 1, 1, null]}"#,
            },
            Example {
                note: "A spike on the first sample is found, and does not spread.",
                params: r#"{"window": 5, "z": 1.5}"#,
                input: r#"{"X": [9, 1, 2, 1, 2, 1]}"#,
                output: r#"{"X_DSP": [2, 1, 2, 1, 2, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let half = params.window as usize / 2;
        let medians = ranked::<1>(curve, half, Edge::Shrink, |window, _| window.median());
        let differences = map([curve, &medians], |[sample, median]| sample - median);
        let known: Vec<f64> = differences.iter().flatten().collect();
        let limit = params.z * deviation(&known, 0).unwrap_or_default();
        let cleaned =
            map(
                [curve, &medians],
                |[sample, median]| {
                    if (sample - median).abs() > limit { median } else { sample }
                },
            );
        let replaced = known.iter().filter(|difference| difference.abs() > limit).count();
        Ok(Outputs::one("X_DSP", cleaned).note(format!("{replaced} samples replaced")))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        check_odd(params.window)
    }
}
