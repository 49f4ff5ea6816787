//! Permeability and rock quality.

pub mod coates;
pub mod flow_zone_indicator;
pub mod kozeny_carman;
pub mod regression;
pub mod rock_quality_index;
pub mod timur;
pub mod tixier;
pub mod winland_r35;
pub mod wyllie_rose;
