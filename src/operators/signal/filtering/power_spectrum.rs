//! Power spectrum.

use std::f64::consts::PI;

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::known_step::known_step;
use crate::operators::support::line::Line;
use crate::operators::support::runs::longest_run;
use crate::operators::support::spectrum::spectrum;

/// Estimates how the variance of a curve spreads over frequencies.
///
/// ## Formula
/// Welch: the run is cut into segments of nperseg samples that overlap by half, the mean, or the line, is taken out of each, each is multiplied by the window `w`, and the squared spectra are averaged: `power = 2 * abs(rfft(w * x))^2 * step / sum(w^2)`, without the 2 at frequency zero and at half the sampling frequency. A run shorter than nperseg is one segment.
/// ## Units
/// frequency in 1/m; power in the unit of X, squared, times metres. The step is the median of the depths of the run; a run without two different depths has none, and is refused.
/// ## Nulls
/// The longest null-free run is taken, the first of several; its length is reported. Without any, and of a run of one sample, the table is empty.
/// ## Source
/// scipy.signal.welch with scaling density, SciPy 1.17, 2026; Welch, The Use of Fast Fourier Transform for the Estimation of Power Spectra, IEEE Transactions on Audio and Electroacoustics 15, 1967.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of a segment; longer ones part frequencies better, more of them settle the power.
    #[schemars(range(min = 2, max = 1000000), extend("x-unit" = "samples"))]
    pub nperseg: u32,
    /// What each segment is multiplied by, so that its ends do not matter.
    pub window: Taper,
    /// What is taken out of each segment first.
    pub detrend: Detrend,
}

/// The window of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Taper {
    /// A raised cosine that reaches zero.
    Hann,
    /// A raised cosine that does not quite reach zero.
    Hamming,
    /// Three cosines: what leaks is least, the peaks are widest.
    Blackman,
    /// Nothing: every sample counts alike.
    Boxcar,
}

/// What is taken out of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Detrend {
    /// Its mean.
    Constant,
    /// Its line of least squares.
    Linear,
    /// Nothing.
    None,
}

impl Default for Params {
    fn default() -> Self {
        Self { nperseg: 256, window: Taper::Hann, detrend: Detrend::Constant }
    }
}

pub struct PowerSpectrum;

impl Operator for PowerSpectrum {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "power_spectrum",
        title: "Power spectrum",
        terms: &["fourier", "frequency", "welch", "periodogram", "cycles"],
        inputs: &[Port::any("X")],
        outputs: &[
            Output::curve("frequency", "1/m").in_table("spectrum"),
            Output::keeping("power", "X").in_unit("({})2.m").in_table("spectrum"),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "A wave of 2 m at a step of 1 m: all power at 0.5 1/m, 16 * 16 * 1 / (16 * 4) there.",
            params: r#"{"nperseg": 4, "window": "boxcar"}"#,
            input: r#"{"X": [null, 5, 3, 5, 3]}"#,
            output: r#"{"frequency": [0, 0.25, 0.5], "power": [0, 0, 4]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curve = input.curve("X")?;
        let run = longest_run(curve);
        let depth = input.depth().slice(run.start, run.len());
        let samples = &curve.values()[run];
        let (frequencies, powers) = if samples.len() < 2 {
            (Vec::new(), Vec::new())
        } else {
            let what = "without a step there are no frequencies";
            welch(samples, known_step(&depth, what, "give the samples their depths")?, params)
        };
        Ok(Outputs::one("frequency", Float64Array::from(frequencies))
            .with("power", Float64Array::from(powers))
            .note(format!("longest null-free run: {} samples", samples.len())))
    }
}

/// Returns frequencies and powers of two samples or more.
fn welch(samples: &[f64], step: f64, params: &Params) -> (Vec<f64>, Vec<f64>) {
    let length = samples.len().min(params.nperseg as usize);
    let weights: Vec<f64> = (0..length).map(|place| params.window.weight(place, length)).collect();
    let scale = step / weights.iter().map(|weight| weight * weight).sum::<f64>();
    let mut powers = vec![0.0; length / 2 + 1];
    let hop = length - length / 2;
    let starts = (0..samples.len() - length + 1).step_by(hop);
    let segments = starts.len() as f64;
    for start in starts {
        let mut segment = samples[start..start + length].to_vec();
        params.detrend.apply(&mut segment);
        segment.iter_mut().zip(&weights).for_each(|(sample, weight)| *sample *= weight);
        for (power, value) in powers.iter_mut().zip(spectrum(&segment)) {
            *power += value.norm_sqr();
        }
    }
    for (bin, power) in powers.iter_mut().enumerate() {
        let alone = bin == 0 || 2 * bin == length;
        *power *= if alone { 1.0 } else { 2.0 } * scale / segments;
    }
    let per_bin = 1.0 / (length as f64 * step);
    ((0..powers.len()).map(|bin| bin as f64 * per_bin).collect(), powers)
}

impl Taper {
    /// Returns the weight of a sample of a segment, which is taken as one period of the window.
    fn weight(self, place: usize, length: usize) -> f64 {
        let turn = 2.0 * PI * place as f64 / length as f64;
        match self {
            Self::Hann => 0.5 - 0.5 * turn.cos(),
            Self::Hamming => 0.54 - 0.46 * turn.cos(),
            Self::Blackman => 0.42 - 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos(),
            Self::Boxcar => 1.0,
        }
    }
}

impl Detrend {
    fn apply(self, segment: &mut [f64]) {
        let line = match self {
            Self::None => return,
            Self::Constant => Line::level(segment.iter().copied().enumerate()),
            Self::Linear => Line::through(segment.iter().copied().enumerate()),
        };
        for (place, sample) in segment.iter_mut().enumerate() {
            *sample -= line.at(place);
        }
    }
}
