//! Wells: trajectory, depth, units, names, zones.

pub mod alias;
pub mod depth;
pub mod index;
pub mod splice;
pub mod trajectory;
pub mod units;
pub mod zones;
