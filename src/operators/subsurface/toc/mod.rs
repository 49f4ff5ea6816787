//! Total organic carbon.

pub mod passey_density;
pub mod passey_neutron;
pub mod passey_sonic;
pub mod schmoker;
