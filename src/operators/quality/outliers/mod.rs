//! Outliers.

pub mod iqr;
pub mod mad;
pub mod mahalanobis;
pub mod zscore;
