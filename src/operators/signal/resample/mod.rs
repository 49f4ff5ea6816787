//! Resampling and gaps.
