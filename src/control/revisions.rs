//! Revisions: every definition as it was saved once, and how the lines of them hang together.

use deadpool_postgres::{GenericClient, Transaction};
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use super::error::During;
use super::pipelines::readable;
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::rows::RevisionRow;

const REVISIONS: &str = include_str!("../../sql/queries/revisions.sql");

/// Fewest characters of an id that are taken for one; fewer are a slip.
const SHORTEST: usize = 4;
/// Last characters of an id that lists show.
const SHOWN: usize = 8;

/// Who saves, and what is said about it.
#[derive(Debug, Clone, Copy)]
pub struct NewRevision<'a> {
    /// User.
    pub author: Uuid,
    /// What was changed.
    pub message: &'a str,
    /// Head of the line that was merged.
    pub merged: Option<Uuid>,
}

/// Records what is saved, after `parent`; returns its id.
pub async fn record(
    transaction: &Transaction<'_>,
    project: Uuid,
    pipeline: Uuid,
    definition: &Value,
    parent: Option<Uuid>,
    new: NewRevision<'_>,
) -> Result<Uuid, Diagnostic> {
    let id = Uuid::now_v7();
    transaction
        .execute(
            "insert into pipeline_revisions (id, project_id, pipeline_id, parent_revision_id, \
             merged_revision_id, revision_message, snapshot, created_by) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &id,
                &project,
                &pipeline,
                &parent,
                &new.merged,
                &new.message,
                definition,
                &new.author,
            ],
        )
        .await
        .during("record the revision")?;
    Ok(id)
}

fn revision(row: &Row) -> RevisionRow {
    RevisionRow {
        id: row.get("id"),
        parent: row.get("parent_revision_id"),
        merged: row.get("merged_revision_id"),
        author: row.get("author"),
        created_at: row.get("created_at"),
        message: row.get("revision_message"),
        heads: row.get("heads"),
    }
}

/// Returns the revisions of a pipeline, of all branches, newest first.
pub async fn list(
    client: &impl GenericClient,
    pipeline: Uuid,
    limit: i64,
) -> Result<Vec<RevisionRow>, Diagnostic> {
    let query = format!(
        "{REVISIONS} where r.pipeline_id = $1 order by r.created_at desc, r.id desc limit $2"
    );
    let rows = client.query(&query, &[&pipeline, &limit]).await.during("list the revisions")?;
    Ok(rows.iter().map(revision).collect())
}

/// Returns the revision of a pipeline that a branch's name, or a part of its id, means, with what it says.
pub async fn find(
    client: &impl GenericClient,
    pipeline: Uuid,
    name_or_id: &str,
) -> Result<(RevisionRow, DagDefinition), Diagnostic> {
    let looking = "look the revision up";
    let query = format!(
        "{REVISIONS} where r.pipeline_id = $1 and exists (select from pipeline_branches h \
         where h.head_revision_id = r.id and h.pipeline_id = $1 and h.branch_name = $2)"
    );
    let mut rows = client.query(&query, &[&pipeline, &name_or_id]).await.during(looking)?;
    let id = name_or_id.to_lowercase();
    let is_id = id.len() >= SHORTEST && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if rows.is_empty() && is_id {
        // The first characters of a version 7 UUID are its time: the last ones tell more.
        let query = format!(
            "{REVISIONS} where r.pipeline_id = $1 and (r.id::text like $2 || '%' \
             or r.id::text like '%' || $2 or right(r.id::text, {SHOWN}) like $2 || '%') \
             order by r.created_at desc, r.id desc limit 10"
        );
        rows = client.query(&query, &[&pipeline, &id]).await.during(looking)?;
    }
    let unknown = |what: &str| {
        Diagnostic::error(ErrorType::RevisionNotFound, what).found(format!("\"{name_or_id}\""))
    };
    match rows.as_slice() {
        [row] => {
            let found = revision(row);
            let definition = snapshot(client, pipeline, found.id).await?;
            Ok((found, definition))
        }
        [] => Err(unknown("the pipeline has no such revision")
            .wanted(format!("the name of a branch, or {SHORTEST} characters or more of an id"))
            .hint("`mudrock pipelines revisions PIPELINE` lists them")),
        rows => {
            let named =
                rows.iter().map(revision).map(|row| format!("{} ({})", row.id, row.message));
            Err(unknown("several revisions match")
                .wanted(format!("one of {}", named.collect::<Vec<_>>().join(", ")))
                .hint("give more of the id; its last characters differ most"))
        }
    }
}

/// Returns what a revision says.
pub async fn snapshot(
    client: &impl GenericClient,
    pipeline: Uuid,
    revision: Uuid,
) -> Result<DagDefinition, Diagnostic> {
    let row = client
        .query_one(
            "select snapshot from pipeline_revisions where id = $1 and pipeline_id = $2",
            &[&revision, &pipeline],
        )
        .await
        .during("read the revision")?;
    readable(row.get(0), || format!("revision {revision}"))
}

/// Returns the newest revision that two others both come from, themselves included.
pub async fn common_ancestor(
    client: &impl GenericClient,
    left: Uuid,
    right: Uuid,
) -> Result<Option<Uuid>, Diagnostic> {
    let row = client
        .query_opt(include_str!("../../sql/queries/common_ancestor.sql"), &[&left, &right])
        .await
        .during("look for the common ancestor")?;
    Ok(row.map(|row| row.get(0)))
}
