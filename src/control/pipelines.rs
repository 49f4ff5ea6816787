//! Pipelines: the definition as JSONB, and its nodes and edges beside it in the same transaction.

use chrono::{DateTime, Utc};
use deadpool_postgres::{GenericClient, Transaction};
use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;

use super::error::During;
use crate::domain::dag::DagDefinition;
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

/// Returns the pipelines of a project by name, with their newest runs.
pub async fn list(
    client: &impl GenericClient,
    project: Uuid,
) -> Result<Vec<PipelineRow>, Diagnostic> {
    let rows = client
        .query(
            "select p.id, p.name, p.version, p.description, p.updated_at, \
             jsonb_array_length(p.dag_definition -> 'nodes')::bigint as nodes, \
             e.id as last_run, e.status as last_status \
             from pipelines p left join lateral ( \
               select id, status from pipeline_executions \
               where pipeline_id = p.id order by created_at desc, id desc limit 1) as e on true \
             where p.project_id = $1 and p.is_active order by p.name, p.version",
            &[&project],
        )
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
        })
        .collect())
}

const SELECT: &str =
    "select id, project_id, dag_definition, source_sha256, updated_at from pipelines";

fn stored(row: &Row) -> Result<StoredPipeline, Diagnostic> {
    let id: Uuid = row.get("id");
    let definition: Value = row.get("dag_definition");
    let definition = serde_json::from_value(definition).map_err(|error| {
        Diagnostic::error(ErrorType::MalformedFile, "the stored pipeline cannot be read")
            .found(error.to_string())
            .hint(format!("pipeline {id} was written by another version of the program"))
    })?;
    Ok(StoredPipeline {
        id,
        project_id: row.get("project_id"),
        definition,
        source_sha256: row.get("source_sha256"),
        updated_at: row.get("updated_at"),
    })
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
            let known: Vec<String> =
                list(client, project).await?.into_iter().map(|row| row.name).collect();
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

/// Stores a pipeline with its nodes, edges and a revision.
///
/// `read_at` is the optimistic lock of a pipeline that exists; `None` makes a new one.
pub async fn save(
    transaction: &Transaction<'_>,
    pipeline: &StoredPipeline,
    read_at: Option<DateTime<Utc>>,
    user: Uuid,
    message: &str,
) -> Result<(), Diagnostic> {
    let definition = &pipeline.definition;
    let json = serde_json::to_value(definition).expect("a definition is plain data");
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
                        &user,
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
                        &user,
                        &definition.metadata.tags,
                        &read_at,
                    ],
                )
                .await
        }
    }
    .during("save the pipeline")?;
    if saved == 0 {
        return Err(Diagnostic::error(
            ErrorType::NameTaken,
            "the pipeline was saved by somebody else meanwhile",
        )
        .found(definition.name.clone())
        .hint("read it again, then repeat the change"));
    }
    write_graph(transaction, pipeline).await?;
    transaction
        .execute(
            "insert into pipeline_revisions (id, project_id, pipeline_id, parent_revision_id, \
             revision_message, snapshot, created_by) \
             select $1, $2, $3, (select id from pipeline_revisions where pipeline_id = $3 \
               order by created_at desc, id desc limit 1), $4, $5, $6",
            &[&Uuid::now_v7(), &pipeline.project_id, &pipeline.id, &message, &json, &user],
        )
        .await
        .during("record the revision")?;
    Ok(())
}

/// Writes the normalised nodes and edges.
async fn write_graph(
    transaction: &Transaction<'_>,
    pipeline: &StoredPipeline,
) -> Result<(), Diagnostic> {
    let nodes: Vec<Value> = pipeline
        .definition
        .nodes
        .iter()
        .map(|node| {
            json!({
                "id": Uuid::now_v7(),
                "node_id": node.id,
                "node_name": node.name,
                "node_type": node.node_type.tag(),
                "node_config": node,
                "dependencies": node.dependencies,
                "x": node.metadata.position.map(|position| position[0]),
                "y": node.metadata.position.map(|position| position[1]),
                "mapping": node.curve_mapping,
                "metadata": node.metadata,
                "hints": node.metadata.hints,
            })
        })
        .collect();
    let edges: Vec<Value> = pipeline
        .definition
        .nodes
        .iter()
        .flat_map(|node| node.dependencies.iter().map(move |source| (source, &node.id)))
        .map(|(source, target)| json!({"id": Uuid::now_v7(), "source": source, "target": target}))
        .collect();
    transaction
        .execute("delete from pipeline_nodes where pipeline_id = $1", &[&pipeline.id])
        .await
        .during("replace the nodes")?;
    transaction
        .execute(
            "insert into pipeline_nodes (id, project_id, pipeline_id, node_id, node_name, node_type, \
             node_config, dependencies, position_x, position_y, input_to_output_curve_mapping, \
             metadata, execution_hints) \
             select t.id, $2, $3, t.node_id, t.node_name, t.node_type, t.node_config, \
             t.dependencies, t.x, t.y, t.mapping, t.metadata, t.hints \
             from jsonb_to_recordset($1) as t (id uuid, node_id text, node_name text, \
               node_type text, node_config jsonb, dependencies jsonb, x float8, y float8, \
               mapping jsonb, metadata jsonb, hints jsonb)",
            &[&Value::Array(nodes), &pipeline.project_id, &pipeline.id],
        )
        .await
        .during("write the nodes")?;
    transaction
        .execute(
            "insert into pipeline_edges (id, project_id, pipeline_id, source_node_id, target_node_id) \
             select t.id, $2, $3, t.source, t.target \
             from jsonb_to_recordset($1) as t (id uuid, source text, target text)",
            &[&Value::Array(edges), &pipeline.project_id, &pipeline.id],
        )
        .await
        .during("write the edges")?;
    Ok(())
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
        save(transaction, &pipeline, Some(read_at), user, "suffixes moved on after a run").await?;
    }
    Ok(())
}
