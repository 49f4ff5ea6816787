//! Repeatability.

pub mod repeat_section;
