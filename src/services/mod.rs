//! Use cases: all that a user interface may call.

pub mod doctor;
pub mod demo;
pub mod events;
pub mod graphs;
mod housekeeping;
pub mod import;
pub mod operators;
mod outputs;
pub mod pipelines;
pub mod report;
pub mod runs;
pub mod wells;
pub mod workspace;

pub use self::events::{Change, Event, Events, FeedState, JobRow, JobState, Topic};
pub use self::workspace::Workspace;
pub use crate::domain::rows;
