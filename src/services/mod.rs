//! Use cases: all that a user interface may call.

pub mod branches;
pub mod demo;
pub mod doctor;
pub mod drafts;
pub mod events;
pub mod graphs;
mod housekeeping;
pub mod import;
pub mod ingestion;
pub mod mapping;
pub mod operators;
mod outputs;
pub mod pipelines;
pub mod plan;
pub mod preview;
mod reach;
pub mod registry;
pub mod report;
pub mod review;
pub mod revisions;
pub mod runs;
pub mod saving;
mod scope;
pub mod sql;
pub mod statistics;
mod survey;
pub mod templates;
pub mod trial;
pub mod wells;
pub mod workspace;

pub use self::events::{Change, Event, Events, FeedState, JobRow, JobState, Topic};
pub use self::templates::templates;
pub use self::workspace::Workspace;
pub use crate::domain::rows;
