//! Low pass by Fourier transform.

use std::f64::consts::PI;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, Port};
use crate::operators::support::by_runs::by_runs;
use crate::operators::support::constant_step::constant_step;
use crate::operators::support::limits::ROUNDING;
use crate::operators::support::spectrum::{samples_of, spectrum};

/// Takes out what changes faster than a cutoff, by its spectrum.
///
/// ## Formula
/// The spectrum of each run is multiplied by 1 up to `cutoff * (1 - taper)`, that frequency included, by 0 from `cutoff * (1 + taper)` on, and between by half a cosine, `(1 + cos(pi * (f - cutoff * (1 - taper)) / (2 * taper * cutoff))) / 2`, which is 1/2 at the cutoff. With a taper of 0 there is nothing between: the cutoff itself passes whole, and nothing above it. A run is taken as if its end were joined to its start.
/// ## Units
/// Any; X_FFT has the unit of X. The cutoff is in 1/m, with the step of the depths in metres.
/// ## Nulls
/// Each null-free run is filtered by itself; nulls stay null. A run of one sample passes unchanged and is reported. Depths must stand at a constant step inside a run, within 1 %: a run of two samples or more with other steps, or with a sample without depth, is refused.
/// ## Source
/// scipy.fft.rfft and irfft, SciPy 1.17, 2026; the taper is that of Tukey, An Introduction to the Calculations of Numerical Spectrum Analysis, in Spectral Analysis of Time Series, Wiley, 1967.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Frequency at which half of the amplitude is left; with a taper of 0 the highest that passes.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1/m"))]
    pub cutoff: f64,
    /// Half the width of the fall around the cutoff, as a part of it; 0 cuts sharply.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub taper: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { cutoff: 0.5, taper: 0.1 }
    }
}

pub struct FftLowpass;

impl Operator for FftLowpass {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "fft_lowpass",
        title: "FFT low pass with cosine taper",
        terms: &["smooth", "fourier", "frequency", "low-pass", "spectrum"],
        inputs: &[Port::any("X")],
        outputs: &[Output::keeping("X_FFT", "X")],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "At a step of 1 m the wave of 2 m, 0.5 1/m, goes; the mean stays.",
                params: r#"{"cutoff": 0.3}"#,
                input: r#"{"X": [6, 4, 6, 4, null, 3]}"#,
                output: r#"{"X_FFT": [5, 5, 5, 5, null, 3]}"#,
            },
            Example {
                note: "At the cutoff half of the wave is left.",
                params: r#"{"cutoff": 0.5}"#,
                input: r#"{"X": [6, 4, 6, 4]}"#,
                output: r#"{"X_FFT": [5.5, 4.5, 5.5, 4.5]}"#,
            },
            Example {
                note: "Cut sharply, the cutoff itself passes.",
                params: r#"{"cutoff": 0.5, "taper": 0}"#,
                input: r#"{"X": [6, 4, 6, 4]}"#,
                output: r#"{"X_FFT": [6, 4, 6, 4]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let depth = input.depth();
        let mut uneven = None;
        let filtered =
            by_runs(input.curve("X")?, 2, |samples, run| match constant_step(depth, samples) {
                Ok(step) => lowpass(run, step, params),
                Err(problem) => {
                    uneven = Some(problem);
                    run.to_vec()
                }
            });
        match uneven {
            Some(problem) => Err(problem),
            None => Ok(filtered.output("X_FFT", 2)),
        }
    }
}

fn lowpass(run: &[f64], step: f64, params: &Params) -> Vec<f64> {
    let mut spectrum = spectrum(run);
    let per_bin = 1.0 / (run.len() as f64 * step);
    let (start, end) = (params.cutoff * (1.0 - params.taper), params.cutoff * (1.0 + params.taper));
    for (bin, value) in spectrum.iter_mut().enumerate() {
        let frequency = bin as f64 * per_bin;
        // A frequency that misses the cutoff by rounding is the cutoff.
        if frequency <= start * (1.0 + ROUNDING) {
            continue;
        }
        let gain = if frequency < end {
            0.5 * (1.0 + (PI * (frequency - start) / (end - start)).cos())
        } else {
            0.0
        };
        *value *= gain;
    }
    samples_of(spectrum, run.len())
}
