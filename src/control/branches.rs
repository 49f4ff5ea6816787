//! Branches: `main`, which `pipelines` holds and which runs, and other lines of revisions.

use chrono::{DateTime, Utc};
use deadpool_postgres::{GenericClient, Transaction};
use uuid::Uuid;

use super::error::{During, diagnose, is_unique_violation};
use super::pipelines::{self, StoredPipeline, readable};
use super::revisions::{self, NewRevision};
use crate::domain::dag::{DagDefinition, MAIN_BRANCH};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::rows::BranchRow;

/// What a branch says now.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Project of the pipeline.
    pub project_id: Uuid,
    /// Newest revision; a pipeline that another program wrote may have none.
    pub revision: Option<Uuid>,
    /// What it says.
    pub definition: DagDefinition,
    /// E-mail of who saved it.
    pub author: String,
    /// When: the optimistic lock of the next save.
    pub updated_at: DateTime<Utc>,
}

/// Returns what a branch of a pipeline says, or nothing where there is no such pipeline or branch.
pub async fn head(
    client: &impl GenericClient,
    pipeline: Uuid,
    branch: &str,
) -> Result<Option<Head>, Diagnostic> {
    let query = match branch {
        MAIN_BRANCH => include_str!("../../sql/queries/head_of_main.sql"),
        _ => include_str!("../../sql/queries/head_of_branch.sql"),
    };
    let row = client.query_opt(query, &[&pipeline, &branch]).await.during("read the branch")?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Head {
        project_id: row.get("project_id"),
        revision: row.get("head_revision_id"),
        definition: readable(row.get("definition"), || format!("pipeline {pipeline}"))?,
        author: row.get("author"),
        updated_at: row.get("updated_at"),
    }))
}

/// Returns what a branch of a pipeline says, which must exist.
pub async fn existing_head(
    client: &impl GenericClient,
    pipeline: Uuid,
    branch: &str,
) -> Result<Head, Diagnostic> {
    match head(client, pipeline, branch).await? {
        Some(head) => Ok(head),
        None => {
            // The pipeline itself may be what is missing.
            pipelines::by_id(client, pipeline).await?;
            Err(no_such_branch(branch, &list(client, pipeline).await?))
        }
    }
}

/// Keeps others from saving the pipeline until the transaction ends, also where it is not there yet.
pub async fn hold(transaction: &Transaction<'_>, pipeline: Uuid) -> Result<(), Diagnostic> {
    transaction
        .execute("select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))", &[&pipeline])
        .await
        .during("hold the pipeline")?;
    transaction
        .execute("select id from pipelines where id = $1 for update", &[&pipeline])
        .await
        .during("hold the pipeline")?;
    Ok(())
}

/// Saves a definition as the newest revision of a branch; returns the revision.
///
/// `read_at` is the optimistic lock of a branch that exists; `None` makes a new pipeline on main.
pub async fn save(
    transaction: &Transaction<'_>,
    branch: &str,
    pipeline: &StoredPipeline,
    read_at: Option<DateTime<Utc>>,
    new: NewRevision<'_>,
) -> Result<Uuid, Diagnostic> {
    if branch == MAIN_BRANCH {
        return pipelines::save(transaction, pipeline, read_at, new).await;
    }
    let head = transaction
        .query_opt(
            "select head_revision_id from pipeline_branches \
             where pipeline_id = $1 and branch_name = $2 and updated_at = $3 for update",
            &[&pipeline.id, &branch, &read_at],
        )
        .await
        .during("save on the branch")?
        .ok_or_else(|| pipelines::saved_meanwhile(&pipeline.definition.name))?;
    let json = pipelines::as_json(&pipeline.definition);
    let parent = Some(head.get(0));
    let revision =
        revisions::record(transaction, pipeline.project_id, pipeline.id, &json, parent, new)
            .await?;
    move_head(transaction, pipeline.project_id, pipeline.id, branch, revision).await?;
    Ok(revision)
}

/// Returns the newest revision of a branch.
pub async fn head_revision(
    client: &impl GenericClient,
    pipeline: Uuid,
    branch: &str,
) -> Result<Option<Uuid>, Diagnostic> {
    let row = client
        .query_opt(
            "select head_revision_id from pipeline_branches \
             where pipeline_id = $1 and branch_name = $2",
            &[&pipeline, &branch],
        )
        .await
        .during("read the branch")?;
    Ok(row.map(|row| row.get(0)))
}

