//! `ops try`: an operator on a well, before and after, with nothing kept.

use clap::Args;
use serde_json::{Map, json};

use super::object;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::summary;
use crate::cli::table::{Table, plain};
use crate::cli::target::{project, with_workspace};
use crate::cli::words::number;
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::Workspace;
use crate::services::trial::{Trial, TrialCurve, TrialRequest};

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
    /// Curve for a port; a port left out takes the one curve that fits.
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
    let parameters = match &args.params {
        None => Map::new(),
        Some(text) => object(text, "--params", "{\"gr_clean\": 20}")?,
    };
    let request = TrialRequest {
        project: project(workspace, args.project.as_deref()).await?.id,
        well: args.well.clone(),
        operator: args.id.clone(),
        parameters,
        inputs: args.inputs.iter().map(|text| input(text)).collect::<Result<_, _>>()?,
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

fn input(text: &str) -> Result<(String, String), Failure> {
    match text.split_once('=') {
        Some((port, curve)) if !port.trim().is_empty() && !curve.trim().is_empty() => {
            Ok((port.trim().to_owned(), curve.trim().to_owned()))
        }
        _ => Err(Failure::usage(
            Diagnostic::error(ErrorType::MalformedFile, "an input cannot be read")
                .found(format!("\"{text}\""))
                .wanted("PORT=CURVE, e.g. GR=GR_1"),
        )),
    }
}

fn print(trial: &Trial, out: &Out) {
    let title = format!("{} {} on {}", trial.operator, trial.version, trial.well);
    out.line(&out.paint(Tone::Strong, &title));
    let mut table =
        Table::new(&["", "curve", "unit", ">samples", ">nulls", ">min", ">mean", ">max"]);
    let mut rows = |word: &str, curves: &[TrialCurve]| {
        for curve in curves {
            let row = &curve.trace.curve;
            let value =
                |value: Option<f64>| plain(value.map_or_else(|| out.nothing().to_owned(), number));
            table.row([
                (word.to_owned(), Tone::Faint),
                plain(row.name.clone()),
                plain(row.unit.clone()),
                plain(row.samples.to_string()),
                plain(row.nulls.to_string()),
                value(row.min),
                value(row.mean),
                value(row.max),
            ]);
        }
    };
    rows("before", &trial.before);
    rows("after", &trial.after);
    if !trial.before.is_empty() || !trial.after.is_empty() {
        table.print(out);
    }
    for result in &trial.tables {
        out.line("");
        out.line(&out.paint(Tone::Strong, &result.name));
        summary::columns(&result.columns, &result.rows, out);
        if result.is_truncated() {
            let kept = format!("the first {} of {} rows", result.rows.len(), result.row_count);
            out.line(&out.paint(Tone::Faint, &kept));
        }
    }
    if trial.after.is_empty() && trial.tables.is_empty() {
        out.line("nothing came out that can be shown as numbers; --json tells all");
    }
    out.line("");
    out.line(&out.paint(Tone::Faint, "nothing was kept"));
}
