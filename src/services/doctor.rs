//! `doctor`: is everything there that the program needs, and what to do where it is not.

use std::io::IsTerminal;
use std::path::Path;

use serde::Serialize;

use super::registry;
use super::report::VERSION;
use super::workspace::source;
use crate::config::Settings;
use crate::control::connect::Database;
use crate::control::managed::OLDEST_MAJOR;
use crate::control::probe::{self, DatabaseFacts};
use crate::data::store::Store;
use crate::domain::diagnostic::Diagnostic;
use crate::operators::catalogue::catalogue;

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Postgres, operators, storage, terminal, versions.
    pub subject: &'static str,
    /// What was looked at.
    pub name: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was found.
    pub found: String,
    /// What to do, where it is not ok or in doubt.
    pub todo: Option<String>,
}

fn ok(subject: &'static str, name: &str, found: impl Into<String>) -> Finding {
    Finding { subject, name: name.to_owned(), ok: true, found: found.into(), todo: None }
}

/// A finding that keeps nothing from working, but that somebody should know.
fn doubt(subject: &'static str, name: &str, found: impl Into<String>, todo: &str) -> Finding {
    Finding { todo: Some(todo.to_owned()), ..ok(subject, name, found) }
}

fn problem(subject: &'static str, name: &str, found: impl Into<String>, todo: &str) -> Finding {
    let todo = Some(todo.to_owned());
    Finding { subject, name: name.to_owned(), ok: false, found: found.into(), todo }
}

fn refused(subject: &'static str, name: &str, error: &Diagnostic) -> Finding {
    let todo = error.hint.clone().unwrap_or_else(|| "see the log file".to_owned());
    problem(subject, name, error.to_string(), &todo)
}

/// Looks at everything; a problem with one part does not hide the others.
pub async fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![
        ok("versions", "mudrock", VERSION),
        ok("versions", "arrow", arrow::ARROW_VERSION),
        ok("versions", "settings", settings.config_dir.join("config.toml").display().to_string()),
    ];
    postgres(settings, &mut findings).await;
    storage(settings, &mut findings).await;
    terminal(settings, &mut findings);
    findings
}

async fn postgres(settings: &Settings, findings: &mut Vec<Finding>) {
    let database = match source(settings) {
        Ok(source) => Database::open(source).await,
        Err(error) => Err(error),
    };
    let database = match database {
        Ok(database) => database,
        Err(error) => return findings.push(refused("postgres", "connection", &error)),
    };
    match probe::probe(&database).await {
        Ok(facts) => {
            database_facts(&facts, findings);
            // Before the tables are brought up to date there is nothing to compare with.
            if facts.version.is_current() {
                operators(&database, findings).await;
            }
        }
        Err(error) => findings.push(refused("postgres", "connection", &error)),
    }
    if let Err(error) = database.close().await {
        findings.push(refused("postgres", "stop", &error));
    }
}

fn database_facts(facts: &DatabaseFacts, findings: &mut Vec<Finding>) {
    let milliseconds = |time: std::time::Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    findings.push(ok("postgres", "connection", facts.place.clone()));
    let major: u32 =
        facts.server_version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    findings.push(if major >= OLDEST_MAJOR {
        ok("postgres", "version", facts.server_version.clone())
    } else {
        let todo = format!("use PostgreSQL {OLDEST_MAJOR} or newer");
        problem("postgres", "version", facts.server_version.clone(), &todo)
    });
    findings.push(ok("postgres", "round trip", milliseconds(facts.round_trip)));
    findings.push(ok("postgres", "change notice", milliseconds(facts.notice_latency)));
    findings.push(if facts.version.is_ahead() {
        problem(
            "postgres",
            "schema",
            "newer than this program",
            "use the mudrock that made it, or a newer one",
        )
    } else if facts.version.is_current() {
        ok("postgres", "schema", "current")
    } else {
        ok("postgres", "schema", "behind; brought up to date at the next start")
    });
    let used = format!("{} of {}", facts.connections, facts.max_connections);
    let pool = i64::try_from(facts.pool_connections).unwrap_or(i64::MAX);
    findings.push(if facts.connections + pool <= facts.max_connections {
        ok("postgres", "connections", used)
    } else {
        problem("postgres", "connections", used, "raise max_connections, or close idle programs")
    });
    if let Some(server) = &facts.managed {
        let process =
            server.pid.map_or_else(|| "no process".to_owned(), |pid| format!("process {pid}"));
        let found = format!("{process}, account {}, {}", server.account, server.data.display());
        findings.push(ok("postgres", "private server", found));
        findings.push(ok("postgres", "server programs", server.binaries.display().to_string()));
        findings.push(ok("postgres", "server log", server.log.display().to_string()));
    }
}

