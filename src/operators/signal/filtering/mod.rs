//! Filters and spectra.

pub mod butterworth_bandpass;
pub mod butterworth_highpass;
pub mod butterworth_lowpass;
pub mod fft_lowpass;
pub mod hilbert_envelope;
pub mod power_spectrum;
pub mod ricker_convolution;
