//! Plausibility.
