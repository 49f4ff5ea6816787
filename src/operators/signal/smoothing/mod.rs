//! Smoothing.

pub mod median_filter;
pub mod moving_average;
pub mod savitzky_golay;
