//! Plain types that every room shares: no input or output, no database, no screen.

pub mod curve;
pub mod dag;
pub mod dag_file;
pub mod diagnostic;
pub mod execution;
pub mod export;
pub mod flow;
pub mod inventory;
pub mod names;
pub mod nearest;
pub mod operator;
pub mod plan;
pub mod rows;
pub mod statistics;
pub mod survey;
pub mod table;
pub mod units;
