//! Normalisation.

pub mod log10_transform;
pub mod normalise_minmax;
pub mod normalise_percentile;
pub mod normalise_quantile;
pub mod robust_scale;
pub mod standardise_zscore;
