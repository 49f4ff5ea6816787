//! `doctor`: what is there, what is not, and what to do about it.

use clap::Args;
use serde_json::json;

use super::failure::{Exit, Failure};
use super::out::{Out, Tone};
use super::table::{Table, plain};
use super::words::{clean, count};
use crate::canvas::label::status_sign;
use crate::config::{DEFAULT_FILE, Settings};
use crate::domain::execution::Status;
use crate::services::doctor::{Finding, examine};

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Prints the commented default settings file instead.
    #[arg(long)]
    pub settings: bool,
}

/// Prints the default settings file.
pub fn print_settings(out: &Out) -> Exit {
    out.text(DEFAULT_FILE);
    Exit::Done
}

/// Looks at everything and reports.
pub async fn run(settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let findings = examine(settings).await;
    let problems: Vec<&Finding> = findings.iter().filter(|finding| !finding.ok).collect();
    if out.json {
        out.value(&json!({ "ok": problems.is_empty(), "findings": findings }));
    } else {
        print(&findings, out);
        out.line("");
        for problem in findings.iter().filter(|finding| finding.todo.is_some()) {
            let what = format!("{} {}", problem.subject, problem.name);
            out.line(&out.paint(if problem.ok { Tone::Doubtful } else { Tone::Bad }, &what));
            let todo = problem.todo.as_deref().unwrap_or("see the log file");
            for (label, text) in [("found:", problem.found.as_str()), ("hint:", todo)] {
                out.line(&format!("  {} {}", out.paint(Tone::Faint, label), clean(text)));
            }
        }
        out.line(&match problems.len() {
            0 if findings.iter().any(|finding| finding.todo.is_some()) => {
                out.paint(Tone::Doubtful, "nothing is broken")
            }
            0 => out.paint(Tone::Good, "all is well"),
            number => out.paint(Tone::Bad, &count(number, "problem")),
        });
    }
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Failed })
}

fn print(findings: &[Finding], out: &Out) {
    let mut table = Table::new(&["", "subject", "what", "found"]);
    let mut last = "";
    for finding in findings {
        let status = match (finding.ok, &finding.todo) {
            (true, None) => Status::Completed,
            (true, Some(_)) => Status::Partial,
            (false, _) => Status::Failed,
        };
        table.row([
            (status_sign(status, out.charset).to_string(), Tone::of(status)),
            plain(if finding.subject == last { "" } else { finding.subject }),
            plain(finding.name.clone()),
            (
                finding.found.clone(),
                if status == Status::Completed { Tone::Plain } else { Tone::of(status) },
            ),
        ]);
        last = finding.subject;
    }
    table.print(out);
}
