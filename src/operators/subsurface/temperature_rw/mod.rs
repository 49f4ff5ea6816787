//! Temperature and water resistivity.

pub mod formation_temperature;
pub mod rw_arps;
pub mod rw_from_rwe;
pub mod rw_from_salinity;
pub mod rwe_from_ssp;
pub mod salinity_from_rw;
