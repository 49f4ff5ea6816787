//! Derivatives, integrals and trends.

pub mod cumulative_integral;
pub mod first_derivative;
pub mod detrend_linear;
pub mod second_derivative;
