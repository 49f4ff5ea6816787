//! Whole screens from hand-made rows: frames, updates, random keys.

pub mod rows;
mod screens;
mod updates;
