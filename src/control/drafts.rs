//! Drafts: what users are at work on, one for each user and pipeline.

use chrono::{DateTime, Utc};
use deadpool_postgres::GenericClient;
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use super::error::During;
use crate::domain::diagnostic::Diagnostic;

/// A draft as it is kept; what its JSON means is for others to know.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptDraft {
    /// Pipeline.
    pub pipeline: Uuid,
    /// Line of revisions that it is saved on.
    pub branch: String,
    /// What was stored when editing began, and when; `None` for a new pipeline.
    pub base: Option<(Value, DateTime<Utc>)>,
    /// What it says now.
    pub definition: Value,
    /// Steps to undo and redo.
    pub history: Value,
}

/// A draft with what is known about its keeping.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRecord {
    /// The draft.
    pub kept: KeptDraft,
    /// Rises with each keeping.
    pub ordinal: i64,
    /// The process that kept it last.
    pub kept_by: String,
    /// When.
    pub updated_at: DateTime<Utc>,
    /// Whether its pipeline was never saved.
    pub is_new: bool,
}

fn record(row: &Row) -> DraftRecord {
    let stored_at: Option<DateTime<Utc>> = row.get("base_updated_at");
    DraftRecord {
        kept: KeptDraft {
            pipeline: row.get("pipeline_id"),
            branch: row.get("branch_name"),
            base: row.get::<_, Option<Value>>("base_definition").zip(stored_at),
            definition: row.get("definition"),
            history: row.get("history"),
        },
        ordinal: row.get("ordinal"),
        kept_by: row.get("kept_by"),
        updated_at: row.get("updated_at"),
        is_new: row.get("is_new"),
    }
}

/// Keeps a draft; returns its new number, or nothing where it was kept or discarded elsewhere since `ordinal`.
pub async fn keep(
    client: &impl GenericClient,
    user: Uuid,
    project: Uuid,
    draft: &KeptDraft,
    kept_by: &str,
    ordinal: Option<i64>,
) -> Result<Option<i64>, Diagnostic> {
    let (base, stored_at) = draft.base.as_ref().map(|(base, at)| (base, at)).unzip();
    let row = client
        .query_opt(
            include_str!("../../sql/queries/keep_draft.sql"),
            &[
                &user,
                &draft.pipeline,
                &project,
                &draft.branch,
                &base,
                &stored_at,
                &draft.definition,
                &draft.history,
                &kept_by,
                &ordinal,
            ],
        )
        .await
        .during("keep the draft")?;
    Ok(row.map(|row| row.get(0)))
}

/// Returns a user's draft of a pipeline.
pub async fn find(
    client: &impl GenericClient,
    user: Uuid,
    pipeline: Uuid,
) -> Result<Option<DraftRecord>, Diagnostic> {
    let row = client
        .query_opt(
            "select d.*, p.id is null as is_new from pipeline_drafts d \
             left join pipelines p on p.id = d.pipeline_id \
             where d.user_id = $1 and d.pipeline_id = $2",
            &[&user, &pipeline],
        )
        .await
        .during("read the draft")?;
    Ok(row.as_ref().map(record))
}

/// Returns a user's unsaved changes in a project, the newest first.
pub async fn list(
    client: &impl GenericClient,
    user: Uuid,
    project: Uuid,
) -> Result<Vec<DraftRecord>, Diagnostic> {
    let rows = client
        .query(include_str!("../../sql/queries/drafts.sql"), &[&project, &user])
        .await
        .during("list the drafts")?;
    Ok(rows.iter().map(record).collect())
}

/// Forgets a user's draft of a pipeline; returns whether there was one with changes.
pub async fn discard(
    client: &impl GenericClient,
    user: Uuid,
    pipeline: Uuid,
) -> Result<bool, Diagnostic> {
    let row = client
        .query_opt(
            "delete from pipeline_drafts where user_id = $1 and pipeline_id = $2 \
             returning has_changes",
            &[&user, &pipeline],
        )
        .await
        .during("discard the draft")?;
    Ok(row.is_some_and(|row| row.get(0)))
}

/// Returns the e-mails of those who have unsaved changes on a branch.
pub async fn at_work_on(
    client: &impl GenericClient,
    pipeline: Uuid,
    branch: &str,
) -> Result<Vec<String>, Diagnostic> {
    let rows = client
        .query(
            "select u.email from pipeline_drafts d join users u on u.id = d.user_id \
             where d.pipeline_id = $1 and d.branch_name = $2 and d.has_changes order by u.email",
            &[&pipeline, &branch],
        )
        .await
        .during("look for drafts on the branch")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
