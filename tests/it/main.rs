//! Integration tests: one binary, one module a room.

mod canvas;
mod cli;
mod docs;
mod engine;
mod facts;
mod fixtures;
mod las_samples;
mod operators;
mod pipeline_files;
mod pipelines;
mod postgres;
mod sql;
mod templates;
mod terminal;
mod tidy;
mod workspace;
