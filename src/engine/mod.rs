//! Runs a plan: nodes as tasks, wells as work, bounded channels between, commits as they come.
//!
//! The engine takes a plan and a set of wells and returns a report, so that the set can later be
//! spread over machines.

pub mod batch;
pub mod compute;
mod context;
mod ingest;
mod keep;
mod node;
mod record;
mod run;

pub use self::context::{Engine, Run, RunWell};
pub use self::keep::base_names;
pub use self::run::Report;
