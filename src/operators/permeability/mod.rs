//! Permeability.

mod timur;

use super::catalogue::Family;

pub static FAMILY: Family =
    Family { category: "subsurface", name: "permeability", operators: &[&timur::Timur] };
