//! Executions as they are read: lists, one with its nodes.

use deadpool_postgres::GenericClient;
use tokio_postgres::Row;
use uuid::Uuid;

use super::error::During;
use super::executions::no_such_run;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::Status;
use crate::domain::export::WrittenOutput;
use crate::domain::rows::{NodeRunRow, RunDetail, RunRow, WellCounts};

const RUNS: &str = include_str!("../../sql/queries/runs.sql");

/// Which executions to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Of this project.
    pub project: Option<Uuid>,
    /// Of this pipeline.
    pub pipeline: Option<Uuid>,
    /// Only those that have not ended.
    pub active: bool,
}

/// Returns executions, newest first.
pub async fn list(
    client: &impl GenericClient,
    filter: RunFilter,
    limit: i64,
) -> Result<Vec<RunRow>, Diagnostic> {
    let rows = client
        .query(
            &format!(
                "{RUNS} where ($1::uuid is null or e.project_id = $1) \
                 and ($2::uuid is null or e.pipeline_id = $2) \
                 and (not $3 or e.status in ('pending', 'queued', 'running')) \
                 order by e.created_at desc, e.id desc limit $4"
            ),
            &[&filter.project, &filter.pipeline, &filter.active, &limit],
        )
        .await
        .during("list the runs")?;
    Ok(rows.iter().map(run_row).collect())
}

/// Returns the id of the only execution whose id starts with this text.
pub async fn find(client: &impl GenericClient, id: &str) -> Result<Uuid, Diagnostic> {
    // The last characters of a version 7 UUID tell more than the first, so both ends will do.
    let rows = client
        .query(
            "select id from pipeline_executions \
             where id::text like $1 || '%' or id::text like '%' || $1 limit 2",
            &[&id.to_lowercase().replace(['%', '_', '\\'], "?")],
        )
        .await
        .during("look the run up")?;
    match rows.as_slice() {
        [row] => Ok(row.get(0)),
        [] => Err(no_such_run(id)),
        _ => Err(no_such_run(id)
            .found(format!("several runs that match \"{id}\""))
            .hint("give more of the id")),
    }
}

/// Returns one execution with its nodes.
pub async fn detail(client: &impl GenericClient, execution: Uuid) -> Result<RunDetail, Diagnostic> {
    let run = client
        .query_opt(&format!("{RUNS} where e.id = $1"), &[&execution])
        .await
        .during("look the run up")?
        .ok_or_else(|| no_such_run(&execution.to_string()))?;
    let nodes = client
        .query(include_str!("../../sql/queries/run_nodes.sql"), &[&execution])
        .await
        .during("list the nodes of the run")?;
    Ok(RunDetail { run: run_row(&run), nodes: nodes.iter().map(node_row).collect() })
}

/// Returns the files and tables that the nodes of an execution wrote, with the ids of the nodes.
pub async fn written(
    client: &impl GenericClient,
    execution: Uuid,
) -> Result<Vec<(Uuid, WrittenOutput)>, Diagnostic> {
    let rows = client
        .query(
            "select id, output -> 'written' from node_executions \
             where execution_id = $1 and output ? 'written' order by ordinal, attempt",
            &[&execution],
        )
        .await
        .during("list the files of the run")?;
    let written = rows.iter().flat_map(|row| {
        // What another version of the program recorded in another form is left to that version.
        let of_node: Vec<WrittenOutput> = serde_json::from_value(row.get(1)).unwrap_or_default();
        of_node.into_iter().map(|written| (row.get(0), written))
    });
    Ok(written.collect())
}

/// Returns how many curves a node execution read, of all wells.
pub async fn input_curve_count(
    client: &impl GenericClient,
    node_execution: Uuid,
) -> Result<i64, Diagnostic> {
    let row = client
        .query_one(
            "select input_curve_count::bigint from node_executions where id = $1",
            &[&node_execution],
        )
        .await
        .during("count the input curves of the node")?;
    Ok(row.get(0))
}

fn status(row: &Row) -> Status {
    Status::parse(row.get("status")).unwrap_or(Status::Failed)
}

fn counts(row: &Row) -> WellCounts {
    WellCounts {
        total: row.get("wells_total"),
        done: row.get("wells_done"),
        failed: row.get("wells_failed"),
        skipped: row.get("wells_skipped"),
    }
}

fn run_row(row: &Row) -> RunRow {
    RunRow {
        id: row.get("id"),
        project_id: row.get("project_id"),
        pipeline_id: row.get("pipeline_id"),
        pipeline_name: row.get("pipeline_name"),
        only_node: row.get("only_node"),
        status: status(row),
        created_at: row.get("created_at"),
        started_at: row.get("started_at"),
        completed_at: row.get("completed_at"),
        execution_time_ms: row.get("execution_time_ms"),
        executed_by: row.get("executed_by_email"),
        wells: counts(row),
        cancel_requested: row.get("cancel_requested"),
        error_message: row.get("error_message"),
    }
}

fn node_row(row: &Row) -> NodeRunRow {
    NodeRunRow {
        id: row.get("id"),
        node_id: row.get("node_id"),
        node_name: row.get("node_name"),
        operator_id: row.get("operator_id"),
        status: status(row),
        started_at: row.get("started_at"),
        execution_time_ms: row.get("execution_time_ms"),
        busy_ms: row.get("busy_ms"),
        cpu_ms: row.get("cpu_ms"),
        wells: counts(row),
        rows_in: row.get("rows_in"),
        rows_out: row.get("rows_out"),
        output_curves: row.get("output_curves"),
        error_message: row.get("error_message"),
    }
}
