//! Bad hole.

pub mod caliper_flag;
pub mod combined;
pub mod drho_flag;
pub mod mudcake_flag;
pub mod rugosity_flag;
pub mod washout_ratio;
