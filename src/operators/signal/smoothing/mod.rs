//! Smoothing.

pub mod exponential_smoothing;
pub mod gaussian_filter;
pub mod median_filter;
pub mod moving_average;
pub mod moving_average_v1;
pub mod moving_average_weighted;
pub mod savitzky_golay;
