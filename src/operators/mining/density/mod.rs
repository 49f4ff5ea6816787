//! Density of samples.
