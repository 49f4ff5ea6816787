//! Integration tests: one binary, one module a room.

mod operators;
mod pipelines;
mod postgres;
mod tidy;
