//! Consistency between curves.

pub mod correlation_check;
pub mod density_neutron_overlay;
pub mod duplicate_curves;
pub mod resistivity_order;
