//! Grade.

pub mod accumulation;
pub mod cutoff_flag;
pub mod declustering;
pub mod detection_limit;
pub mod metal_equivalent;
pub mod significant_intercept;
pub mod top_cut;
pub mod true_thickness;
