//! `runs`: listed, shown, followed, cancelled.

use clap::{Args, Subcommand};
use serde_json::json;

use super::failure::{Exit, Failure};
use super::follow::changed;
use super::interrupt::Interrupts;
use super::out::{Out, Tone};
use super::summary::{self, status_cell};
use super::table::{Table, plain};
use super::target::with_workspace;
use super::words::{clean, duration, short_id, time};
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::LogLevel;
use crate::domain::rows::{LogRow, RunRow};
use crate::services::{FeedState, Workspace};

/// Log rows that are fetched at a time.
const LOG_PAGE: i64 = 1000;

/// Subcommands of `runs`.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// Lists runs, newest first.
    List(ListArgs),
    /// Shows a run with its nodes and the curves and files that it wrote.
    Show(IdArgs),
    /// Prints the tables and single values that the operators of a run made.
    Tables(TablesArgs),
    /// Prints the log of a run.
    Logs(LogsArgs),
    /// Asks a run to stop, wherever it is computed.
    Cancel(IdArgs),
}

/// Arguments of `runs list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only runs of this project.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
}

/// A run.
#[derive(Debug, Args)]
pub struct IdArgs {
    /// Id of the run, or as much of its beginning or end as tells it from the others.
    #[arg(value_name = "RUN")]
    id: String,
}

/// Arguments of `runs tables`.
#[derive(Debug, Args)]
pub struct TablesArgs {
    /// Id of the run, or as much of its beginning or end as tells it from the others.
    #[arg(value_name = "RUN")]
    id: String,
    /// Only tables of this node.
    #[arg(long, value_name = "NODE")]
    node: Option<String>,
    /// Only tables of this well.
    #[arg(long, value_name = "WELL")]
    well: Option<String>,
}

/// Arguments of `runs logs`.
#[derive(Debug, Args)]
pub struct LogsArgs {
    /// Id of the run, or as much of its beginning or end as tells it from the others.
    #[arg(value_name = "RUN")]
    id: String,
    /// Follows the log until the run ends.
    #[arg(long, short)]
    follow: bool,
}

/// Does what the subcommand says.
pub async fn run(command: RunsCommand, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    with_workspace(settings, out, async |workspace| match &command {
        RunsCommand::List(args) => list(workspace, args, out).await,
        RunsCommand::Show(args) => show(workspace, &args.id, out).await,
        RunsCommand::Tables(args) => tables(workspace, args, out).await,
        RunsCommand::Logs(args) => logs(workspace, args, out).await,
        RunsCommand::Cancel(args) => cancel(workspace, &args.id, out).await,
    })
    .await
}

async fn list(workspace: &Workspace, args: &ListArgs, out: &Out) -> Result<Exit, Failure> {
    let project = match &args.project {
        Some(name) => Some(workspace.project(name).await?.id),
        None => None,
    };
    let runs = workspace.runs(project, args.limit).await?;
    if out.json {
        out.value(&runs);
    } else if runs.is_empty() {
        out.line("no runs yet; `mudrock run PIPELINE --project NAME` starts one");
    } else {
        table(&runs, out);
    }
    Ok(Exit::Done)
}

fn table(runs: &[RunRow], out: &Out) {
    let mut table = Table::new(&[
        "run", "state", "pipeline", "node", ">wells", ">failed", ">time", "began", "by",
    ]);
    for run in runs {
        let took = run.execution_time_ms.map_or_else(|| out.nothing().into(), duration);
        table.row([
            plain(short_id(run.id)),
            status_cell(run.status, out),
            plain(run.pipeline_name.clone()),
            plain(run.only_node.clone().unwrap_or_default()),
            plain(format!("{}/{}", run.wells.done, run.wells.total)),
            match run.wells.failed {
                0 => ("0".to_owned(), Tone::Faint),
                failed => (failed.to_string(), Tone::Bad),
            },
            plain(took),
            plain(time(run.started_at.unwrap_or(run.created_at))),
            (run.executed_by.clone(), Tone::Faint),
        ]);
    }
    table.print(out);
}

