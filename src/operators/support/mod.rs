
pub mod cut_offs;
pub mod eaton;
pub mod gamma_ray;
pub mod integral;
pub mod pay_sums;
pub mod runs;
pub mod samples;
pub mod statistics;
pub mod thickness;
pub mod window;
pub mod zones;
