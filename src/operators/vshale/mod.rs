//! Shale volume.

mod clavier;
mod gamma_ray_index;
mod gr_linear;
mod larionov_old;
mod larionov_tertiary;
mod steiber;

use super::catalogue::Family;

pub static FAMILY: Family = Family {
    category: "subsurface",
    name: "vshale",
    operators: &[
        &gamma_ray_index::GammaRayIndex,
        &gr_linear::GrLinear,
        &larionov_tertiary::LarionovTertiary,
        &larionov_old::LarionovOld,
        &clavier::Clavier,
        &steiber::Steiber,
    ],
};
