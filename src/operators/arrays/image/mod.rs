//! Borehole images.

pub mod rotate_north;
