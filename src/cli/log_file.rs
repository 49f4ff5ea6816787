//! The program's own log: a file a day below the data directory, never the terminal.

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

use crate::config::Settings;

/// Days for which logs are kept.
const DAYS_KEPT: usize = 14;

/// Starts to write the log; the guard writes the rest when it is dropped.
///
/// A directory that cannot be written leaves the program without a log, not without its work:
/// the command itself will say what it cannot write.
pub fn start(settings: &Settings) -> Option<WorkerGuard> {
    let directory = settings.data_dir.join("logs");
    // The appender would complain on the terminal about a directory that is not there yet.
    std::fs::create_dir_all(&directory).ok()?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("mudrock")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(directory)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    // The Postgres client and the object store are told to be quiet: their debug lines quote
    // statements and paths, and an error of theirs reaches the log through us anyway.
    let filter = EnvFilter::try_from_env("MUDROCK_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,mudrock=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(writer)
        .try_init()
        .ok()?;
    Some(guard)
}
