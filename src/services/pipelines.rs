//! Pipelines: read from files, validated, stored, shown.

use std::path::Path;

use serde::Serialize;
use uuid::Uuid;

use super::saving::Saved;
use super::workspace::Workspace;
use crate::control::pipelines::{self, StoredPipeline};
use crate::control::revisions::NewRevision;
use crate::control::runs;
use crate::control::runs::RunFilter;
use crate::data::column::digest_of_bytes;
use crate::domain::dag::DagDefinition;
use crate::domain::dag_file;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::rows::{PipelineDetail, PipelineRow};
use crate::edit::draft::Draft;
use crate::operators::catalogue::catalogue;
use crate::validate::{self, Validation};

/// A pipeline file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct PipelineFile {
    /// What it says.
    pub definition: DagDefinition,
    /// sha256 of its bytes.
    pub sha256: String,
}

/// What importing a pipeline did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// It is new.
    Created,
    /// It replaced what was stored under its name and version.
    Updated,
    /// The file is the one stored already, or says the same; suffixes moved on by runs stay.
    Unchanged,
}

/// Reads a pipeline file; every misfit is reported.
pub fn read_file(path: &Path) -> Result<PipelineFile, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        vec![
            Diagnostic::error(ErrorType::FileUnreadable, "the pipeline file cannot be read")
                .in_file(&name)
                .found(error.to_string())
                .wanted("a JSON or YAML file")
                .hint("check the path"),
        ]
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        vec![
            Diagnostic::error(ErrorType::MalformedFile, "the pipeline file is not text")
                .in_file(&name)
                .found(error.utf8_error().to_string())
                .wanted("UTF-8"),
        ]
    })?;
    let definition = dag_file::read(&text, &name)?;
    Ok(PipelineFile { definition, sha256: digest_of_bytes(text.as_bytes()) })
}

/// Validates a definition without a project: structure, operators, parameters, ports.
pub fn validate_alone(definition: &DagDefinition) -> Validation {
    validate::validate(definition, catalogue(), None)
}

/// Refuses a definition with errors of its own; curves that only a project has do not matter here.
fn without_errors(definition: &DagDefinition) -> Result<(), Vec<Diagnostic>> {
    let wildcard = |error: &Diagnostic| error.error_type == ErrorType::MissingInputCurves;
    let diagnostics = validate_alone(definition).diagnostics.into_iter();
    let errors: Vec<Diagnostic> =
        diagnostics.filter(|diagnostic| diagnostic.is_error() && !wildcard(diagnostic)).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

impl Workspace {
    /// Validates a definition against the curves of a project.
    pub async fn validate(
        &self,
        project: Uuid,
        definition: &DagDefinition,
    ) -> Result<Validation, Diagnostic> {
        Ok(self.review(project, definition).await?.validation)
    }

    /// Returns the pipelines of a project, those included that are only a draft of the user.
    pub async fn pipelines(&self, project: Uuid) -> Result<Vec<PipelineRow>, Diagnostic> {
        let client = self.inner.database.client().await?;
        pipelines::list(&client, project, self.inner.user_id).await
    }

    /// Returns a pipeline of a project by name or id.
    pub async fn find_pipeline(
        &self,
        project: Uuid,
        name_or_id: &str,
    ) -> Result<StoredPipeline, Diagnostic> {
        pipelines::find(&self.inner.database.client().await?, project, name_or_id).await
    }

    /// Returns a pipeline with its problems and its newest run.
    pub async fn pipeline(&self, id: Uuid) -> Result<PipelineDetail, Diagnostic> {
        let client = self.inner.database.client().await?;
        let stored = pipelines::by_id(&client, id).await?;
        let filter = RunFilter { pipeline: Some(id), ..RunFilter::default() };
        let last = runs::list(&client, filter, 1).await?;
        let last_run = match last.first() {
            Some(run) => Some(runs::detail(&client, run.id).await?),
            None => None,
        };
        drop(client);
        let validation = self.validate(stored.project_id, &stored.definition).await?;
        let mut diagnostics = validation.diagnostics;
        if last_run.as_ref().is_some_and(|run| !run.run.status.is_final()) {
            // The names that are taken now are those that this run creates; they move on at its end.
            diagnostics.retain(|problem| problem.error_type != ErrorType::InvalidCurveMapping);
        }
        Ok(PipelineDetail {
            id,
            project_id: stored.project_id,
            definition: stored.definition,
            diagnostics,
            updated_at: stored.updated_at,
            last_run,
        })
    }

    /// Stores a pipeline file in a project; a file with errors of its own is refused.
    ///
    /// Curves that the project lacks do not matter here: a pipeline may be stored before its wells.
    pub async fn import_pipeline(
        &self,
        project: Uuid,
        file: PipelineFile,
    ) -> Result<(StoredPipeline, Stored), Vec<Diagnostic>> {
        without_errors(&file.definition)?;
        self.store_pipeline(project, file).await.map_err(|error| vec![error])
    }

    /// Saves a changed definition of a pipeline that was read; one with errors of its own is refused,
    /// and so is one that somebody else saved meanwhile.
    pub async fn save_definition(
        &self,
        read: &StoredPipeline,
        definition: DagDefinition,
        message: &str,
    ) -> Result<Saved, Vec<Diagnostic>> {
        without_errors(&definition)?;
        let mut draft = Draft::of_stored(read.id, read.definition.clone(), read.updated_at);
        draft.definition = dag_file::with_stored_ids(definition, read.id);
        let saved = self.save_draft(read.project_id, &draft, Some(message)).await;
        saved.map_err(|refusal| vec![refusal.into()])
    }

    async fn store_pipeline(
        &self,
        project: Uuid,
        file: PipelineFile,
    ) -> Result<(StoredPipeline, Stored), Diagnostic> {
        let mut client = self.inner.database.client().await?;
        let definition = file.definition;
        let existing =
            pipelines::by_name(&client, project, &definition.name, &definition.version).await?;
        if let Some(existing) = &existing
            && existing.source_sha256.as_deref() == Some(&file.sha256)
        {
            return Ok((existing.clone(), Stored::Unchanged));
        }
        let id = existing.as_ref().map_or_else(Uuid::now_v7, |existing| existing.id);
        let definition = match &existing {
            Some(existing) => dag_file::with_ids_of(&existing.definition, definition, id),
            None => dag_file::with_stored_ids(definition, id),
        };
        let definition = DagDefinition { project_id: None, ..definition };
        if let Some(existing) = existing.as_ref().filter(|it| it.definition == definition) {
            pipelines::record_source(&client, id, &file.sha256).await?;
            return Ok((existing.clone(), Stored::Unchanged));
        }
        let read_at = existing.map(|existing| existing.updated_at);
        let pipeline = StoredPipeline {
            id,
            project_id: project,
            definition,
            source_sha256: Some(file.sha256),
            updated_at: chrono::Utc::now(),
        };
        let transaction = client.transaction().await?;
        let new = NewRevision {
            author: self.inner.user_id,
            message: "imported from a file",
            merged: None,
        };
        pipelines::save(&transaction, &pipeline, read_at, new).await?;
        transaction.commit().await?;
        let stored = pipelines::by_id(&client, id).await?;
        Ok((stored, if read_at.is_some() { Stored::Updated } else { Stored::Created }))
    }
}
