//! Completeness.

pub mod gap_detect;
pub mod null_fraction;
pub mod quality_summary;
pub mod score;
