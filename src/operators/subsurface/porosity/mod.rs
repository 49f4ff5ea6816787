//! Porosity.

pub mod density;
pub mod nd_average;
pub mod sonic_wyllie;
