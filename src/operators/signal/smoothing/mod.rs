//! Smoothing.

pub mod median_filter;
pub mod moving_average;
pub mod moving_average_v1;
pub mod savitzky_golay;
