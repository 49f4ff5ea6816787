//! `pipelines`: files in and out, lists, checks, differences, templates.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::failure::{Exit, Failure};
use super::out::{Out, Tone};
use super::print;
use super::summary::status_cell;
use super::table::{Table, plain};
use super::target::{self, Given, in_file, with_names, with_workspace};
use super::words::{clean, count, time};
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::services::Workspace;
use crate::services::pipelines::{Stored, read_file, validate_alone};

mod diff;
mod edit;
mod export;
mod new;
mod branches;
mod drafts;
mod revisions;
mod show;
mod templates;

/// Subcommands of `pipelines`.
#[derive(Debug, Subcommand)]
pub enum PipelinesCommand {
    /// Lists the pipelines of a project.
    List(ProjectArgs),
    /// Shows a pipeline: nodes, ports, kept curves, problems.
    Show(ShowArgs),
    /// Stores pipeline files in a project.
    Import(ImportArgs),
    /// Writes a stored pipeline as a file.
    Export(export::ExportArgs),
    /// Applies a list of edits to a stored pipeline or to a file.
    Edit(edit::EditArgs),
    /// Checks a pipeline and reports all problems at once.
    Validate(OneArgs),
    /// Tells what differs between two pipelines, stored or in files.
    Diff(diff::DiffArgs),
    /// Lists the templates that come with the program.
    Templates,
    /// Makes a pipeline, from a template or without nodes.
    New(new::NewArgs),
    /// Lists the revisions of a pipeline: every state that was saved.
    Revisions(revisions::RevisionsArgs),
    /// Saves what a revision says as the newest one.
    Restore(revisions::RestoreArgs),
    /// Lists the branches of a pipeline: lines of revisions beside main, which is what runs.
    Branches(revisions::StoredArgs),
    /// Begins a branch, or deletes it.
    Branch(branches::BranchArgs),
    /// Merges a branch into main; what both changed is reported, not guessed.
    Merge(branches::MergeArgs),
    /// Lists your changes that are not saved yet.
    Drafts(ProjectArgs),
    /// Throws changes away that are not saved yet.
    Discard(drafts::DiscardArgs),
}

/// A project.
#[derive(Debug, Args)]
pub struct ProjectArgs {
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
}

/// A pipeline.
#[derive(Debug, Args)]
pub struct OneArgs {
    /// Name or id of a stored pipeline, or a pipeline file; a file without --project needs no database.
    #[arg(value_name = "PIPELINE|FILE")]
    pipeline: String,
    /// Project against whose curves the pipeline is checked.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
}

/// Arguments of `pipelines show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Which pipeline.
    #[command(flatten)]
    one: OneArgs,
    /// Revision to show instead of what main says: a branch, or the beginning or end of an id.
    #[arg(long, value_name = "REVISION")]
    revision: Option<String>,
}

/// Arguments of `pipelines import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Pipeline files, JSON or YAML.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
}

/// Does what the subcommand says.
pub async fn run(
    command: PipelinesCommand,
    settings: &Settings,
    out: &Out,
) -> Result<Exit, Failure> {
    match command {
        PipelinesCommand::List(args) => {
            with_workspace(settings, out, async |workspace| list(workspace, &args, out).await).await
        }
        PipelinesCommand::Show(args) => show::run(&args, settings, out).await,
        PipelinesCommand::Import(args) => {
            with_workspace(settings, out, async |workspace| import(workspace, &args, out).await)
                .await
        }
        PipelinesCommand::Export(args) => {
            with_workspace(settings, out, async |workspace| {
                export::run(workspace, &args, out).await
            })
            .await
        }
        PipelinesCommand::Edit(args) => edit::run(&args, settings, out).await,
        PipelinesCommand::Validate(args) => validate(&args, settings, out).await,
        PipelinesCommand::Diff(args) => diff::run(&args, settings, out).await,
        PipelinesCommand::Templates => Ok(templates::run(out)),
        PipelinesCommand::New(args) => new::run(&args, settings, out).await,
        stored => {
            with_workspace(settings, out, async |workspace| kept(workspace, &stored, out).await)
                .await
        }
    }
}

/// Does what concerns drafts, revisions and branches.
async fn kept(
    workspace: &Workspace,
    command: &PipelinesCommand,
    out: &Out,
) -> Result<Exit, Failure> {
    match command {
        PipelinesCommand::Revisions(args) => revisions::list(workspace, args, out).await,
        PipelinesCommand::Restore(args) => revisions::restore(workspace, args, out).await,
        PipelinesCommand::Branches(args) => branches::list(workspace, args, out).await,
        PipelinesCommand::Branch(args) => branches::branch(workspace, args, out).await,
        PipelinesCommand::Merge(args) => branches::merge(workspace, args, out).await,
        PipelinesCommand::Drafts(args) => drafts::list(workspace, args, out).await,
        PipelinesCommand::Discard(args) => drafts::discard(workspace, args, out).await,
        _ => unreachable!("every other subcommand has been taken care of"),
    }
}

