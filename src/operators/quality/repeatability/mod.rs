//! Repeatability.
