//! Array curves: images, NMR, waveforms.

pub mod image;
pub mod nmr;
pub mod normalise;
pub mod reduce;
pub mod reshape;
pub mod waveform;