/// Versions whose kernels changed that are named; more are counted.
const CHANGED_NAMED: usize = 5;

async fn operators(database: &Database, findings: &mut Vec<Finding>) {
    let agreement = match registry::agreement(database).await {
        Ok(agreement) => agreement,
        Err(error) => return findings.push(refused("operators", "registry", &error)),
    };
    findings.push(if agreement.in_step {
        ok("operators", "registry", "in step with the program")
    } else {
        ok("operators", "registry", "not in step; brought up to date at the next start")
    });
    let named = |versions: &[String]| {
        let first = versions.iter().take(CHANGED_NAMED).cloned().collect::<Vec<_>>().join(", ");
        match versions.len().saturating_sub(CHANGED_NAMED) {
            0 => first,
            more => format!("{first} and {more} more"),
        }
    };
    let changed: Vec<String> = agreement
        .changed
        .iter()
        .map(|kernel| format!("{}@{}", kernel.operator_id, kernel.version))
        .collect();
    if !changed.is_empty() {
        findings.push(doubt(
            "operators",
            "kernels",
            format!("changed without a new version: {}", named(&changed)),
            "compare impl_digest in the records of runs before and after; pin nothing on the number alone",
        ));
    }
    let gone: Vec<String> = agreement
        .set
        .iter()
        .filter(|row| catalogue().get(&format!("{}@{}", row.operator_id, row.version)).is_none())
        .map(|row| format!("{} of {} names {}", row.channel, row.operator_id, row.version))
        .collect();
    if gone.is_empty() {
        findings.push(ok("operators", "channels", format!("{} set by hand", agreement.set.len())));
    } else {
        let todo = "set them to versions that there are: mudrock ops channels --set";
        findings.push(problem("operators", "channels", named(&gone), todo));
    }
}

async fn storage(settings: &Settings, findings: &mut Vec<Finding>) {
    let store = match Store::local(&settings.store_dir) {
        Ok(store) => store,
        Err(error) => return findings.push(refused("storage", "objects", &error)),
    };
    let place = settings.store_dir.display().to_string();
    match store.probe().await {
        Ok(()) => findings.push(ok("storage", "objects", format!("{place}, read and write"))),
        Err(error) => findings.push(refused("storage", "objects", &error.diagnostic())),
    }
    findings.push(free_space(&settings.store_dir));
}

/// Space below which a night's run may not fit.
const LOW_SPACE_GIB: f64 = 1.0;

fn free_space(directory: &Path) -> Finding {
    match nix::sys::statvfs::statvfs(directory) {
        Ok(facts) => {
            let free =
                facts.blocks_available() as f64 * facts.fragment_size() as f64 / 1024f64.powi(3);
            let found = format!("{free:.1} GiB free");
            if free < LOW_SPACE_GIB {
                problem(
                    "storage",
                    "space",
                    found,
                    "make room, or set MUDROCK_STORE to another disk",
                )
            } else {
                ok("storage", "space", found)
            }
        }
        Err(error) => problem("storage", "space", error.to_string(), "check the directory"),
    }
}

fn terminal(settings: &Settings, findings: &mut Vec<Finding>) {
    let env = |name: &str| std::env::var(name).unwrap_or_default();
    findings.push(if std::io::stdout().is_terminal() {
        ok("terminal", "output", env("TERM"))
    } else {
        ok("terminal", "output", "not a terminal: commands print, screens do not open")
    });
    let colour = match (settings.color, env("COLORTERM").as_str(), env("TERM").as_str()) {
        (Some(depth), _, _) => format!("{depth:?}, as set"),
        (None, "truecolor" | "24bit", _) => "true colour".to_owned(),
        (None, _, term) if term.contains("direct") => "true colour".to_owned(),
        _ => "16 colours; COLORTERM=truecolor or MUDROCK_COLOR=true gives more".to_owned(),
    };
    findings.push(ok("terminal", "colour", colour));
    let locale = locale();
    findings.push(if locale_is_utf8() || settings.ascii {
        ok("terminal", "characters", if settings.ascii { "ASCII, as set" } else { "UTF-8" })
    } else {
        problem(
            "terminal",
            "characters",
            format!("locale \"{locale}\""),
            "set LANG to a UTF-8 locale such as C.UTF-8, or MUDROCK_ASCII=1",
        )
    });
}

/// Whether the locale of this process says that text is UTF-8.
pub fn locale_is_utf8() -> bool {
    locale().to_uppercase().replace('-', "").contains("UTF8")
}

fn locale() -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}
