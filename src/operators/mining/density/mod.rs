//! Density of samples.

pub mod dry_archimedes;
