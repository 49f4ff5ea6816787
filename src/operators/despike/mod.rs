//! Removal of spikes.

mod hampel_filter;

use super::catalogue::Family;

pub static FAMILY: Family =
    Family { category: "signal", name: "despike", operators: &[&hampel_filter::HampelFilter] };
