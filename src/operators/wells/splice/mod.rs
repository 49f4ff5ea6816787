//! Splicing and merging.
