//! Kernels that several operators share; a change in a file changes the digest of those that use it.

pub mod exact_sum;
pub mod gamma_ray;
pub mod runs;
pub mod samples;
pub mod statistics;
pub mod thickness;
pub mod window;
pub mod zones;
