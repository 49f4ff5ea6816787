//! `ops try`: an operator on a well, before and after, with nothing kept.

use clap::Args;
use serde_json::json;

use super::{MOST_ROWS, given};
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::summary::rows::{self, Look};
use crate::cli::summary::sums;
use crate::cli::table::{Table, plain};
use crate::cli::target::{project, with_workspace};
use crate::config::Settings;
use crate::domain::table::ResultTable;
use crate::services::Workspace;
use crate::services::operators::{SAMPLES, spec};
use crate::services::trial::{Trial, TrialCurve, TrialRequest};

/// Rows of samples that are printed: the first tell what they look like.
const SAMPLES_SHOWN: usize = 20;

/// Arguments of `ops try`.
#[derive(Debug, Args)]
pub struct TryArgs {
    /// Id of the operator, or ID@VERSION.
    #[arg(value_name = "OPERATOR")]
    id: String,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Well; the first of the project when left out.
    #[arg(long, value_name = "NAME")]
    well: Option<String>,
    /// Curve for a port; a port left out takes the one curve that fits, and one that takes any number
    /// of curves may stand several times.
    #[arg(long = "input", value_name = "PORT=CURVE")]
    inputs: Vec<String>,
    /// Parameters as a JSON object; those left out take their defaults.
    #[arg(long, value_name = "JSON")]
    params: Option<String>,
}

/// Tries the operator out.
pub async fn run(args: TryArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    with_workspace(settings, out, async |workspace| work(&args, workspace, out).await).await
}

async fn work(args: &TryArgs, workspace: &Workspace, out: &Out) -> Result<Exit, Failure> {
    let parameters = given::parameters(args.params.as_ref())?;
    let inputs = given::curves(spec(&args.id)?, &args.inputs)?;
    let request = TrialRequest {
        project: project(workspace, args.project.as_deref()).await?.id,
        well: args.well.clone(),
        operator: args.id.clone(),
        parameters,
        inputs,
    };
    let trial = workspace.try_operator(&request).await?;
    for note in &trial.notes {
        out.note(&format!("note: {note}"));
    }
    if out.json {
        out.value(&json!(trial));
    } else {
        print(&trial, out);
    }
    Ok(Exit::Done)
}

fn print(trial: &Trial, out: &Out) {
    let title = format!("{} {} on {}", trial.operator, trial.version, trial.well);
    out.line(&out.paint(Tone::Strong, &title));
    let mut table =
        Table::new(&["", "curve", "unit", ">samples", ">nulls", ">min", ">mean", ">max"]);
    let mut rows = |word: &str, curves: &[TrialCurve]| {
        for curve in curves {
            let row = &curve.trace.curve;
            let head = [
                (word.to_owned(), Tone::Faint),
                plain(row.name.clone()),
                plain(row.unit.clone()),
                plain(row.samples.to_string()),
                plain(row.nulls.to_string()),
            ];
            table.row(head.into_iter().chain(sums(row, out)));
        }
    };
    rows("before", &trial.before);
    rows("after", &trial.after);
    if !trial.before.is_empty() || !trial.after.is_empty() {
        table.print(out);
    }
    for result in &trial.tables {
        out.line("");
        table_of(result, out);
    }
    if trial.after.is_empty() && trial.tables.is_empty() {
        out.line("nothing came out");
    }
    out.line("");
    out.line(&out.paint(Tone::Faint, "nothing was kept"));
}

fn table_of(result: &ResultTable, out: &Out) {
    out.line(&out.paint(Tone::Strong, &result.name));
    let most = if result.name == SAMPLES { SAMPLES_SHOWN } else { MOST_ROWS };
    rows::print(&result.columns, &result.rows, Look { most, ..Look::RESULT }, out);
    let (shown, all) = (result.rows.len().min(most), result.row_count);
    if i64::try_from(shown).is_ok_and(|shown| shown < all) {
        let more = match result.is_truncated() {
            true => format!("; --json prints {}", result.rows.len()),
            false => "; --json prints all".to_owned(),
        };
        let more = if result.rows.len() > shown { more } else { String::new() };
        out.line(&out.paint(Tone::Faint, &format!("the first {shown} of {all} rows{more}")));
    }
}
