//! Curve names.

pub mod curve_alias;
