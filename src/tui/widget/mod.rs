//! Small pieces that panes are drawn with; none knows the state.

pub mod ascii;
pub mod form;
pub mod frame;
pub mod input;
pub mod list;
pub mod log_plot;
pub mod sheet;
pub mod text;
