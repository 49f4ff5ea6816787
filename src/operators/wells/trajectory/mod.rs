//! Well trajectories.

pub mod average_angle;
pub mod balanced_tangential;
pub mod closure;
pub mod dogleg;
pub mod interpolate;
pub mod md_to_tvd;
pub mod minimum_curvature;
pub mod vertical_section;
pub mod well_distance;
