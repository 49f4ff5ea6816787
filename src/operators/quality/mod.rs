//! Quality of curves.

pub mod badhole;
pub mod completeness;
pub mod consistency;
pub mod depth;
pub mod outliers;
pub mod plausibility;
pub mod repeatability;
pub mod spikes;
