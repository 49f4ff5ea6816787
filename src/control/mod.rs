//! Postgres: found or run privately, connected, migrated, queried, and followed as it changes.

pub mod branches;
pub mod commit;
pub mod connect;
pub mod curves;
pub mod drafts;
pub mod error;
pub mod executions;
pub mod exports;
pub mod feed;
pub mod graph;
pub mod imports;
pub mod logs;
pub mod managed;
pub mod mask;
pub mod migrate;
pub mod people;
pub mod pipelines;
pub mod probe;
pub mod pulse;
pub mod registry;
pub mod revisions;
pub mod runs;
pub mod survey;
pub mod tables;
