//! Whole screens from hand-made rows: frames, updates, random keys.

mod editing;
mod forms;
mod merging;
mod revisions;
mod plan;
mod mouse;
mod operators;
pub mod rows;
mod screens;
mod text;
mod updates;
