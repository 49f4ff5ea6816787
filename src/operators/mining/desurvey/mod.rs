//! Desurveying.

pub mod drillhole;
