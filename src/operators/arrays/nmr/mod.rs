//! Nuclear magnetic resonance.

pub mod bound_fluid;
pub mod free_fluid;
pub mod permeability_sdr;
pub mod permeability_timur_coates;
pub mod t2_log_mean;
pub mod total_porosity;
