//! MudRock: a terminal workstation for well-log processing pipelines.
//!
//! The modules stand in reading order; `docs/architecture.md` is the map.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod canvas;
pub mod config;
pub mod domain;
pub mod services;
pub mod tui;
