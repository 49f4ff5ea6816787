//! Shale volume.

pub mod clavier;
pub mod computed_gr;
pub mod gamma_ray_index;
pub mod gr_linear;
pub mod larionov_old;
pub mod larionov_tertiary;
pub mod minimum;
pub mod neutron_density;
pub mod resistivity;
pub mod sp;
pub mod spectral_gr;
pub mod steiber;
pub mod thorium;
