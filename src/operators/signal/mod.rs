//! Curves as signals.

pub mod depth;
pub mod derivative;
pub mod despike;
pub mod filtering;
pub mod normalise;
pub mod resample;
pub mod smoothing;
pub mod statistics;
pub mod upscale;
