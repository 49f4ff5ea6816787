//! Kernels that several operators share; a change here changes every operator's digest.

pub mod curve_class;
pub mod curve_set;
pub mod declared_unit;
pub mod depth_window;
pub mod gamma_ray;
pub mod moments;
pub mod regrid;
pub mod robust;
pub mod runs;
pub mod samples;
pub mod statistics;
pub mod thickness;
pub mod window;
pub mod zones;
