//! Porosity.

mod density;
mod nd_average;
mod sonic_wyllie;

use super::catalogue::Family;

pub static FAMILY: Family = Family {
    category: "subsurface",
    name: "porosity",
    operators: &[&density::Density, &nd_average::NdAverage, &sonic_wyllie::SonicWyllie],
};
