//! Upscaling and blocking.

pub mod block_average;
pub mod log_activity;
pub mod zone_block;
