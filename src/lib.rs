//! MudRock: a terminal workstation for well-log processing pipelines.
//!
//! The modules stand in reading order; `docs/architecture.md` is the map.

#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod config;
pub mod domain;
pub mod validate;
pub mod edit;
pub mod operators;
pub mod query;
pub mod data;
pub mod canvas;
pub mod control;
pub mod engine;
pub mod services;
pub mod tui;
pub mod cli;
