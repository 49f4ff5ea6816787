//! Plausibility.

pub mod range_check;
pub mod unit_plausibility;
