//! How a command ends: an exit code, and the diagnostics of a failure.

use std::process::ExitCode;

use super::out::Out;
use super::print;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::Status;

/// How a command ended; the exit code of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Done = 0,
    /// It failed.
    Failed = 1,
    /// The arguments do not fit.
    Usage = 2,
    /// Some wells or files failed.
    Partial = 3,
}

impl Exit {
    /// Returns the exit that tells of a run in this state.
    pub fn of(status: Status) -> Self {
        match status {
            Status::Completed | Status::Skipped => Self::Done,
            Status::Partial => Self::Partial,
            _ => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub struct Failure {
    /// Everything that speaks against it.
    pub diagnostics: Vec<Diagnostic>,
    /// Exit code.
    pub exit: Exit,
}

impl Failure {
    /// Blames the arguments.
    pub fn usage(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic], exit: Exit::Usage }
    }

    /// Tells that the screens have nowhere to open.
    pub fn no_terminal() -> Self {
        Self::usage(
            Diagnostic::error(ErrorType::NotSupported, "the screens need a terminal")
                .found("standard input or output that is none")
                .hint("`mudrock --help` lists the subcommands; `mudrock demo` prints without one"),
        )
    }

    /// Prints the diagnostics, as JSON too where that was asked for; returns the exit code.
    pub fn report(self, out: &Out) -> Exit {
        print::failure(out, &self.diagnostics);
        self.exit
    }

    /// Tells that a file cannot be written.
    pub fn not_written(path: &std::path::Path, error: &std::io::Error) -> Self {
        let diagnostic = Diagnostic::error(ErrorType::FileUnreadable, "the file cannot be written")
            .in_file(path.display().to_string())
            .found(error.to_string())
            .hint("give another path with --out");
        diagnostic.into()
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic].into()
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, exit: Exit::Failed }
    }
}
