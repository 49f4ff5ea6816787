//! Integration tests: one binary, one module a room.

mod canvas;
mod cli;
mod docs;
mod edit;
mod engine;
mod facts;
mod fixtures;
mod frames;
mod held;
mod las_samples;
mod outputs;
mod pipeline_files;
mod pipelines;
mod postgres;
mod registry;
mod revising;
mod sql;
mod templates;
mod terminal;
mod tidy;
mod trial;
mod workspace;
