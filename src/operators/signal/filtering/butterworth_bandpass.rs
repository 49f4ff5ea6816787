//! Zero-phase Butterworth band pass.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::butterworth::{Band, Butterworth};
use crate::operators::support::butterworth_cutoff::CutoffUnit;
use crate::operators::support::by_runs::by_runs;

/// Takes out what changes more slowly or faster than a band, without moving anything.
///
/// ## Formula
/// Butterworth band pass, of the given order at each end of the band, designed by the bilinear transform as sections of second order. The filter is run downwards and then upwards, so that nothing is delayed and the attenuation counts twice: at the cutoff half of the amplitude is left. Before filtering, 3 * (poles + 1) samples are put before each end: the run turned about its end sample.
/// ## Units
/// Any; X_BP has the unit of X. A cutoff is a fraction of the Nyquist frequency, which is half a sample per step; with cutoff_unit per_metre it is in 1/m, and the step is the median of the depths: without two different depths it is refused, and so is one that is not below `1 / (2 * step)`.
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
    /// Lower end of the band, where half of the amplitude is left; in the unit of cutoff_unit.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub low: f64,
    /// Upper end of the band; above low, and below 1 of nyquist.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub high: f64,
    /// What low and high are measured in.
    pub cutoff_unit: CutoffUnit,
}

impl Default for Params {
    fn default() -> Self {
        Self { order: 4, low: 0.05, high: 0.3, cutoff_unit: CutoffUnit::Nyquist }
    }
}

pub struct ButterworthBandpass;

impl Operator for ButterworthBandpass {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "butterworth_bandpass",
        title: "Zero-phase Butterworth band pass",
        terms: &["band-pass", "frequency", "sosfiltfilt", "cycles"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_BP", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "What does not change vanishes; a run too short for the filter passes.",
                params: r#"{"order": 1, "low": 0.2, "high": 0.5}"#,
                input: r#"{"X": [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, null, 1, 5, 2]}"#,
                output: r#"{"X_BP": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, 1, 5, 2]}"#,
            },
            Example {
                note: "scipy.signal.sosfiltfilt(butter(1, [0.2, 0.5], \"band\", output=\"sos\"), x).",
                params: r#"{"order": 1, "low": 0.2, "high": 0.5}"#,
                input: r#"{"X": [0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0]}"#,
                output: r#"{"X_BP": [0.0003668827675798181, -0.5472761881259702, -1.1848639593530967, -1.1774888583109584, 0.9452782230606831, 2.7406238461983294, 0.9455484021294718, -1.1763624736051241, -1.1827913754036377, -0.5462396258740394, -0.003908407922957463]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let fraction = |name, edge| params.cutoff_unit.fraction(name, edge, input.depth());
        let band = Band::Between(fraction("low", params.low)?, fraction("high", params.high)?);
        let filter = Butterworth::new(params.order, band);
        let shortest = filter.shortest();
        let filtered = by_runs(curve, shortest, |_, run| filter.there_and_back(run));
        Ok(filtered.output("X_BP", shortest))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let mut broken = params.cutoff_unit.check(&[("low", params.low), ("high", params.high)]);
        if params.high <= params.low {
            let wanted = format!("more than low, which is {}", params.low);
            let hint = "raise high or lower low";
            broken.push(BrokenRule::new("high", params.high, wanted, hint));
        }
        broken
    }
}
