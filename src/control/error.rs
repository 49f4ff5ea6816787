//! Turns what the Postgres driver and the pool report into diagnostics, with passwords masked.

use std::error::Error as _;

use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use super::connect::POOL_CONNECTIONS;
use super::mask::mask;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Says what was being done when the database failed.
pub trait During<T> {
    /// Turns an error into a diagnostic that starts with `cannot {doing}`.
    fn during(self, doing: &str) -> Result<T, Diagnostic>;
}

impl<T> During<T> for Result<T, Error> {
    fn during(self, doing: &str) -> Result<T, Diagnostic> {
        self.map_err(|error| diagnose(&format!("cannot {doing}"), &error))
    }
}

/// Lets query code use `?` where the statement speaks for itself.
impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        diagnose("the database did not carry out a statement", &error)
    }
}

impl From<PoolError> for Diagnostic {
    fn from(error: PoolError) -> Self {
        let unreachable = |what: &str| Self::error(ErrorType::DatabaseUnreachable, what);
        match error {
            PoolError::Backend(error) => diagnose("cannot connect to the database", &error),
            PoolError::Timeout(TimeoutType::Wait) => unreachable("no free database connection")
                .found(format!("all {POOL_CONNECTIONS} connections are busy"))
                .hint("wait for running work to end; if this stays, a statement hangs: see pg_stat_activity"),
            PoolError::Timeout(_) => unreachable("the database does not answer in time")
                .hint("check the network and the load of the server"),
            other => unreachable("the connection pool failed").found(mask(&other.to_string())),
        }
    }
}

/// Turns a driver error into a diagnostic.
pub fn diagnose(what: &str, error: &Error) -> Diagnostic {
    let error_type = if is_unreachable(error) {
        ErrorType::DatabaseUnreachable
    } else {
        ErrorType::DatabaseError
    };
    let diagnostic = Diagnostic::error(error_type, mask(what)).found(mask(&described(error)));
    let (wanted, hint) = advice(error);
    let server_hint = error.as_db_error().and_then(DbError::hint).map(mask);
    let diagnostic = diagnostic.hint(server_hint.unwrap_or_else(|| hint.to_owned()));
    if wanted.is_empty() { diagnostic } else { diagnostic.wanted(wanted) }
}

/// Whether an insert or update ran into this unique constraint or index.
pub fn is_unique_violation(error: &Error, constraint: &str) -> bool {
    error.as_db_error().is_some_and(|error| {
        *error.code() == SqlState::UNIQUE_VIOLATION && error.constraint() == Some(constraint)
    })
}

/// Whether the server is out of reach, as opposed to at odds with a statement.
fn is_unreachable(error: &Error) -> bool {
    match error.code() {
        // 08 connection, 28 authorisation, 3D no such database, 53 no resources, 57P operator's intervention.
        Some(code) => {
            ["08", "28", "3D", "53", "57P"].iter().any(|class| code.code().starts_with(class))
        }
        None => {
            error.is_closed()
                || error.source().is_some_and(|source| source.is::<std::io::Error>())
                || error.to_string().starts_with("error connecting")
                || error.to_string().starts_with("timeout")
        }
    }
}

/// Gives the server's message with SQLSTATE, detail and constraint, or the driver's with its causes.
fn described(error: &Error) -> String {
    if let Some(error) = error.as_db_error() {
        let mut text = format!("{} ({})", error.message(), error.code().code());
        if let Some(detail) = error.detail() {
            text.push_str(&format!("; {detail}"));
        }
        if let Some(constraint) = error.constraint() {
            text.push_str(&format!("; constraint {constraint}"));
        }
        return text;
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(&format!(": {source}"));
        cause = source.source();
    }
    text
}

/// Returns what was wanted, where that can be told, and what to do.
fn advice(error: &Error) -> (&'static str, &'static str) {
    let Some(code) = error.code().map(SqlState::code) else {
        return if error.to_string().contains("TLS") {
            (
                "a server that takes connections without TLS",
                "this build speaks no TLS: connect through a tunnel, with sslmode=disable",
            )
        } else {
            (
                "a Postgres server that answers",
                "check that the server runs, and host, port and network; `mudrock doctor` tells more",
            )
        };
    };
    match code {
        "28P01" | "28000" => {
            ("a user who may log in", "check user and password, and pg_hba.conf of the server")
        }
        "3D000" => ("an existing database", "create the database, or correct its name"),
        "53300" => ("a free connection", "raise max_connections, or close other sessions"),
        "57P03" => ("a server past its start", "wait a moment and try again"),
        "42501" => (
            "the right to do this",
            "ask the owner of the project or the administrator for the right",
        ),
        "42P01" | "42703" | "42883" => (
            "the tables of this MudRock",
            "apply the migrations: `mudrock doctor` tells which are missing",
        ),
        "23505" => ("a value that is not taken", "choose another name, or change the existing row"),
        "23503" => ("a row that exists", "read the screen again: the row was removed meanwhile"),
        "40001" | "40P01" => ("a turn without rivals", "run it again"),
        "53100" => ("space on disk", "free disk space on the server"),
        _ => ("", "read the server's log at this time"),
    }
}
