//! Water saturation.

pub mod archie;
