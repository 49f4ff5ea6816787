//! Geomechanics and pore pressure.

pub mod brittleness_rickman;
pub mod d_exponent;
pub mod d_exponent_corrected;
pub mod eaton_dxc;
pub mod eaton_resistivity;
pub mod eaton_sonic;
pub mod effective_stress;
pub mod fracture_pressure_eaton;
pub mod hydrostatic_pressure;
pub mod overburden_stress;
pub mod ucs_mcnally;
