//! Rolling statistics and correlation.

pub mod autocorrelation;
pub mod rolling_percentile;
pub mod rolling_std;
