
pub mod cut_offs;
pub mod gamma_ray;
pub mod pay_sums;
pub mod runs;
pub mod samples;
pub mod statistics;
pub mod thickness;
pub mod window;
pub mod zones;
