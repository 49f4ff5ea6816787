//! Zero-phase Butterworth low pass.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::butterworth::{Band, Butterworth};
use crate::operators::support::butterworth_cutoff::CutoffUnit;
use crate::operators::support::by_runs::by_runs;

/// Takes out what changes faster than a cutoff, without moving anything.
///
/// ## Formula
/// Butterworth low pass of the given order, designed by the bilinear transform as sections of second order. The filter is run downwards and then upwards, so that nothing is delayed and the attenuation counts twice: at the cutoff half of the amplitude is left. Before filtering, 3 * (poles + 1) samples are put before each end: the run turned about its end sample.
/// ## Units
/// Any; X_LP has the unit of X. A cutoff is a fraction of the Nyquist frequency, which is half a sample per step; with cutoff_unit per_metre it is in 1/m, and the step is the median of the depths: without two different depths it is refused, and so is one that is not below `1 / (2 * step)`.
/// ## Nulls
/// Each null-free run is filtered by itself; nulls stay null. A run shorter than 3 * (2 * sections + 1) samples, or not longer than its padding, passes unchanged and is reported.
/// ## Source
/// scipy.signal.butter(output="sos") and sosfiltfilt with their defaults, SciPy 1.17, 2026; Butterworth, On the Theory of Filter Amplifiers, Experimental Wireless 7, 1930.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Order of the filter.
    #[schemars(range(min = 1, max = 10), extend("x-unit" = "1"))]
    pub order: u32,
    /// Where half of the amplitude is left, in the unit of cutoff_unit; below 1 of nyquist.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub cutoff: f64,
    /// What the cutoff is measured in.
    pub cutoff_unit: CutoffUnit,
}

impl Default for Params {
    fn default() -> Self {
        Self { order: 4, cutoff: 0.1, cutoff_unit: CutoffUnit::Nyquist }
    }
}

pub struct ButterworthLowpass;

impl Operator for ButterworthLowpass {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "butterworth_lowpass",
        title: "Zero-phase Butterworth low pass",
        terms: &["smooth", "low-pass", "frequency", "sosfiltfilt"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_LP", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "What does not change passes; so does a run too short for the filter.",
                params: r#"{"order": 1, "cutoff": 0.5}"#,
                input: r#"{"X": [7, 7, 7, 7, 7, 7, 7, 7, 7, null, 1, 5, 2]}"#,
                output: r#"{"X_LP": [7, 7, 7, 7, 7, 7, 7, 7, 7, null, 1, 5, 2]}"#,
            },
            Example {
                note: "scipy.signal.sosfiltfilt(butter(1, 0.5, output=\"sos\"), x).",
                params: r#"{"order": 1, "cutoff": 0.5}"#,
                input: r#"{"X": [0, 0, 0, 0, 0, 8, 0, 0, 0, 0]}"#,
                output: r#"{"X_LP": [2.1084395886461046e-81, 3.42113882891801e-49, 6.162975822039154e-33, 1.1102230246251564e-16, 1.9999999999999998, 3.999999999999999, 1.9999999999999996, 1.1102230246251563e-16, 6.1629758220391534e-33, -3.7982270983039195e-65]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let cutoff = params.cutoff_unit.fraction("cutoff", params.cutoff, input.depth())?;
        let filter = Butterworth::new(params.order, Band::Below(cutoff));
        let shortest = filter.shortest();
        let filtered = by_runs(curve, shortest, |_, run| filter.there_and_back(run));
        Ok(filtered.output("X_LP", shortest))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        params.cutoff_unit.check(&[("cutoff", params.cutoff)])
    }
}
