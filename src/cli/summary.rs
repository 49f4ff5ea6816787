//! The result of a run as text: its nodes, the curves and files it wrote, and what went wrong.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::failure::Failure;
use super::out::{Out, Tone};
use super::print;
use super::table::{Cell, Table, plain};
use super::words::{Digits, clean, count, digits, duration, is_depth, number, short_id, time};
use crate::canvas::label::status_sign;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::{LogLevel, Status};
use crate::domain::rows::{CurveRow, LogRow, NodeRunRow, RunDetail};
use crate::services::Workspace;
use crate::services::report::{RunResult, TableRow, WrittenBy};
use rows::Look;

pub mod rows;

/// Wells whose curves are shown in full; the others are summed up.
const WELLS_SHOWN: usize = 3;

/// Files that are shown; the others are counted.
const FILES_SHOWN: usize = 10;

/// Problems that are shown in full.
const PROBLEMS_SHOWN: usize = 5;

/// Log rows among which problems are looked for.
const LOG_ROWS: i64 = 2000;

/// Prints nodes, curves and problems of a run.
pub async fn print(workspace: &Workspace, result: &RunResult, out: &Out) -> Result<(), Failure> {
    head(&result.detail, out);
    out.line("");
    nodes(&result.detail.nodes, out);
    if !result.output_curves.is_empty() {
        out.line("");
        curves(&result.output_curves, out);
    }
    if !result.written.is_empty() {
        out.line("");
        files(&result.written, out);
    }
    if !result.tables.is_empty() {
        out.line("");
        tables(&result.tables, result.detail.run.id, out);
    }
    let logs = workspace.logs(result.detail.run.id, None, LOG_ROWS).await?;
    problems(&result.detail, &logs, out);
    Ok(())
}

/// Prints what was run, by whom, when, and how it ended.
pub fn head(detail: &RunDetail, out: &Out) {
    let run = &detail.run;
    let sign = format!("{} {}", status_sign(run.status, out.charset), run.status);
    let took = run.execution_time_ms.map_or_else(String::new, |ms| format!(" in {}", duration(ms)));
    let what = match &run.only_node {
        Some(node) => format!("{}, node {node}", run.pipeline_name),
        None => run.pipeline_name.clone(),
    };
    let heading = out.paint(Tone::Strong, &clean(&what));
    out.line(&format!("{heading}  {}{took}", out.paint(Tone::of(run.status), &sign)));
    let began = run.started_at.unwrap_or(run.created_at);
    let about = format!(
        "run {}, {}, {}, {}",
        short_id(run.id),
        count(usize::try_from(run.wells.total).unwrap_or(0), "well"),
        clean(&run.executed_by),
        time(began)
    );
    out.line(&out.paint(Tone::Faint, &about));
}

/// Returns a state as a cell.
pub fn status_cell(status: Status, out: &Out) -> Cell {
    (format!("{} {status}", status_sign(status, out.charset)), Tone::of(status))
}

/// Prints a table of nodes.
pub fn nodes(nodes: &[NodeRunRow], out: &Out) {
    let mut table = Table::new(&[
        "node", "operator", "state", ">done", ">failed", ">skipped", ">rows", ">curves", ">ms",
    ]);
    let counted = |count: i64, tone: Tone| match count {
        0 => ("0".to_owned(), Tone::Faint),
        count => (count.to_string(), tone),
    };
    for node in nodes {
        table.row([
            plain(node.node_name.clone()),
            plain(node.operator_id.clone().unwrap_or_default()),
            status_cell(node.status, out),
            counted(node.wells.done, Tone::Plain),
            counted(node.wells.failed, Tone::Bad),
            counted(node.wells.skipped, Tone::Doubtful),
            counted(node.rows_out, Tone::Plain),
            counted(node.output_curves, Tone::Plain),
            plain(node.execution_time_ms.map_or_else(|| out.nothing().into(), |ms| ms.to_string())),
        ]);
    }
    table.print(out);
}

/// Prints the curves of the first wells in full, and how many more there are.
fn curves(all: &[CurveRow], out: &Out) {
    let mut by_well: BTreeMap<&str, Vec<&CurveRow>> = BTreeMap::new();
    for curve in all {
        by_well.entry(&curve.well_name).or_default().push(curve);
    }
    let wells = by_well.len();
    let shown = if out.verbose { wells } else { wells.min(WELLS_SHOWN) };
    curve_table(by_well.values().take(shown).flatten().copied(), false, out);
    if shown < wells {
        let rest: usize = by_well.values().skip(shown).map(Vec::len).sum();
        let rest = format!(
            "and {} in {} (-v shows all)",
            count(rest, "curve"),
            count(wells - shown, "more well")
        );
        out.line(&out.paint(Tone::Faint, &rest));
    }
}

