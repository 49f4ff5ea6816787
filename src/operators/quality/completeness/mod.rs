//! Completeness.
