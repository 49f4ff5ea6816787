//! Bytes in and out: well-log files read and written, and synthetic wells to try things on.

pub mod generate;
pub mod las;
