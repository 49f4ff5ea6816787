//! `pipelines edit`: a list of edits, applied to a stored pipeline or to a file.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::cli::failure::{Exit, Failure};
use crate::cli::out::Out;
use crate::cli::print;
use crate::cli::target::{self, Given, in_file, with_names, with_workspace};
use crate::cli::words::{clean, count};
use crate::config::Settings;
use crate::domain::dag::DagDefinition;
use crate::domain::dag_file;
use crate::domain::diagnostic::{Diagnostic, ErrorType, Severity};
use crate::edit::change::Edit;
use crate::services::pipelines::{read_file, validate_alone};

/// Arguments of `pipelines edit`.
#[derive(Debug, Args)]
#[command(
    after_help = "An edit is an object with the key `edit`: add, insert_on, remove, connect, \
disconnect, rewire, rename, set_work, set_mapping, set_metadata, set_header or together. Nodes are \
named by id, or by a name that only one node has:\n\n  \
[{\"edit\": \"rename\", \"node\": \"Despike\", \"name\": \"Despike GR\"},\n   \
{\"edit\": \"remove\", \"nodes\": [\"Smooth\"], \"bridge\": true}]"
)]
pub struct EditArgs {
    /// Name or id of a stored pipeline, or a pipeline file.
    #[arg(value_name = "PIPELINE|FILE")]
    pipeline: String,
    /// File with a list of edits, JSON or YAML; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    edits: PathBuf,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// What the revision of a stored pipeline says; what was done when left out.
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// File to write an edited file to; itself when left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Say what would be done, and store nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Edits that were made, one after another.
struct Edited {
    definition: DagDefinition,
    labels: Vec<String>,
}

/// Applies the edits, all or none.
pub async fn run(args: &EditArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let script = Script::read(&args.edits)?;
    match Given::of(&args.pipeline) {
        Given::File(path) => {
            let before = read_file(&path)?.definition;
            let edited = script.applied(&before)?;
            let found = validate_alone(&edited.definition).diagnostics;
            let changed = edited.definition != before;
            if changed && !args.dry_run {
                write(args.out.as_deref().unwrap_or(&path), &edited.definition)?;
            }
            let found: Vec<_> = found.into_iter().map(|found| in_file(found, &path)).collect();
            report(args, &edited, changed, &found, "written", out);
        }
        Given::Stored(name) => {
            if args.out.is_some() {
                return Err(Failure::usage(
                    Diagnostic::error(ErrorType::NotSupported, "--out goes with a pipeline file")
                        .found(format!("the stored pipeline \"{name}\""))
                        .hint("`mudrock pipelines export` writes it as a file"),
                ));
            }
            with_workspace(settings, out, async |workspace| {
                let project = target::project(workspace, args.project.as_deref()).await?;
                let stored = workspace.find_pipeline(project.id, &name).await?;
                let mut edited = script.applied(&stored.definition)?;
                edited.definition = dag_file::with_stored_ids(edited.definition, stored.id);
                let changed = edited.definition != stored.definition;
                if changed && !args.dry_run {
                    let said = edited.labels.join("; ");
                    let message = args.message.as_ref().unwrap_or(&said);
                    let definition = edited.definition.clone();
                    workspace
                        .save_definition(&stored, definition, message)
                        .await
                        .map_err(|errors| named(errors, &edited.definition))?;
                }
                let found = workspace.validate(project.id, &edited.definition).await?.diagnostics;
                let found = named(found, &edited.definition);
                report(args, &edited, changed, &found, "saved", out);
                Ok(())
            })
            .await?;
        }
    }
    Ok(Exit::Done)
}

/// Edits as they stand in a file.
struct Script {
    edits: Vec<Edit>,
    text: String,
    file: String,
}

impl Script {
    fn read(path: &Path) -> Result<Self, Failure> {
        let standard_input = path == Path::new("-");
        let file =
            if standard_input { "standard input".into() } else { path.display().to_string() };
        let mut text = String::new();
        let read = if standard_input {
            std::io::stdin().read_to_string(&mut text).map(|_| ())
        } else {
            std::fs::read_to_string(path).map(|read| text = read)
        };
        read.map_err(|error| {
            Diagnostic::error(ErrorType::FileUnreadable, "the edits cannot be read")
                .in_file(&file)
                .found(error.to_string())
                .wanted("a list of edits, JSON or YAML")
        })?;
        let edits = dag_file::read_as(&text, &file)?;
        Ok(Self { edits, text, file })
    }

    /// Applies the edits in their order; one that is refused is told with its line.
    fn applied(&self, definition: &DagDefinition) -> Result<Edited, Failure> {
        let mut edited = Edited { definition: definition.clone(), labels: Vec::new() };
        for (index, edit) in self.edits.iter().enumerate() {
            let after = edit.resolved(&edited.definition).and_then(|edit| {
                Ok((edit.label(&edited.definition), edit.applied(&edited.definition)?))
            });
            let (label, after) = after.map_err(|error| {
                let mut error = with_names(error, &edited.definition).in_file(&self.file);
                error.what = format!("edit {}: {}", index + 1, error.what);
                match dag_file::line_of_element(&self.text, &self.file, index) {
                    Some(line) => error.at_line(line),
                    None => error,
                }
            })?;
            edited.labels.push(label);
            edited.definition = after;
        }
        Ok(edited)
    }
}

fn write(path: &Path, definition: &DagDefinition) -> Result<(), Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let text = match ending.to_lowercase().as_str() {
        "yaml" | "yml" => dag_file::write_yaml(definition),
        _ => dag_file::write_json(definition),
    };
    std::fs::write(path, text).map_err(|error| Failure::not_written(path, &error))
}

fn named(found: Vec<Diagnostic>, definition: &DagDefinition) -> Vec<Diagnostic> {
    found.into_iter().map(|found| with_names(found, definition)).collect()
}

fn report(
    args: &EditArgs,
    edited: &Edited,
    changed: bool,
    found: &[Diagnostic],
    done: &str,
    out: &Out,
) {
    let of = |severity: Severity| -> Vec<&Diagnostic> {
        found.iter().filter(|found| found.severity == severity).collect()
    };
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let outcome = match (changed, args.dry_run) {
        (false, _) => "unchanged",
        (true, true) => "dry_run",
        (true, false) => done,
    };
    if out.json {
        let definition = args.dry_run.then_some(&edited.definition);
        out.value(&json!({
            "pipeline": edited.definition.name, "edits": edited.labels, "outcome": outcome,
            "valid": errors.is_empty(), "errors": errors, "warnings": warnings,
            "definition": definition,
        }));
        return;
    }
    for label in &edited.labels {
        out.line(&clean(&format!("  {label}")));
    }
    print::diagnostics(out, found.iter().filter(|found| found.severity > Severity::Info));
    let edits = count(edited.labels.len(), "edit");
    let said = match outcome {
        "unchanged" => "nothing changed".to_owned(),
        "dry_run" => format!("{edits} would be {done}"),
        _ => format!("{edits} {done}"),
    };
    out.line(&clean(&format!("{}: {said}", edited.definition.name)));
}