async fn show(workspace: &Workspace, id: &str, out: &Out) -> Result<Exit, Failure> {
    let execution = workspace.find_run(id).await?;
    let result = workspace.run_result(execution).await?;
    if out.json {
        out.value(&result);
    } else {
        summary::print(workspace, &result, out).await?;
    }
    Ok(Exit::Done)
}

async fn tables(workspace: &Workspace, args: &TablesArgs, out: &Out) -> Result<Exit, Failure> {
    let execution = workspace.find_run(&args.id).await?;
    let (node, well) = (args.node.as_deref(), args.well.as_deref());
    let tables = workspace.run_tables(execution, node, well).await?;
    if out.json {
        out.value(&tables);
    } else if tables.is_empty() {
        out.line("no operator of the run made a table or a single value, or none fits");
    } else {
        for (at, table) in tables.iter().enumerate() {
            if at > 0 {
                out.line("");
            }
            summary::result_table(table, out);
        }
    }
    Ok(Exit::Done)
}

async fn logs(workspace: &Workspace, args: &LogsArgs, out: &Out) -> Result<Exit, Failure> {
    let execution = workspace.find_run(&args.id).await?;
    // Opened before the first look, so that nothing falls between the look and the waiting.
    let mut events = args.follow.then(|| workspace.events());
    let mut interrupts = Interrupts::listen()?;
    let mut last = Some(0);
    let mut all = Vec::new();
    loop {
        // The state is read before the log: what a final state left in the log is then seen.
        let status = workspace.run(execution).await?.run.status;
        loop {
            let rows = workspace.logs(execution, last, LOG_PAGE).await?;
            let Some(newest) = rows.last() else { break };
            last = Some(newest.id);
            if out.json && !args.follow {
                all.extend(rows);
            } else {
                rows.iter().for_each(|row| print_row(row, out));
            }
        }
        let Some(events) = events.as_mut().filter(|_| !status.is_final() && !out.is_broken())
        else {
            break;
        };
        tokio::select! {
            stale = changed(events, execution) => if let Some(FeedState::Stale { why, .. }) = stale {
                let hint = "start the command again once the database answers";
                let error = Diagnostic::error(ErrorType::DatabaseUnreachable, "the log cannot be followed");
                return Err(error.found(why).hint(hint).into());
            },
            () = interrupts.next() => break,
        }
    }
    if out.json && !args.follow {
        out.value(&all);
    }
    Ok(Exit::Done)
}

/// Prints a row: for people a line, for programs that follow an object a line.
fn print_row(row: &LogRow, out: &Out) {
    if out.json {
        out.line(&json!(row).to_string());
        return;
    }
    let tone = match row.level {
        LogLevel::Debug => Tone::Faint,
        LogLevel::Info => Tone::Plain,
        LogLevel::Warn => Tone::Doubtful,
        LogLevel::Error => Tone::Bad,
    };
    let clock = row.at.with_timezone(&chrono::Local).format("%H:%M:%S%.3f").to_string();
    let node = row.node_name.as_ref().map(|node| format!("{}: ", clean(node))).unwrap_or_default();
    out.line(&format!(
        "{} {} {node}{}",
        out.paint(Tone::Faint, &clock),
        out.paint(tone, &format!("{:5}", row.level.name())),
        clean(&row.message)
    ));
}

async fn cancel(workspace: &Workspace, id: &str, out: &Out) -> Result<Exit, Failure> {
    let execution = workspace.find_run(id).await?;
    let status = workspace.cancel_run(execution).await?;
    if out.json {
        out.value(&json!({ "execution_id": execution, "status": status }));
    } else {
        let id = short_id(execution);
        out.line(&format!("run {id} is {status} and was asked to stop"));
    }
    Ok(Exit::Done)
}
