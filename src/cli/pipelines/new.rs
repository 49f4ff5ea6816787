//! `pipelines new`: a pipeline from a template, or without nodes.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::export::Language;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::Out;
use crate::cli::print;
use crate::cli::target::{self, with_names, with_workspace};
use crate::cli::words::{clean, count, listed};
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType, Severity};
use crate::services::templates::{Template, template};

/// Arguments of `pipelines new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Name of the pipeline; the template's when left out.
    #[arg(value_name = "NAME", required_unless_present = "template")]
    name: Option<String>,
    /// Template to begin with; `pipelines templates` lists them.
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Write the template to a new file and store nothing; needs no database.
    #[arg(long, short, value_name = "FILE", requires = "template")]
    out: Option<PathBuf>,
    /// Language of the file; by its name when left out, else JSON.
    #[arg(long, value_enum, requires = "out")]
    format: Option<Language>,
}

/// Stores the pipeline, or writes it to a file.
pub async fn run(args: &NewArgs, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    let template = args.template.as_deref().map(template).transpose()?;
    if let (Some(path), Some(template)) = (&args.out, template) {
        return to_file(args, template, path, out);
    }
    let title = template.map(|template| template.title.as_str());
    let name = args.name.as_deref().or(title).unwrap_or_default();
    let (stored, diagnostics) = with_workspace(settings, out, async |workspace| {
        let project = target::project(workspace, args.project.as_deref()).await?;
        Ok(workspace.new_pipeline(project.id, name, args.template.as_deref()).await?)
    })
    .await?;
    let definition = &stored.definition;
    let diagnostics: Vec<Diagnostic> =
        diagnostics.into_iter().map(|found| with_names(found, definition)).collect();
    if out.json {
        out.value(&json!({
            "id": stored.id, "name": definition.name, "template": args.template,
            "nodes": definition.nodes.len(), "diagnostics": diagnostics,
        }));
        return Ok(Exit::Done);
    }
    let nodes = count(definition.nodes.len(), "node");
    out.line(&clean(&format!("{}: stored, {nodes}", definition.name)));
    if template.is_some() {
        out.line(&clean(&definition.metadata.description));
    }
    let shown = |found: &&Diagnostic| out.verbose || found.severity > Severity::Info;
    print::diagnostics(out, without_curves(&diagnostics).iter().filter(shown));
    Ok(Exit::Done)
}

/// Puts the curves that no well has into one warning a node: the pipeline is stored all the same, and
/// whoever begins with a template often imports the wells later.
fn without_curves(found: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_curve = |one: &Diagnostic| {
        one.error_type == ErrorType::MissingInputCurves && one.place.curve.is_some()
    };
    let mut told: Vec<Diagnostic> = Vec::new();
    for one in found {
        let node = &one.place.node;
        if !is_curve(one) {
            told.push(one.clone());
        } else if !told.iter().any(|other| is_curve(other) && other.place.node == *node) {
            let of_node = found.iter().filter(|other| is_curve(other) && other.place.node == *node);
            let names: Vec<&str> =
                of_node.filter_map(|other| other.place.curve.as_deref()).collect();
            let what = match names.len() {
                1 => "no well has the curve yet, so that the pipeline does not run".to_owned(),
                curves => {
                    format!(
                        "no well has these {curves} curves yet, so that the pipeline does not run"
                    )
                }
            };
            let mut all = Diagnostic::warning(one.error_type, what).of_curve(listed(&names, ", "));
            all.place.node.clone_from(node);
            all.found.clone_from(&one.found);
            told.push(all.hint("import wells that have them, or take them out of the ingestion"));
        }
    }
    told
}

fn to_file(args: &NewArgs, template: &Template, path: &Path, out: &Out) -> Result<Exit, Failure> {
    let language = Language::of(args.format, Some(path));
    let text = match &args.name {
        // The template's own file is laid out by hand.
        None if language == Language::Yaml => template.text.to_owned(),
        name => {
            let mut definition = template.definition.clone();
            if let Some(name) = name {
                definition.name.clone_from(name);
            }
            language.text(&definition)
        }
    };
    let written = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Diagnostic::error(ErrorType::NameTaken, "a file of this name is there already")
                .in_file(path.display().to_string())
                .hint("give another path with --out, or remove the file")
                .into()
        }
        _ => Failure::not_written(path, &error),
    })?;
    if out.json {
        out.value(&json!({ "file": path, "template": template.slug }));
    } else {
        out.note(&format!("written to {}", path.display()));
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_that_no_well_has_are_one_warning() {
        let missing = |curve: &str| {
            Diagnostic::error(ErrorType::MissingInputCurves, "no selected well has the curve")
                .at_node("Wells")
                .of_curve(curve)
        };
        let other = Diagnostic::error(ErrorType::MissingInput, "an input is not bound");
        let told = without_curves(&[
            missing("T2[0]"),
            missing("T2[1]"),
            other.clone(),
            missing("T2[2]"),
            missing("GR"),
        ]);
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].severity, Severity::Warning);
        assert_eq!(told[0].place.curve.as_deref(), Some("T2[0] to T2[2], GR"));
        assert_eq!(told[1], other);
    }
}
