//! `pipelines export`: a stored pipeline as a file that reads well and differs little from the last one.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::failure::{Exit, Failure};
use crate::cli::out::Out;
use crate::cli::target;
use crate::domain::dag::DagDefinition;
use crate::domain::dag_file;
use crate::services::Workspace;

/// Arguments of `pipelines export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Name or id of a stored pipeline.
    #[arg(value_name = "PIPELINE")]
    pipeline: String,
    /// Project; may be left out where there is only one.
    #[arg(long, value_name = "NAME", env = "MUDROCK_PROJECT")]
    project: Option<String>,
    /// Language of the file; by its name when left out, else JSON.
    #[arg(long, value_enum)]
    format: Option<Language>,
    /// File to write; standard output when left out.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Keep the ids of the pipeline and its nodes, which say nothing to people.
    #[arg(long)]
    with_ids: bool,
}

/// Language of a pipeline file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

impl Language {
    /// Returns the language that is asked for, or that the name of the file tells, or JSON.
    pub fn of(asked: Option<Self>, path: Option<&Path>) -> Self {
        let ending = path.and_then(Path::extension).map(|ending| ending.to_ascii_lowercase());
        asked.unwrap_or(match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("yaml" | "yml") => Self::Yaml,
            _ => Self::Json,
        })
    }

    /// Writes a definition.
    pub fn text(self, definition: &DagDefinition) -> String {
        match self {
            Self::Json => dag_file::write_json(definition),
            Self::Yaml => dag_file::write_yaml(definition),
        }
    }
}

/// Writes the pipeline to a file or to standard output.
pub async fn run(workspace: &Workspace, args: &ExportArgs, out: &Out) -> Result<Exit, Failure> {
    let project = target::project(workspace, args.project.as_deref()).await?;
    let stored = workspace.find_pipeline(project.id, &args.pipeline).await?.definition;
    let definition = if args.with_ids { stored } else { dag_file::portable(stored) };
    let text = Language::of(args.format, args.out.as_deref()).text(&definition);
    match &args.out {
        None => out.text(&text),
        Some(path) => {
            std::fs::write(path, text).map_err(|error| Failure::not_written(path, &error))?;
            out.note(&format!("written to {}", path.display()));
        }
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_tells_its_language_unless_one_is_asked_for() {
        assert_eq!(Language::of(None, Some(Path::new("p.YML"))), Language::Yaml);
        assert_eq!(Language::of(None, Some(Path::new("p"))), Language::Json);
        assert_eq!(Language::of(Some(Language::Json), Some(Path::new("p.yaml"))), Language::Json);
        assert_eq!(Language::of(None, None), Language::Json);
    }
}
