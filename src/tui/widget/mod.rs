//! Widgets that know what they draw and nothing of the panes around them.

pub mod log_plot;
