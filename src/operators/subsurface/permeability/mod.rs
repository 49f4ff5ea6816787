//! Permeability and rock quality.

pub mod timur;
