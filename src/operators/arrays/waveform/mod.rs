//! Sonic waveforms.

pub mod semblance;
