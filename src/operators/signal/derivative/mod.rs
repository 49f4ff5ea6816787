//! Derivatives, integrals and trends.

pub mod cumulative_integral;
pub mod derivative;
pub mod detrend_linear;
pub mod second_derivative;
