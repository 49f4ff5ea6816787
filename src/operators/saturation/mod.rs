//! Water saturation.

mod archie;

use super::catalogue::Family;

pub static FAMILY: Family =
    Family { category: "subsurface", name: "saturation", operators: &[&archie::Archie] };
