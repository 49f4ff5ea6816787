//! Pipelines: the definition as JSONB, and its nodes and edges beside it in the same transaction.

use chrono::{DateTime, Utc};
use deadpool_postgres::{GenericClient, Transaction};
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use super::branches;
use super::error::{During, diagnose, is_unique_violation};
use super::graph;
use super::revisions::{self, NewRevision};
use crate::domain::dag::{DagDefinition, MAIN_BRANCH};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::Status;
use crate::domain::nearest::nearest;
use crate::domain::rows::PipelineRow;

/// A stored pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPipeline {
    /// Id.
    pub id: Uuid,
    /// Project.
    pub project_id: Uuid,
    /// Definition.
    pub definition: DagDefinition,
    /// sha256 of the file it was last imported from.
    pub source_sha256: Option<String>,
    /// Optimistic lock: a save names the value it read.
    pub updated_at: DateTime<Utc>,
}

/// Returns the pipelines of a project by name, with their newest runs and the drafts of a user.
pub async fn list(
    client: &impl GenericClient,
    project: Uuid,
    user: Uuid,
) -> Result<Vec<PipelineRow>, Diagnostic> {
    let rows = client
        .query(include_str!("../../sql/queries/pipelines.sql"), &[&project, &user])
        .await
        .during("list the pipelines")?;
    Ok(rows
        .iter()
        .map(|row| PipelineRow {
            id: row.get("id"),
            name: row.get("name"),
            version: row.get("version"),
            description: row.get("description"),
            nodes: row.get("nodes"),
            updated_at: row.get("updated_at"),
            last_run: row.get("last_run"),
            last_status: row.get::<_, Option<&str>>("last_status").and_then(Status::parse),
            draft: row.get("draft"),
            is_new: row.get("is_new"),
        })
        .collect())
}

const SELECT: &str =
    "select id, project_id, dag_definition, source_sha256, updated_at from pipelines";

fn stored(row: &Row) -> Result<StoredPipeline, Diagnostic> {
    let id: Uuid = row.get("id");
    Ok(StoredPipeline {
        id,
        project_id: row.get("project_id"),
        definition: readable(row.get("dag_definition"), || format!("pipeline {id}"))?,
        source_sha256: row.get("source_sha256"),
        updated_at: row.get("updated_at"),
    })
}

/// Reads a definition that the database holds, or says what wrote it.
pub(super) fn readable(
    definition: Value,
    what: impl FnOnce() -> String,
) -> Result<DagDefinition, Diagnostic> {
    serde_json::from_value(definition).map_err(|error| {
        Diagnostic::error(ErrorType::MalformedFile, "the stored pipeline cannot be read")
            .found(error.to_string())
            .hint(format!("{} was written by another version of the program", what()))
    })
}

/// Returns a definition in the form that the database holds.
pub(super) fn as_json(definition: &DagDefinition) -> Value {
    serde_json::to_value(definition).expect("a definition is plain data")
}

/// Returns a pipeline by id.
pub async fn by_id(client: &impl GenericClient, id: Uuid) -> Result<StoredPipeline, Diagnostic> {
    let row = client
        .query_opt(&format!("{SELECT} where id = $1"), &[&id])
        .await
        .during("look the pipeline up")?;
    row.as_ref().map_or_else(|| Err(no_such_pipeline(&id.to_string(), &[])), stored)
}

/// Returns a pipeline of a project by name or id; of several versions, the newest.
pub async fn find(
    client: &impl GenericClient,
    project: Uuid,
    name_or_id: &str,
) -> Result<StoredPipeline, Diagnostic> {
    let row = client
        .query_opt(
            &format!(
                "{SELECT} where project_id = $1 and (name = $2 or id::text = $2) and is_active \
                 order by created_at desc limit 1"
            ),
            &[&project, &name_or_id],
        )
        .await
        .during("look the pipeline up")?;
    match row {
        Some(row) => stored(&row),
        None => {
            let names = "select distinct name from pipelines \
                where project_id = $1 and is_active order by name";
            let rows = client.query(names, &[&project]).await.during("look the pipeline up")?;
            let known: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            Err(no_such_pipeline(name_or_id, &known))
        }
    }
}

fn no_such_pipeline(found: &str, known: &[String]) -> Diagnostic {
    Diagnostic::error(ErrorType::PipelineNotFound, "there is no such pipeline")
        .found(format!("\"{found}\""))
        .wanted(match known {
            [] => "a pipeline of the project, or a file".to_owned(),
            known => format!("one of {}", known.join(", ")),
        })
        .hint(nearest(found, known.iter().map(String::as_str)).map_or_else(
            || "`mudrock pipelines import FILE --project NAME` stores one".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        ))
}

/// Returns the pipeline of this name and version, if there is one.
pub async fn by_name(
    client: &impl GenericClient,
    project: Uuid,
    name: &str,
    version: &str,
) -> Result<Option<StoredPipeline>, Diagnostic> {
    let row = client
        .query_opt(
            &format!("{SELECT} where project_id = $1 and name = $2 and version = $3"),
            &[&project, &name, &version],
        )
        .await
        .during("look the pipeline up")?;
    row.as_ref().map(stored).transpose()
}

