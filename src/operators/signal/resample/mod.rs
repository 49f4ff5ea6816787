//! Resampling and gaps.

pub mod fill_gaps;
pub mod resample_linear;
pub mod resample_nearest;
pub mod resample_spline;
