//! `sql`: a question about the wells of a project, and its answer as a table, CSV or JSON.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;
use serde_json::{Map, Value};

use super::failure::{Exit, Failure};
use super::interrupt::Interrupts;
use super::out::{Out, Tone};
use super::table::{Cell, Table, plain};
use super::target::{in_file, project, with_workspace};
use super::words::count;
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::Workspace;
use crate::services::sql::{AnswerColumn, Asked};

/// Time between two looks at how far the reading is.
const LOOK: Duration = Duration::from_millis(200);

/// Arguments of `sql`.
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// The query; without one it is read from --file or standard input.
    ///
    /// Tables are logs (well, dept in m, and a column for each name of a curve), wells, curves, tops
    /// and runs; `describe logs` lists the columns. Every operator is a function, see docs/sql.md.
    #[arg(value_name = "QUERY", conflicts_with = "file")]
    query: Option<String>,
    /// File with the query.
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Writes CSV, as it comes.
    #[arg(long)]
    csv: bool,
    /// Rows of a table that is printed; --csv and --json write all.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

/// Asks the question and prints the answer.
pub async fn run(args: SqlArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    if args.csv && out.json {
        let error = Diagnostic::error(ErrorType::NotSupported, "an answer has one format");
        return Err(Failure::usage(error.found("--csv and --json").hint("leave one of them out")));
    }
    let sql = query(&args)?;
    with_workspace(settings, out, async |workspace| {
        let mut interrupts = Interrupts::listen()?;
        tokio::select! {
            printed = print(workspace, &args, &sql, out) => printed,
            () = interrupts.next() => Err(Diagnostic::error(ErrorType::Cancelled, "the query was stopped").into()),
        }
    })
    .await
}

fn query(args: &SqlArgs) -> Result<String, Failure> {
    let refuse = |found: String| {
        let error = Diagnostic::error(ErrorType::MalformedFile, "there is no query");
        let example = "mudrock sql \"select well, avg(gr) from logs group by well\"";
        Failure::usage(error.found(found).wanted("a query in SQL").hint(format!("e.g. {example}")))
    };
    let text = match (&args.query, &args.file) {
        (Some(query), _) => query.clone(),
        (None, Some(path)) => std::fs::read_to_string(path).map_err(|error| {
            let unreadable =
                Diagnostic::error(ErrorType::FileUnreadable, "the query cannot be read");
            in_file(unreadable.found(error.to_string()).hint("give a file of text"), path)
        })?,
        (None, None) => {
            let mut stdin = std::io::stdin();
            if stdin.is_terminal() {
                return Err(refuse("a terminal".to_owned()));
            }
            let mut text = String::new();
            stdin.read_to_string(&mut text).map_err(|error| refuse(error.to_string()))?;
            text
        }
    };
    if text.trim().is_empty() { Err(refuse("no text".to_owned())) } else { Ok(text) }
}

async fn print(
    workspace: &Workspace,
    args: &SqlArgs,
    sql: &str,
    out: &Out,
) -> Result<Exit, Failure> {
    let project = project(workspace, args.project.as_deref()).await?;
    let asked = workspace.ask(project.id, sql).await?;
    let progress = match out.draws_progress() {
        true => ProgressBar::new_spinner(),
        false => ProgressBar::hidden(),
    };
    let printed = if args.csv {
        csv(asked, &progress, out).await
    } else if out.json {
        json(asked, &progress, out).await
    } else {
        table(asked, args.limit, &progress, out).await
    };
    progress.finish_and_clear();
    printed.map(|()| Exit::Done)
}

/// Waits for the next rows, and shows meanwhile how many wells were read.
async fn next(
    asked: &mut Asked,
    progress: &ProgressBar,
) -> Result<Option<Vec<Vec<Value>>>, Failure> {
    loop {
        match tokio::time::timeout(LOOK, asked.answer.next()).await {
            Ok(rows) => return Ok(rows.transpose()?),
            Err(_) => {
                progress.set_message(format!("{} read", count(asked.wells_read(), "well")));
                progress.tick();
            }
        }
    }
}

