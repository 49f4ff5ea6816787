//! Synthetic by Ricker wavelet.

use std::f64::consts::PI;

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, Output, Port};
use crate::operators::support::convolution::correlate;

/// Makes a synthetic trace of reflection coefficients and a Ricker wavelet.
///
/// ## Formula
/// `w(t) = (1 - 2 * pi^2 * f^2 * t^2) * exp(-pi^2 * f^2 * t^2)`, `SYN[i] = sum(w(k * dt) * RC[i - k])` for `k * dt` within half of length to each side
/// ## Units
/// RC and SYN are numbers without unit; RC is sampled in two-way time, one sample each dt seconds. f in Hz, dt and length in s.
/// ## Nulls
/// A null coefficient counts as 0, as no reflection. Where RC has no value at all SYN has none.
/// ## Source
/// Ricker, The Form and Laws of Propagation of Seismic Wavelets, Geophysics 18, 1953; bruges.filters.ricker, 2021, with numpy.convolve(mode="same"). The trace is as long as RC also where the wavelet is longer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Frequency at which the wavelet is strongest.
    #[schemars(range(min = 5.0, max = 120.0), extend("x-unit" = "Hz"))]
    pub f: f64,
    /// Time from sample to sample.
    #[schemars(range(min = 0.0001, max = 0.1), extend("x-unit" = "s"))]
    pub dt: f64,
    /// Length of the wavelet.
    #[schemars(range(min = 0.001, max = 1.0), extend("x-unit" = "s"))]
    pub length: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { f: 30.0, dt: 0.002, length: 0.128 }
    }
}

pub struct RickerConvolution;

impl Operator for RickerConvolution {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "ricker_convolution",
        title: "Synthetic by Ricker wavelet",
        terms: &["seismic", "wavelet", "synthetic seismogram", "reflection"],
        inputs: &[Port::curve("RC", NUMBER)],
        outputs: &[Output::curve("SYN", NUMBER)],
        scope: Scope::Well,
        examples: &[Example {
            note: "One reflection gives the wavelet itself; the null reflects nothing.",
            params: r#"{"dt": 0.01, "length": 0.04}"#,
            input: r#"{"RC": [0, 0, 1, null, 0]}"#,
            output: r#"{"SYN": [-0.17486048900510937, -0.31943995607776215, 1.0, -0.31943995607776215, -0.17486048900510937]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let coefficients = input.curve("RC")?;
        let length = coefficients.len();
        if coefficients.null_count() == length {
            return Ok(Outputs::one("SYN", coefficients.clone()));
        }
        let wavelet = wavelet(params);
        let half = wavelet.len() / 2;
        let mut padded = vec![0.0; half];
        padded.extend(coefficients.iter().map(Option::unwrap_or_default));
        padded.resize(length + 2 * half, 0.0);
        Ok(Outputs::one("SYN", Float64Array::from(correlate(&padded, &wavelet))))
    }
}

/// Returns the wavelet, which is the same from both ends, so that convolution is correlation.
fn wavelet(params: &Params) -> Vec<f64> {
    // Just under a whole number of samples is that number: 0.128 / 0.002 carries rounding.
    let half = ((params.length / params.dt + 1e-9).floor() / 2.0) as i32;
    (-half..=half)
        .map(|sample| {
            let square = (PI * params.f * f64::from(sample) * params.dt).powi(2);
            (1.0 - 2.0 * square) * (-square).exp()
        })
        .collect()
}
