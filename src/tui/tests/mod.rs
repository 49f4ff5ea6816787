//! Whole screens from hand-made rows: frames, updates, random keys.

mod editing;
pub mod rows;
mod screens;
mod updates;
