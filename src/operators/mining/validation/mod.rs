//! Interval tables.
