//! Kernels that several operators share; a change here changes every operator's digest.

pub mod arrays;
pub mod bins;
pub mod gamma_ray;
pub mod image;
pub mod relaxation;
pub mod runs;
pub mod samples;
pub mod statistics;
pub mod thickness;
pub mod window;
pub mod zones;
