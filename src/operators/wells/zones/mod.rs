//! Zones.

pub mod facies_proportion;
pub mod statistics;
pub mod tops_to_zones;
