//! Lithology.

pub mod coal_flag;
pub mod m_lithology;
pub mod matrix_density_apparent;
pub mod mineral_volume_two;
pub mod n_lithology;
pub mod photoelectric_u;
pub mod umaa;
