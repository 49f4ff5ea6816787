//! Despiking.

pub mod clip_range;
pub mod despike_rolling;
pub mod hampel_filter;
