//! Compositing.

pub mod bench;
pub mod by_category;
pub mod fixed_length;
pub mod mean;
pub mod residual;
