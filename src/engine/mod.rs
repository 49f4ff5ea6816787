//! Runs a plan: nodes as tasks, wells as work, bounded channels between, commits as they come.
//!
//! The engine takes a plan and a set of wells and returns a report, so that the set can later be
//! spread over machines.

pub mod batch;
pub mod compute;
mod context;
pub mod feed;
pub mod flush;
mod ingest;
mod keep;
mod node;
mod output;
mod project;
mod quality;
mod record;
mod run;
mod table;
mod target;
mod thread;
mod together;
pub mod trial;

pub use self::context::{Engine, Run, RunWell};
pub use self::ingest::load_failed;
pub use self::keep::{base_names, base_of, used_suffix};
pub use self::run::Report;
pub use self::table::tables;
pub use self::target::{RunNames, planned_outputs};
