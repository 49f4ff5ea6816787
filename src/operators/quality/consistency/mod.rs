//! Consistency between curves.
