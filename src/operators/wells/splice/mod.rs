//! Splicing and merging.

pub mod merge_index;
pub mod splice_runs;
