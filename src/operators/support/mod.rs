//! Kernels that several operators share; a change here changes every operator's digest.

pub mod gamma_ray;
pub mod passey;
pub mod root;
pub mod runs;
pub mod samples;
pub mod saturation;
pub mod statistics;
pub mod thickness;
pub mod window;
pub mod zones;
