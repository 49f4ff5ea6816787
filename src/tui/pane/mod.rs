//! The panes: each file holds what a pane knows, how it moves, and how it is drawn.

pub mod canvas;
pub mod curves;
pub mod drafts;
pub mod inspector;
pub mod log_tail;
pub mod operators;
pub mod pipelines;
pub mod plot;
pub mod runs;
pub mod tables;
