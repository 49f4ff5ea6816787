//! Use cases: all that a user interface may call.

pub use crate::domain::rows;
