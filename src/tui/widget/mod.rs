//! Small pieces that panes are drawn with.

pub mod ascii;
pub mod frame;
pub mod input;
pub mod list;
pub mod text;