/// Moves a branch to a revision, and makes it where it is not there yet.
pub async fn move_head(
    transaction: &Transaction<'_>,
    project: Uuid,
    pipeline: Uuid,
    branch: &str,
    revision: Uuid,
) -> Result<(), Diagnostic> {
    transaction
        .execute(
            "insert into pipeline_branches (id, project_id, pipeline_id, branch_name, head_revision_id) \
             values ($1, $2, $3, $4, $5) \
             on conflict (pipeline_id, branch_name) do update \
             set head_revision_id = excluded.head_revision_id, updated_at = clock_timestamp()",
            &[&Uuid::now_v7(), &project, &pipeline, &branch, &revision],
        )
        .await
        .during("move the branch")?;
    Ok(())
}

/// Returns the branches of a pipeline, main first.
pub async fn list(
    client: &impl GenericClient,
    pipeline: Uuid,
) -> Result<Vec<BranchRow>, Diagnostic> {
    let rows = client
        .query(include_str!("../../sql/queries/branches.sql"), &[&pipeline])
        .await
        .during("list the branches")?;
    Ok(rows
        .iter()
        .map(|row| BranchRow {
            name: row.get("branch_name"),
            head: row.get("head_revision_id"),
            message: row.get("revision_message"),
            author: row.get("author"),
            updated_at: row.get("updated_at"),
            ahead: row.get("ahead"),
            behind: row.get("behind"),
        })
        .collect())
}

/// Begins a branch at a revision.
pub async fn create(
    client: &impl GenericClient,
    project: Uuid,
    pipeline: Uuid,
    branch: &str,
    revision: Uuid,
) -> Result<(), Diagnostic> {
    client
        .execute(
            "insert into pipeline_branches (id, project_id, pipeline_id, branch_name, head_revision_id) \
             values ($1, $2, $3, $4, $5)",
            &[&Uuid::now_v7(), &project, &pipeline, &branch, &revision],
        )
        .await
        .map_err(|error| {
            match is_unique_violation(&error, "pipeline_branches_pipeline_id_branch_name_key") {
                true => Diagnostic::error(ErrorType::NameTaken, "the branch cannot be made")
                    .found(format!("a branch \"{branch}\" already"))
                    .hint("take another name, or delete that branch first"),
                false => diagnose("cannot make the branch", &error),
            }
        })?;
    Ok(())
}

/// Forgets a branch and unchanged drafts on it; its revisions stay. Returns its former head.
pub async fn delete(
    transaction: &Transaction<'_>,
    pipeline: Uuid,
    branch: &str,
) -> Result<Uuid, Diagnostic> {
    let row = transaction
        .query_opt(
            "delete from pipeline_branches where pipeline_id = $1 and branch_name = $2 \
             returning head_revision_id",
            &[&pipeline, &branch],
        )
        .await
        .during("delete the branch")?;
    let Some(row) = row else {
        pipelines::by_id(transaction, pipeline).await?;
        return Err(no_such_branch(branch, &list(transaction, pipeline).await?));
    };
    transaction
        .execute(
            "delete from pipeline_drafts \
             where pipeline_id = $1 and branch_name = $2 and not has_changes",
            &[&pipeline, &branch],
        )
        .await
        .during("delete the branch")?;
    Ok(row.get(0))
}

/// Says that a pipeline has no branch of this name.
pub fn no_such_branch(branch: &str, known: &[BranchRow]) -> Diagnostic {
    let names: Vec<&str> = known.iter().map(|branch| branch.name.as_str()).collect();
    Diagnostic::error(ErrorType::BranchNotFound, "the pipeline has no such branch")
        .found(format!("\"{branch}\""))
        .wanted(match names.as_slice() {
            [] => "a branch; the pipeline was never saved".to_owned(),
            names => format!("one of {}", names.join(", ")),
        })
        .hint(nearest(branch, names.iter().copied()).map_or_else(
            || format!("`mudrock pipelines branch PIPELINE {branch}` makes it"),
            |near| format!("did you mean \"{near}\"?"),
        ))
}