/// Prints what the first wells gave to files and tables, and how much more there is.
fn files(all: &[WrittenBy], out: &Out) {
    let mut table =
        Table::new(&["node", "well", "written to", ">rows", ">columns", ">bytes", "sha256"]);
    let shown = if out.verbose { all.len() } else { all.len().min(FILES_SHOWN) };
    for WrittenBy { node, output } in &all[..shown] {
        let digest = output.sha256.as_deref().unwrap_or_default();
        // Twelve digits tell files apart; `--json` has them all.
        let digest = if out.verbose { digest } else { digest.get(..12).unwrap_or(digest) };
        table.row([
            plain(node.clone()),
            plain(output.well.clone()),
            plain(output.target.clone()),
            plain(output.rows.to_string()),
            plain(output.columns.len().to_string()),
            plain(output.bytes.map_or_else(|| out.nothing().into(), |bytes| bytes.to_string())),
            (digest.to_owned(), Tone::Faint),
        ]);
    }
    table.print(out);
    if shown < all.len() {
        let rest = format!("and {} more (-v shows all)", all.len() - shown);
        out.line(&out.paint(Tone::Faint, &rest));
    }
}

/// Prints which tables the first wells gave, and how they are looked at.
fn tables(all: &[TableRow], run: Uuid, out: &Out) {
    let mut table = Table::new(&["node", "well", "table", ">rows", "columns"]);
    let shown = if out.verbose { all.len() } else { all.len().min(FILES_SHOWN) };
    for row in &all[..shown] {
        let columns: Vec<&str> = row.columns.iter().map(|column| column.name.as_str()).collect();
        table.row([
            plain(row.node.clone()),
            plain(row.well.clone()),
            plain(row.name.clone()),
            plain(row.row_count.to_string()),
            (columns.join(", "), Tone::Faint),
        ]);
    }
    table.print(out);
    let more =
        if shown < all.len() { format!("and {} more; ", all.len() - shown) } else { String::new() };
    let hint = format!("{more}`mudrock runs tables {}` prints them", short_id(run));
    out.line(&out.paint(Tone::Faint, &hint));
}

/// Prints one table of a run with its rows.
pub fn result_table(result: &TableRow, out: &Out) {
    let heading = format!("{}, {}: {}", result.node, result.well, result.name);
    out.line(&out.paint(Tone::Strong, &clean(&heading)));
    rows::print(&result.columns, &result.rows, Look::RESULT, out);
    if result.truncated {
        let kept =
            format!("the first {} of {} rows were kept", result.rows.len(), result.row_count);
        out.line(&out.paint(Tone::Faint, &kept));
    }
}

/// Writes the least, the mean and the greatest value of a curve; of depths, as depths.
pub fn sums(curve: &CurveRow, out: &Out) -> Vec<Cell> {
    let is_depth = is_depth(&curve.name, &curve.unit);
    let values = [curve.min, curve.mean, curve.max];
    let written = match is_depth {
        true => digits::column(&values, true, Digits::Four),
        false => values.map(|value| value.map(number)).into(),
    };
    let cell = |text: Option<String>| plain(text.unwrap_or_else(|| out.nothing().to_owned()));
    written.into_iter().map(cell).collect()
}

/// Prints a table of curves; a well is named once.
pub fn curve_table<'a>(
    curves: impl IntoIterator<Item = &'a CurveRow>,
    with_source: bool,
    out: &Out,
) {
    let mut heads = vec!["well", "curve", "unit", ">samples", ">nulls", ">min", ">mean", ">max"];
    if with_source {
        heads.extend([">version", "written by"]);
    }
    let mut table = Table::new(&heads);
    let mut last_well = None;
    for curve in curves {
        let is_new = last_well != Some(curve.well_id);
        last_well = Some(curve.well_id);
        let mut row = vec![
            plain(if is_new { curve.well_name.clone() } else { String::new() }),
            plain(curve.name.clone()),
            plain(curve.unit.clone()),
            plain(curve.samples.to_string()),
            plain(curve.nulls.to_string()),
        ];
        row.extend(sums(curve, out));
        if with_source {
            row.push(plain(curve.version.to_string()));
            row.push((curve.source.clone(), Tone::Faint));
        }
        table.row(row);
    }
    table.print(out);
}

/// Prints the first problems of the log; what the log does not tell, the run and its nodes do.
fn problems(detail: &RunDetail, logs: &[LogRow], out: &Out) {
    // A doubtful row without a node is only the sum of the others.
    let is_problem = |row: &&LogRow| {
        row.level == LogLevel::Error || (row.level == LogLevel::Warn && row.node_name.is_some())
    };
    let mut problems: Vec<Diagnostic> = logs.iter().filter(is_problem).map(diagnostic).collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    if problems.is_empty()
        && let Some(message) = &detail.run.error_message
    {
        problems.push(Diagnostic::error(ErrorType::Internal, message));
    }
    if problems.is_empty() {
        return;
    }
    out.note("");
    print::diagnostics(out, problems.iter().take(PROBLEMS_SHOWN));
    if problems.len() > PROBLEMS_SHOWN {
        let more = problems.len() - PROBLEMS_SHOWN;
        let id = short_id(detail.run.id);
        out.note(&format!("and {more} more: `mudrock runs logs {id}` shows them"));
    }
}

/// Returns the diagnostic that a log row was written from, or one made of its message.
fn diagnostic(row: &LogRow) -> Diagnostic {
    let mut diagnostic =
        serde_json::from_value(row.data.clone()).unwrap_or_else(|_| match row.level {
            LogLevel::Error => Diagnostic::error(ErrorType::Internal, &row.message),
            _ => Diagnostic::warning(ErrorType::Internal, &row.message),
        });
    if row.node_name.is_some() {
        diagnostic.place.node.clone_from(&row.node_name);
    }
    diagnostic
}
