//! Integration tests: one binary, one module a room.

mod canvas;
mod engine;
mod fixtures;
mod las_samples;
mod operators;
mod pipelines;
mod postgres;
mod tidy;
mod workspace;
