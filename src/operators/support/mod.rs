//! Kernels that several operators share; a change in a file changes the digest of those that use it.

pub mod arrays;
pub mod bins;
pub mod cut_offs;
pub mod eaton;
pub mod exact_sum;
pub mod gamma_ray;
pub mod gassmann;
pub mod image;
pub mod integral;
pub mod intervals;
pub mod moduli;
pub mod passey;
pub mod pay_sums;
pub mod relaxation;
pub mod root;
pub mod runs;
pub mod samples;
pub mod saturation;
pub mod several;
pub mod statistics;
pub mod survey;
pub mod thickness;
pub mod window;
pub mod zones;
