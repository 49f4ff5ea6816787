//! Spikes, stuck tools and noise.

pub mod flatline_flag;
pub mod noise_level;
pub mod spike_flag;
