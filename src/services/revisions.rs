//! Revisions: what a pipeline said at each save, and how to get it back.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::saving::Saved;
use super::workspace::Workspace;
use crate::control::branches;
use crate::control::pipelines::{self, StoredPipeline};
use crate::control::revisions::{self, NewRevision};
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::rows::{RevisionRow, short_id};
use crate::edit::suffixes::with_suffixes_of;

/// A revision with what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// Who saved it, when and why.
    #[serde(flatten)]
    pub row: RevisionRow,
    /// What the pipeline said then.
    pub definition: DagDefinition,
}

impl Workspace {
    /// Returns the newest revisions of a pipeline, of all branches, newest first.
    pub async fn revisions(
        &self,
        pipeline: Uuid,
        limit: i64,
    ) -> Result<Vec<RevisionRow>, Diagnostic> {
        revisions::list(&self.inner.database.client().await?, pipeline, limit).await
    }

    /// Returns a revision by the name of a branch, or by the beginning or end of its id.
    pub async fn revision(&self, pipeline: Uuid, name_or_id: &str) -> Result<Revision, Diagnostic> {
        let client = self.inner.database.client().await?;
        let (row, definition) = revisions::find(&client, pipeline, name_or_id).await?;
        Ok(Revision { row, definition })
    }

    /// Returns two revisions of a pipeline, to be compared.
    pub async fn compare_revisions(
        &self,
        pipeline: Uuid,
        before: &str,
        after: &str,
    ) -> Result<(Revision, Revision), Diagnostic> {
        Ok((self.revision(pipeline, before).await?, self.revision(pipeline, after).await?))
    }

    /// Saves what a revision says as the newest one of a branch; its message tells which it was.
    ///
    /// Suffixes stay where runs have moved them on to, since those of then name curves by now.
    pub async fn restore_revision(
        &self,
        pipeline: Uuid,
        name_or_id: &str,
        branch: &str,
        message: Option<&str>,
    ) -> Result<Saved, Diagnostic> {
        let Revision { row, definition } = self.revision(pipeline, name_or_id).await?;
        let client = self.inner.database.client().await?;
        let head = branches::existing_head(&client, pipeline, branch).await?;
        drop(client);
        let definition = with_suffixes_of(&head.definition, definition);
        let message = match message {
            Some(message) => message.to_owned(),
            None => format!("restore {}", short_id(row.id)),
        };
        self.save_on(pipeline, branch, head.updated_at, definition, &message, None).await
    }

    /// Saves a definition on a branch in place of what was there at `read_at`.
    pub(super) async fn save_on(
        &self,
        pipeline: Uuid,
        branch: &str,
        read_at: DateTime<Utc>,
        definition: DagDefinition,
        message: &str,
        merged: Option<Uuid>,
    ) -> Result<Saved, Diagnostic> {
        let mut client = self.inner.database.client().await?;
        let transaction = client.transaction().await?;
        branches::hold(&transaction, pipeline).await?;
        let head = branches::existing_head(&transaction, pipeline, branch).await?;
        if read_at != head.updated_at {
            return Err(pipelines::saved_meanwhile(&head.definition.name));
        }
        let project = head.project_id;
        let revision = if head.definition == definition && merged.is_none() {
            None
        } else {
            let stored = StoredPipeline {
                id: pipeline,
                project_id: project,
                definition: definition.clone(),
                source_sha256: None,
                updated_at: head.updated_at,
            };
            let new = NewRevision { author: self.inner.user_id, message, merged };
            Some(branches::save(&transaction, branch, &stored, Some(read_at), new).await?)
        };
        let head = branches::existing_head(&transaction, pipeline, branch).await?;
        transaction.commit().await?;
        drop(client);
        let mut saved = Saved::on(pipeline, branch, revision, head, definition);
        saved.diagnostics = self.validate(project, &saved.definition).await?.diagnostics;
        Ok(saved)
    }
}
