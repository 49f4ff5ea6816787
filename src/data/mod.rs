//! Bytes: the object store, Parquet objects, well files in and out.

pub mod column;
pub mod object;
mod reader;
pub mod store;
