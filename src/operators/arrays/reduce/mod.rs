//! From arrays to curves.
