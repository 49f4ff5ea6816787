//! Postgres: found or run privately, connected, migrated, and followed as it changes.

pub mod connect;
pub mod error;
pub mod feed;
pub mod managed;
pub mod mask;
pub mod migrate;
pub mod probe;
pub mod pulse;