async fn list(workspace: &Workspace, args: &ProjectArgs, out: &Out) -> Result<Exit, Failure> {
    let project = target::project(workspace, args.project.as_deref()).await?;
    let pipelines = workspace.pipelines(project.id).await?;
    if out.json {
        out.value(&pipelines);
        return Ok(Exit::Done);
    }
    if pipelines.is_empty() {
        out.line("no pipelines yet; `mudrock pipelines import FILE --project NAME` stores one");
        return Ok(Exit::Done);
    }
    let mut table =
        Table::new(&["pipeline", "version", ">nodes", "last run", "saved", "description"]);
    for pipeline in pipelines {
        let state = pipeline.last_status.map(|status| status_cell(status, out));
        let saved = match (pipeline.is_new, pipeline.draft) {
            (true, _) => ("never, only a draft".to_owned(), Tone::Doubtful),
            (false, Some(_)) => {
                (format!("{}, and a draft", time(pipeline.updated_at)), Tone::Doubtful)
            }
            (false, None) => plain(time(pipeline.updated_at)),
        };
        table.row([
            plain(pipeline.name),
            plain(pipeline.version),
            plain(pipeline.nodes.to_string()),
            state.unwrap_or_else(|| (out.nothing().to_owned(), Tone::Faint)),
            saved,
            (pipeline.description, Tone::Faint),
        ]);
    }
    table.print(out);
    Ok(Exit::Done)
}

/// Stores what can be stored; a file with errors does not stop the others.
async fn import(workspace: &Workspace, args: &ImportArgs, out: &Out) -> Result<Exit, Failure> {
    let project = target::project(workspace, args.project.as_deref()).await?;
    let (mut rows, mut failed) = (Vec::new(), 0);
    for path in &args.files {
        let stored = match read_file(path) {
            Ok(file) => workspace.import_pipeline(project.id, file).await,
            Err(errors) => Err(errors),
        };
        let file = path.display().to_string();
        match stored {
            Ok((pipeline, stored)) => {
                let name = &pipeline.definition.name;
                let said = match stored {
                    Stored::Created => "stored",
                    Stored::Updated => "replaced what was stored",
                    Stored::Unchanged => "stored already, nothing changed",
                };
                if !out.json {
                    out.line(&clean(&format!("{name}: {said}")));
                }
                rows.push(
                    json!({ "file": file, "id": pipeline.id, "name": name, "outcome": stored }),
                );
            }
            Err(errors) => {
                failed += 1;
                let errors: Vec<Diagnostic> =
                    errors.into_iter().map(|error| in_file(error, path)).collect();
                print::diagnostics(out, &errors);
                rows.push(json!({ "file": file, "outcome": "failed", "errors": errors }));
            }
        }
    }
    if out.json {
        out.value(&json!({ "project": project.name, "files": rows }));
    }
    Ok(match failed {
        0 => Exit::Done,
        failed if failed == args.files.len() => Exit::Failed,
        _ => Exit::Partial,
    })
}

async fn validate(args: &OneArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let (name, nodes, diagnostics) = match Given::of(&args.pipeline) {
        Given::File(path) => {
            // A file that does not read is one that does not validate: the report says so.
            let (nodes, found) = match (read_file(&path), &args.project) {
                (Err(errors), _) => (0, errors),
                (Ok(file), None) => {
                    (file.definition.nodes.len(), validate_alone(&file.definition).diagnostics)
                }
                (Ok(file), Some(project)) => {
                    let found = with_workspace(settings, out, async |workspace| {
                        let project = workspace.project(project).await?;
                        Ok(workspace.validate(project.id, &file.definition).await?.diagnostics)
                    })
                    .await?;
                    (file.definition.nodes.len(), found)
                }
            };
            let found: Vec<_> = found.into_iter().map(|found| in_file(found, &path)).collect();
            (path.display().to_string(), nodes, found)
        }
        Given::Stored(name) => {
            let detail = with_workspace(settings, out, async |workspace| {
                let project = target::project(workspace, args.project.as_deref()).await?;
                let stored = workspace.find_pipeline(project.id, &name).await?;
                Ok(workspace.pipeline(stored.id).await?)
            })
            .await?;
            let named = |found| with_names(found, &detail.definition);
            let found = detail.diagnostics.into_iter().map(named).collect();
            (detail.definition.name.clone(), detail.definition.nodes.len(), found)
        }
    };
    let of = |severity: Severity| -> Vec<&Diagnostic> {
        diagnostics.iter().filter(|found| found.severity == severity).collect()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    if out.json {
        out.value(&json!({
            "pipeline": name, "valid": errors.is_empty(),
            "errors": errors, "warnings": warnings, "notes": of(Severity::Info),
        }));
    } else {
        let shown = |found: &&Diagnostic| out.verbose || found.severity > Severity::Info;
        print::diagnostics(out, diagnostics.iter().filter(shown));
        out.line(&verdict(&name, nodes, errors.len(), warnings.len(), out));
    }
    Ok(if errors.is_empty() { Exit::Done } else { Exit::Failed })
}

fn verdict(name: &str, nodes: usize, errors: usize, warnings: usize, out: &Out) -> String {
    let name = clean(name);
    match (errors, warnings) {
        (0, 0) => format!("{name}: {}, {}", out.paint(Tone::Good, "sound"), count(nodes, "node")),
        (0, _) => {
            let doubts = out.paint(Tone::Doubtful, &count(warnings, "warning"));
            format!("{name}: can run, {doubts}")
        }
        (_, 0) => format!("{name}: {}", out.paint(Tone::Bad, &count(errors, "error"))),
        (..) => {
            let errors = out.paint(Tone::Bad, &count(errors, "error"));
            format!("{name}: {errors}, {}", count(warnings, "warning"))
        }
    }
}
