//! Integration tests: one binary, one module a room.

mod canvas;
mod fixtures;
mod las_samples;
mod operators;
mod pipelines;
mod tidy;
