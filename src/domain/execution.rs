//! Runs: their states and their reports.

use std::fmt;

use serde::{Deserialize, Serialize};

/// State of an execution, a node execution or one well of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Known, not asked for yet.
    Pending,
    /// Waiting for a runner or for its inputs.
    Queued,
    /// Being computed.
    Running,
    /// Done for every well.
    Completed,
    /// Done for some wells.
    Partial,
    /// Done for no well.
    Failed,
    /// Stopped by a user.
    Cancelled,
    /// Not tried, because something upstream failed.
    Skipped,
}

impl Status {
    /// All states, in the order of a run's life.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Queued,
        Self::Running,
        Self::Completed,
        Self::Partial,
        Self::Failed,
        Self::Cancelled,
        Self::Skipped,
    ];

    /// Returns the name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    /// Reads the name stored in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether nothing will change any more.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Queued | Self::Running)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Weight of a log row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Each name says what it is.
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

impl LogLevel {
    /// Returns the name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// Reads the name stored in the database.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Debug, Self::Info, Self::Warn, Self::Error]
            .into_iter()
            .find(|level| level.name() == name)
    }
}

/// Sums up the states of parts: wells of a node, or nodes of a run.
pub fn summed_up(parts: impl IntoIterator<Item = Status>) -> Status {
    let (mut done, mut failed, mut cancelled, mut skipped) = (0, 0, 0, 0);
    for part in parts {
        match part {
            Status::Completed => done += 1,
            Status::Partial => {
                done += 1;
                failed += 1;
            }
            Status::Cancelled => cancelled += 1,
            Status::Skipped => skipped += 1,
            _ => failed += 1,
        }
    }
    match (done, failed, cancelled, skipped) {
        (_, _, 1.., _) => Status::Cancelled,
        (_, 0, 0, 0) => Status::Completed,
        (0, 0, 0, _) => Status::Skipped,
        (0, _, 0, _) => Status::Failed,
        _ => Status::Partial,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_survives_its_name() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.name()), Some(status));
        }
    }

    #[test]
    fn one_bad_well_makes_a_run_partial() {
        use Status::{Cancelled, Completed, Failed, Partial, Skipped};
        assert_eq!(summed_up([Completed, Failed]), Partial);
        assert_eq!(summed_up([Completed, Skipped]), Partial);
        assert_eq!(summed_up([Failed, Skipped]), Failed);
        assert_eq!(summed_up([Completed, Cancelled]), Cancelled);
        assert_eq!(summed_up([Completed, Completed]), Completed);
        assert_eq!(summed_up([Skipped]), Skipped);
    }
}
