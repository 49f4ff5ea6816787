//! Net reservoir and net pay.

pub mod hydrocarbon_pore_thickness;
pub mod pay_flag;
pub mod reservoir_flag;
pub mod zone_summary;
