//! Plain types that every room shares: no input or output, no database, no screen.

pub mod curve;
pub mod dag;
pub mod diagnostic;
pub mod execution;
pub mod operator;
pub mod plan;
pub mod rows;
pub mod units;
