//! Sonic waveforms.
