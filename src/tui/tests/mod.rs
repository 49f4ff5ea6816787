//! Whole screens from hand-made rows: frames, updates, random keys.

mod forms;
pub mod rows;
mod screens;
mod updates;
