//! Core and rock mass.

pub mod core_recovery_solid;
pub mod core_recovery_total;
pub mod fracture_frequency;
pub mod q_barton;
pub mod rqd;
pub mod rqd_class;
pub mod rqd_from_frequency;
