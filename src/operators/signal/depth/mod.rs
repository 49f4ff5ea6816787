//! Depth shifts.

pub mod cross_correlation_shift;
pub mod depth_shift_constant;
pub mod depth_shift_tie_points;
