//! Normalising arrays and images.

pub mod image_dynamic;
pub mod image_static;
pub mod rows;
