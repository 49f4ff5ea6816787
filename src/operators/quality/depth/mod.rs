//! Depth index checks.

pub mod duplicate_flag;
pub mod header_mismatch;
pub mod monotonic_check;
pub mod step_check;
