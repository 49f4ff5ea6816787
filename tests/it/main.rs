//! Integration tests: one binary, one module a room.

mod fixtures;
mod las_samples;
mod operators;
mod tidy;
