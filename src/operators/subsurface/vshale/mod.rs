//! Shale volume.

pub mod clavier;
pub mod gamma_ray_index;
pub mod gr_linear;
pub mod larionov_old;
pub mod larionov_tertiary;
pub mod steiber;
