//! Whole screens from hand-made rows: frames, updates, random keys.

mod editing;
mod forms;
mod merging;
mod revisions;
mod plan;
mod mouse;
pub mod operators;
pub mod rows;
mod screens;
mod tables;
mod text;
mod updates;
