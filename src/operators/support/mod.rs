//! Kernels that several operators share; a change here changes every operator's digest.

pub mod gamma_ray;
pub mod intervals;
pub mod runs;
pub mod samples;
pub mod statistics;
pub mod survey;
pub mod thickness;
pub mod window;
pub mod zones;
