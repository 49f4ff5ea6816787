//! What a command works on: an open workspace, a project, a pipeline by name or file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use uuid::Uuid;

use super::failure::Failure;
use super::out::Out;
use super::print;
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
pub use crate::domain::names::{named, with_names};
use crate::domain::rows::ProjectRow;
use crate::services::Workspace;

/// Longest time without a word.
const SILENCE: Duration = Duration::from_secs(1);

/// Opens the workspace, does the work, and closes it whatever the work came to.
pub async fn with_workspace<T>(
    settings: &Settings,
    out: &Out,
    work: impl AsyncFnOnce(&Workspace) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let workspace = opened(settings, out).await?;
    let result = work(&workspace).await;
    if let Err(error) = workspace.close().await {
        // The work is done or has failed for its own reason; this must not hide it.
        print::diagnostics(out, [&error]);
    }
    result
}

/// Opens the workspace, and says what is going on where that takes longer than people wait in silence.
async fn opened(settings: &Settings, out: &Out) -> Result<Workspace, Diagnostic> {
    let mut opening = std::pin::pin!(Workspace::open(settings));
    if let Ok(opened) = tokio::time::timeout(SILENCE, &mut opening).await {
        return opened;
    }
    if out.draws_progress() {
        out.note("starting the database; the first time this takes some seconds");
    }
    opening.await
}

/// Returns the project that is meant: the one named, or else the only one.
pub async fn project(workspace: &Workspace, name: Option<&str>) -> Result<ProjectRow, Failure> {
    if let Some(name) = name {
        return Ok(workspace.project(name).await?);
    }
    let mut projects = workspace.projects().await?;
    if projects.len() == 1 {
        return Ok(projects.remove(0));
    }
    let names: Vec<&str> = projects.iter().map(|project| project.name.as_str()).collect();
    let error = Diagnostic::error(ErrorType::ProjectNotFound, "no project is named");
    Err(Failure::usage(match names.as_slice() {
        [] => error.found("no project at all").hint(
            "`mudrock import PATH --project NAME` creates one; `mudrock demo` makes a sample",
        ),
        names => error
            .found(format!("{} projects: {}", names.len(), names.join(", ")))
            .hint("name one with --project, or set MUDROCK_PROJECT"),
    }))
}

/// Returns the wells that `--wells` names; an option without a name is an error.
pub fn wells(given: &[String]) -> Result<Vec<String>, Failure> {
    let wells: Vec<String> = given.iter().map(|well| well.trim().to_owned()).collect();
    if wells.iter().any(String::is_empty) {
        // A script whose variable is empty must not run on every well.
        return Err(Failure::usage(
            Diagnostic::error(ErrorType::WellNotFound, "--wells names no well")
                .found(format!("\"{}\"", given.join(",")))
                .wanted("names or ids of wells with commas between them")
                .hint("leave --wells out for all wells"),
        ));
    }
    Ok(wells)
}

/// A pipeline as the user gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A file.
    File(PathBuf),
    /// Name or id of a stored pipeline.
    Stored(String),
}

impl Given {
    /// Tells a file from a name: a path that exists, or that ends as pipeline files do.
    pub fn of(text: &str) -> Self {
        let path = Path::new(text);
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let is_file = matches!(ending.to_lowercase().as_str(), "json" | "yaml" | "yml");
        if is_file || path.is_file() {
            Self::File(path.to_owned())
        } else {
            Self::Stored(text.to_owned())
        }
    }
}

/// Returns the id of a stored pipeline; a file is imported first.
pub async fn pipeline(
    workspace: &Workspace,
    project: Uuid,
    given: &Given,
    out: &Out,
) -> Result<Uuid, Failure> {
    use crate::services::pipelines::{Stored, read_file};
    match given {
        Given::Stored(name) => Ok(workspace.find_pipeline(project, name).await?.id),
        Given::File(path) => {
            let file = read_file(path)?;
            let name = file.definition.name.clone();
            let (stored, how) =
                workspace.import_pipeline(project, file).await.map_err(|errors| {
                    errors.into_iter().map(|error| in_file(error, path)).collect::<Vec<_>>()
                })?;
            match how {
                Stored::Created => out.note(&format!("pipeline \"{name}\" stored")),
                Stored::Updated => out.note(&format!("pipeline \"{name}\" replaced by the file")),
                Stored::Unchanged if out.verbose => {
                    out.note(&format!("pipeline \"{name}\" is stored already"));
                }
                Stored::Unchanged => {}
            }
            Ok(stored.id)
        }
    }
}

/// Names the file of a diagnostic that does not name one.
pub fn in_file(mut diagnostic: Diagnostic, path: &Path) -> Diagnostic {
    diagnostic.place.file.get_or_insert_with(|| path.display().to_string());
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_a_file() {
        assert_eq!(
            Given::of("Standard petrophysics"),
            Given::Stored("Standard petrophysics".into())
        );
        assert_eq!(Given::of("missing.YAML"), Given::File("missing.YAML".into()));
        assert_eq!(Given::of("Cargo.toml"), Given::File("Cargo.toml".into()));
    }
}
