//! `import`: well files into a project.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use super::failure::{Exit, Failure};
use super::interrupt::Interrupts;
use super::out::{Out, Tone};
use super::print;
use super::table::{Table, plain};
use super::target::with_workspace;
use super::words::{clean, count, file_name};
use crate::canvas::label::status_sign;
use crate::config::Settings;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::Status;
use crate::services::import::{FileOutcome, FileReport, ImportReport, well_files};

/// Rows of the table at the end; a batch of thousands is told by its counts and its failures.
const LONGEST_TABLE: usize = 50;

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// LAS files, tops.csv files (columns well,top,md_m), or directories that hold them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Project; created when it does not exist.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: String,
}

/// Imports the files and reports.
pub async fn run(args: ImportArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let files = well_files(&args.paths)?;
    let cancel = CancellationToken::new();
    let report = with_workspace(settings, out, async |workspace| {
        let bar = bar(files.len() as u64, out);
        let progress = |file: &FileReport, done: usize| {
            bar.set_position(done as u64);
            bar.set_message(file_name(&file.path));
            let failed = file.outcome == FileOutcome::Failed;
            if failed || out.verbose || !out.draws_progress() {
                bar.suspend(|| tell(file, out));
            }
        };
        let mut interrupts = Interrupts::listen_and_outlive_the_line()?;
        let import = workspace.import(&files, &args.project, &cancel, &progress);
        tokio::pin!(import);
        let report = loop {
            tokio::select! {
                report = &mut import => break report?,
                () = interrupts.next(), if !cancel.is_cancelled() => {
                    bar.suspend(|| out.note("stopping after the files at hand"));
                    cancel.cancel();
                }
            }
        };
        bar.finish_and_clear();
        Ok(report)
    })
    .await?;
    if out.json {
        out.value(&report);
    } else {
        print_report(&report, out);
    }
    Ok(exit(&report))
}

fn bar(files: u64, out: &Out) -> ProgressBar {
    if !out.draws_progress() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("  {bar:30.cyan} {pos}/{len}  {wide_msg}")
        .expect("the template is a constant");
    ProgressBar::new(files).with_style(style)
}

/// Says how one file ended, and why.
fn tell(file: &FileReport, out: &Out) {
    let sign = status_sign(status(&file.outcome), out.charset).to_string();
    let sign = out.paint_note(tone(&file.outcome), &sign);
    out.note(&format!(
        "{sign} {}: {}",
        clean(&file.path.display().to_string()),
        said(&file.outcome)
    ));
    let errors = |diagnostic: &&Diagnostic| out.verbose || diagnostic.is_error();
    print::diagnostics(out, file.diagnostics.iter().filter(errors));
}

fn said(outcome: &FileOutcome) -> String {
    match outcome {
        FileOutcome::Imported { well, curves, samples } => {
            let well = clean(well);
            format!("{well}, {} of {}", count(*curves, "curve"), count(*samples, "sample"))
        }
        FileOutcome::Unchanged { well } => format!("{}, known already", clean(well)),
        FileOutcome::Tops { tops, changed: 0 } => format!("{}, known already", count(*tops, "top")),
        FileOutcome::Tops { tops, .. } => count(*tops, "top"),
        FileOutcome::Failed => "failed".to_owned(),
        FileOutcome::Cancelled => "not tried".to_owned(),
    }
}

fn status(outcome: &FileOutcome) -> Status {
    match outcome {
        FileOutcome::Unchanged { .. } | FileOutcome::Tops { changed: 0, .. } => Status::Skipped,
        FileOutcome::Imported { .. } | FileOutcome::Tops { .. } => Status::Completed,
        FileOutcome::Failed => Status::Failed,
        FileOutcome::Cancelled => Status::Cancelled,
    }
}

fn tone(outcome: &FileOutcome) -> Tone {
    Tone::of(status(outcome))
}

fn print_report(report: &ImportReport, out: &Out) {
    if report.files.len() <= LONGEST_TABLE {
        print_files(report, out);
        out.line("");
    }
    let of =
        |wanted: Status| report.files.iter().filter(|file| status(&file.outcome) == wanted).count();
    let project = clean(&report.project);
    if of(Status::Skipped) == report.files.len() {
        let files = count(report.files.len(), "file");
        let are = if report.files.len() == 1 { "is" } else { "are" };
        out.line(&format!("nothing changed: {files} {are} known already"));
        return;
    }
    let mut parts = vec![format!("{} imported", count(of(Status::Completed), "file"))];
    let others = [
        (Status::Skipped, "known already"),
        (Status::Failed, "failed"),
        (Status::Cancelled, "not tried"),
    ];
    for (status, word) in others {
        if of(status) > 0 {
            parts.push(format!("{} {word}", of(status)));
        }
    }
    let new = if report.project_created { " (new)" } else { "" };
    out.line(&format!("project \"{project}\"{new}: {}", parts.join(", ")));
}

fn print_files(report: &ImportReport, out: &Out) {
    let mut table = Table::new(&["", "file", "well", ">curves", ">samples", "remarks"]);
    for file in &report.files {
        let (well, curves, samples) = match &file.outcome {
            FileOutcome::Imported { well, curves, samples } => {
                (well.clone(), curves.to_string(), samples.to_string())
            }
            FileOutcome::Unchanged { well } => (well.clone(), String::new(), String::new()),
            _ => Default::default(),
        };
        let tone = tone(&file.outcome);
        table.row([
            (status_sign(status(&file.outcome), out.charset).to_string(), tone),
            plain(file_name(&file.path)),
            plain(well),
            plain(curves),
            plain(samples),
            (remarks(file), if tone == Tone::Bad { Tone::Bad } else { Tone::Faint }),
        ]);
    }
    table.print(out);
}

/// One line about a file: how it ended where that is not plain, and what else is to be known.
fn remarks(file: &FileReport) -> String {
    let first_error = file.diagnostics.iter().find(|diagnostic| diagnostic.is_error());
    let end = match (&file.outcome, first_error) {
        (FileOutcome::Failed, Some(error)) => return error.what.clone(),
        (FileOutcome::Imported { .. }, _) => None,
        (outcome @ FileOutcome::Tops { .. }, _) => Some(said(outcome)),
        (FileOutcome::Unchanged { .. }, _) => Some("known already".to_owned()),
        (FileOutcome::Failed, None) => Some("failed".to_owned()),
        (FileOutcome::Cancelled, _) => Some("not tried".to_owned()),
    };
    let first_warning = file.diagnostics.first().map(|warning| warning.what.clone());
    let more = file.diagnostics.len().saturating_sub(1);
    let warning = first_warning.map(|warning| match more {
        0 => warning,
        more => format!("{warning} (and {more} more; -v shows them)"),
    });
    [end, warning].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn exit(report: &ImportReport) -> Exit {
    let lost = report
        .files
        .iter()
        .filter(|file| matches!(file.outcome, FileOutcome::Failed | FileOutcome::Cancelled))
        .count();
    match lost {
        0 => Exit::Done,
        lost if lost == report.files.len() => Exit::Failed,
        _ => Exit::Partial,
    }
}