/// Records which file says what is stored, so that importing it again changes nothing.
pub async fn record_source(
    client: &impl GenericClient,
    id: Uuid,
    source_sha256: &str,
) -> Result<(), Diagnostic> {
    client
        .execute("update pipelines set source_sha256 = $2 where id = $1", &[&id, &source_sha256])
        .await
        .during("record the file of the pipeline")?;
    Ok(())
}

/// Stores a pipeline on main with its nodes, edges and a revision; returns the revision.
///
/// `read_at` is the optimistic lock of a pipeline that exists; `None` makes a new one.
pub async fn save(
    transaction: &Transaction<'_>,
    pipeline: &StoredPipeline,
    read_at: Option<DateTime<Utc>>,
    new: NewRevision<'_>,
) -> Result<Uuid, Diagnostic> {
    let definition = &pipeline.definition;
    let json = as_json(definition);
    let saved = match read_at {
        None => {
            transaction
                .execute(
                    "insert into pipelines (id, project_id, name, description, version, \
                     dag_definition, source_sha256, created_by, updated_by, tags) \
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
                    &[
                        &pipeline.id,
                        &pipeline.project_id,
                        &definition.name,
                        &definition.metadata.description,
                        &definition.version,
                        &json,
                        &pipeline.source_sha256,
                        &new.author,
                        &definition.metadata.tags,
                    ],
                )
                .await
        }
        Some(read_at) => {
            transaction
                .execute(
                    "update pipelines set name = $2, description = $3, version = $4, \
                     dag_definition = $5, source_sha256 = $6, updated_by = $7, tags = $8, \
                     updated_at = clock_timestamp(), is_active = true \
                     where id = $1 and updated_at = $9",
                    &[
                        &pipeline.id,
                        &definition.name,
                        &definition.metadata.description,
                        &definition.version,
                        &json,
                        &pipeline.source_sha256,
                        &new.author,
                        &definition.metadata.tags,
                        &read_at,
                    ],
                )
                .await
        }
    }
    .map_err(|error| not_saved(definition, &error))?;
    if saved == 0 {
        return Err(saved_meanwhile(&definition.name));
    }
    graph::write(transaction, pipeline).await?;
    let parent = branches::head_revision(transaction, pipeline.id, MAIN_BRANCH).await?;
    let (project, id) = (pipeline.project_id, pipeline.id);
    let revision = revisions::record(transaction, project, id, &json, parent, new).await?;
    branches::move_head(transaction, project, id, MAIN_BRANCH, revision).await?;
    Ok(revision)
}

/// Says that the optimistic lock of a pipeline does not hold any more.
pub fn saved_meanwhile(name: &str) -> Diagnostic {
    let what = "the pipeline was saved by somebody else meanwhile";
    Diagnostic::error(ErrorType::SaveConflict, what)
        .found(name)
        .hint("read it again, then repeat the change")
}

fn not_saved(definition: &DagDefinition, error: &tokio_postgres::Error) -> Diagnostic {
    let DagDefinition { name, version, .. } = definition;
    if is_unique_violation(error, "pipelines_project_id_name_version_key") {
        return Diagnostic::error(ErrorType::NameTaken, "the pipeline cannot be saved")
            .found(format!("another pipeline \"{name}\" of version {version} in the project"))
            .wanted("a name and version that no other pipeline of the project has")
            .hint("give it another name, or another version");
    }
    if name.is_empty() {
        return Diagnostic::error(ErrorType::ConfigurationInvalid, "the pipeline cannot be saved")
            .found("no name")
            .hint("give it a name");
    }
    diagnose("cannot save the pipeline", error)
}

/// A suffix that a run used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedSuffix {
    /// Node.
    pub node_id: String,
    /// Output port.
    pub port: String,
    /// The suffix that now names existing curves.
    pub used: String,
    /// The next free one.
    pub next: String,
}

/// Moves used suffixes on, in the transaction that ends the run.
///
/// A suffix that was edited meanwhile stays as its editor wants it.
pub async fn advance_suffixes(
    transaction: &Transaction<'_>,
    pipeline: Uuid,
    used: &[UsedSuffix],
    user: Uuid,
) -> Result<(), Diagnostic> {
    let row = transaction
        .query_opt(&format!("{SELECT} where id = $1 for update"), &[&pipeline])
        .await
        .during("move the suffixes on")?;
    let Some(row) = row else { return Ok(()) };
    let mut pipeline = stored(&row)?;
    let mut changed = false;
    for node in &mut pipeline.definition.nodes {
        for (port, mapping) in &mut node.curve_mapping {
            let advance = used.iter().find(|used| used.node_id == node.id && used.port == *port);
            if let Some(advance) = advance
                && mapping.suffix.as_deref().unwrap_or_default() == advance.used
            {
                mapping.suffix = Some(advance.next.clone());
                changed = true;
            }
        }
    }
    if changed {
        let read_at = pipeline.updated_at;
        let message = "suffixes moved on after a run";
        let new = NewRevision { author: user, message, merged: None };
        save(transaction, &pipeline, Some(read_at), new).await?;
    }
    Ok(())
}
