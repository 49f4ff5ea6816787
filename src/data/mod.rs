//! Bytes: the object store, Parquet objects, well files in and out, synthetic wells.

pub mod column;
pub mod delimited;
pub mod export;
pub mod generate;
pub mod las;
pub mod object;
mod reader;
pub mod statistics;
pub mod store;
