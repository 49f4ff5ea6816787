//! Use cases: all that a user interface may call.

pub mod rows;
