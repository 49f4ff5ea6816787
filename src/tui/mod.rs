//! The terminal interface.

pub mod widget;
