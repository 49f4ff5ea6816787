//! Fourier transforms of runs of samples.

use realfft::RealFftPlanner;
use realfft::num_complex::Complex64;

/// Returns the spectrum of samples, from frequency zero up to half the sampling frequency.
pub fn spectrum(samples: &[f64]) -> Vec<Complex64> {
    if samples.is_empty() {
        return Vec::new();
    }
    let plan = RealFftPlanner::new().plan_fft_forward(samples.len());
    let mut spectrum = plan.make_output_vec();
    plan.process(&mut samples.to_vec(), &mut spectrum).expect("both are as long as the plan says");
    spectrum
}

/// Returns the samples of a spectrum that was made of `length` of them.
pub fn samples_of(mut spectrum: Vec<Complex64>, length: usize) -> Vec<f64> {
    if length == 0 {
        return Vec::new();
    }
    let plan = RealFftPlanner::new().plan_fft_inverse(length);
    let mut samples = plan.make_output_vec();
    // It answers with an error, though with samples too, where an end of the spectrum is not real; of
    // a curve it is, but for overflow, which shows in the samples.
    _ = plan.process(&mut spectrum, &mut samples);
    for sample in &mut samples {
        *sample /= length as f64;
    }
    samples
}

/// Returns the Hilbert transform of samples: each frequency a quarter of its period late.
pub fn hilbert(samples: &[f64]) -> Vec<f64> {
    let length = samples.len();
    let mut spectrum = spectrum(samples);
    for (frequency, value) in spectrum.iter_mut().enumerate() {
        let real = frequency == 0 || 2 * frequency == length;
        *value = if real { Complex64::ZERO } else { Complex64::new(value.im, -value.re) };
    }
    samples_of(spectrum, length)
}

/// Returns the sums of products of samples with themselves, `0..=lags` further on.
pub fn autocovariances(samples: &[f64], lags: usize) -> Vec<f64> {
    // Zeros behind the samples keep the end from meeting the start.
    let mut padded = samples.to_vec();
    padded.resize((samples.len() + lags + 1).next_power_of_two(), 0.0);
    let powers = spectrum(&padded).iter().map(|value| Complex64::from(value.norm_sqr())).collect();
    let mut sums = samples_of(powers, padded.len());
    sums.truncate(lags + 1);
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spectrum_gives_its_samples_back() {
        for length in [1, 2, 5, 8] {
            let samples: Vec<f64> = (0..length).map(|at| (at * at) as f64 - 3.0).collect();
            let back = samples_of(spectrum(&samples), length);
            for (found, wanted) in back.iter().zip(&samples) {
                assert!((found - wanted).abs() < 1e-12);
            }
        }
        assert!(samples_of(spectrum(&[]), 0).is_empty());
    }

    #[test]
    fn a_cosine_becomes_a_sine() {
        let wave = |shift: f64| {
            (0..8).map(move |at| (f64::from(at) * 0.25 * std::f64::consts::PI - shift).cos())
        };
        let cosine: Vec<f64> = wave(0.0).collect();
        for (found, wanted) in hilbert(&cosine).iter().zip(wave(std::f64::consts::FRAC_PI_2)) {
            assert!((found - wanted).abs() < 1e-12);
        }
    }

    #[test]
    fn covariances_do_not_wrap() {
        let found = autocovariances(&[1.0, 2.0, 3.0], 2);
        for (found, wanted) in found.iter().zip([14.0, 8.0, 3.0]) {
            assert!((found - wanted).abs() < 1e-12);
        }
    }
}
