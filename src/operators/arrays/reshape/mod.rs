//! Reshaping arrays.

pub mod from_curves;
pub mod resample_bins;
pub mod slice;
pub mod to_curves;
