//! Kernels that several operators share; a change here changes every operator's digest.

pub mod gamma_ray;
pub mod runs;
pub mod samples;
pub mod window;
