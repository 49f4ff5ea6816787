//! Kernels that several operators share; a change here changes every operator's digest.

pub mod average;
pub mod butterworth;
pub mod butterworth_cutoff;
pub mod by_runs;
pub mod constant_step;
pub mod convolution;
pub mod gamma_ray;
pub mod gradient;
pub mod index;
pub mod interpolation;
pub mod line;
pub mod moving_sum;
pub mod ranked;
pub mod rolling;
pub mod runs;
pub mod samples;
pub mod shift;
pub mod spectrum;
pub mod statistics;
pub mod thickness;
pub mod window;
pub mod zones;
