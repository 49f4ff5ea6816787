//! Depth index and coverage.

pub mod coverage;
pub mod regularise;
