//! Interval tables.

pub mod interval_merge;
pub mod overlap_check;
