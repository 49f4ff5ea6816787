//! Integration tests: one binary, one module a room.

mod canvas;
mod cli;
mod docs;
mod engine;
mod fixtures;
mod las_samples;
mod operators;
mod outputs;
mod pipelines;
mod postgres;
mod sql;
mod terminal;
mod tidy;
mod workspace;
