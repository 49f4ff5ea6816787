//! Nodes and edges of a pipeline as rows, written beside its definition for those who ask in SQL.

use std::collections::HashSet;

use deadpool_postgres::Transaction;
use serde_json::{Value, json};
use uuid::Uuid;

use super::error::During;
use super::pipelines::StoredPipeline;
use crate::domain::diagnostic::Diagnostic;

/// Replaces the rows of a pipeline's nodes and edges.
///
/// A definition that is still at work may name a node twice, or one that is not there; the rows
/// then leave out what no graph can hold.
pub async fn write(
    transaction: &Transaction<'_>,
    pipeline: &StoredPipeline,
) -> Result<(), Diagnostic> {
    let mut ids = HashSet::new();
    let nodes: Vec<Value> = pipeline
        .definition
        .nodes
        .iter()
        .filter(|node| ids.insert(node.id.as_str()))
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
    let mut drawn = HashSet::new();
    let edges: Vec<Value> = pipeline
        .definition
        .nodes
        .iter()
        .flat_map(|node| node.dependencies.iter().map(move |source| (source, &node.id)))
        .filter(|(source, _)| ids.contains(source.as_str()))
        .filter(|edge| drawn.insert(*edge))
        .map(|(source, target)| json!({"id": Uuid::now_v7(), "source": source, "target": target}))
        .collect();
    transaction
        .execute("delete from pipeline_nodes where pipeline_id = $1", &[&pipeline.id])
        .await
        .during("replace the nodes")?;
    transaction
        .execute(
            include_str!("../../sql/queries/write_nodes.sql"),
            &[&Value::Array(nodes), &pipeline.project_id, &pipeline.id],
        )
        .await
        .during("write the nodes")?;
    transaction
        .execute(
            include_str!("../../sql/queries/write_edges.sql"),
            &[&Value::Array(edges), &pipeline.project_id, &pipeline.id],
        )
        .await
        .during("write the edges")?;
    Ok(())
}