async fn table(
    mut asked: Asked,
    limit: usize,
    progress: &ProgressBar,
    out: &Out,
) -> Result<(), Failure> {
    let columns = asked.answer.columns();
    let heads: Vec<String> = columns.iter().map(head).collect();
    let mut table = Table::new(&heads.iter().map(String::as_str).collect::<Vec<_>>());
    let (mut rows, mut is_cut) = (0, false);
    'answer: while let Some(batch) = next(&mut asked, progress).await? {
        for row in batch {
            if rows == limit {
                is_cut = true;
                break 'answer;
            }
            table.row(row.iter().map(|value| cell(value, out)));
            rows += 1;
        }
    }
    progress.finish_and_clear();
    table.print(out);
    out.note(&match is_cut {
        true => format!("the first {}; --limit N shows more, --csv all", count(rows, "row")),
        false => count(rows, "row"),
    });
    Ok(())
}

/// Returns the head of a column: its name, with the unit where it has one.
fn head(column: &AnswerColumn) -> String {
    let side = if column.is_number { ">" } else { "" };
    match column.unit.as_str() {
        "" => format!("{side}{}", column.name),
        unit => format!("{side}{} [{unit}]", column.name),
    }
}

fn cell(value: &Value, out: &Out) -> Cell {
    match value {
        Value::Null => (out.nothing().to_owned(), Tone::Faint),
        Value::String(text) => plain(text.clone()),
        Value::Number(number) => plain(short(number)),
        other => plain(other.to_string()),
    }
}

/// Writes a number with six decimals at most, and those of few digits whole.
fn short(number: &serde_json::Number) -> String {
    let Some(value) = number.as_f64().filter(|_| number.is_f64()) else {
        return number.to_string();
    };
    let size = value.abs();
    if value != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{value:e}");
    }
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

async fn json(mut asked: Asked, progress: &ProgressBar, out: &Out) -> Result<(), Failure> {
    let columns = asked.answer.columns();
    let mut rows = Vec::new();
    while let Some(batch) = next(&mut asked, progress).await? {
        let named = |row: Vec<Value>| -> Map<String, Value> {
            columns.iter().map(|column| column.name.clone()).zip(row).collect()
        };
        rows.extend(batch.into_iter().map(named));
    }
    progress.finish_and_clear();
    out.value(&rows);
    Ok(())
}

async fn csv(mut asked: Asked, progress: &ProgressBar, out: &Out) -> Result<(), Failure> {
    let columns = asked.answer.columns();
    let names = columns.into_iter().map(|column| Value::String(column.name)).collect();
    let mut batch = vec![names];
    loop {
        progress.suspend(|| out.text(&csv_lines(&batch)));
        if out.is_broken() {
            return Ok(());
        }
        match next(&mut asked, progress).await? {
            Some(rows) if rows.is_empty() => batch = Vec::new(),
            Some(rows) => batch = rows,
            None => return Ok(()),
        }
    }
}

/// Writes rows as lines of CSV; null is an empty cell, lists and structs are JSON.
fn csv_lines(rows: &[Vec<Value>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        writer.write_record(cells).expect("memory takes every row of one length");
    }
    let bytes = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("texts are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_short_and_keep_what_depths_need() {
        let written = |value: Value| match value {
            Value::Number(number) => short(&number),
            other => panic!("{other}"),
        };
        assert_eq!(written(json!(1523.876)), "1523.876");
        assert_eq!(written(json!(1.0 / 3.0)), "0.333333");
        assert_eq!(written(json!(2.0)), "2");
        assert_eq!(written(json!(-0.0)), "-0");
        assert_eq!(written(json!(5e-7)), "5e-7");
        assert_eq!(written(json!(123_456_789_012_i64)), "123456789012");
    }

    #[test]
    fn cells_of_csv_are_quoted_where_they_must_be() {
        let rows = vec![vec![json!("A, \"1\""), json!(null), json!([1.5, null])]];
        assert_eq!(csv_lines(&rows), "\"A, \"\"1\"\"\",,\"[1.5,null]\"\n");
    }
}
