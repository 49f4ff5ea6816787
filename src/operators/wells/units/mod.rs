//! Units.

pub mod depth_unit;
pub mod unit_convert;
