//! Executions as they are written: before, during and after a run.

use deadpool_postgres::{GenericClient, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commit::LEASE;
use super::error::During;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::Status;

/// An execution about to be recorded, with everything that shows later what was computed from what.
#[derive(Debug, Clone, PartialEq)]
pub struct NewExecution {
    /// Id.
    pub id: Uuid,
    /// Project.
    pub project_id: Uuid,
    /// Pipeline.
    pub pipeline_id: Uuid,
    /// Its name.
    pub pipeline_name: String,
    /// Node, where a single one is run.
    pub only_node_id: Option<String>,
    /// User.
    pub user_id: Uuid,
    /// User's e-mail.
    pub user_email: String,
    /// Definition as it is.
    pub dag_snapshot: Value,
    /// Wells and options of the request.
    pub input_parameters: Value,
    /// `[{node_id, operator_id, version, impl_digest}]`.
    pub resolved_operators: Value,
    /// `{app, arrow, …}`.
    pub engine_versions: Value,
    /// Versions of the curves that are offered to the run.
    pub input_snapshots: Value,
    /// Trace id, 32 hexadecimal digits.
    pub trace_id: String,
    /// Wells, in the order of the run.
    pub wells: Vec<Uuid>,
    /// Nodes, in the order of the plan.
    pub nodes: Vec<NewNodeExecution>,
}

/// A node of an execution about to be recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewNodeExecution {
    /// Id.
    pub id: Uuid,
    /// Position in the plan.
    pub ordinal: i32,
    /// Id of the node in the definition.
    pub node_id: String,
    /// Its name.
    pub node_name: String,
    /// Operator, for operator nodes.
    pub operator_id: Option<String>,
    /// Its version.
    pub operator_version: Option<String>,
    /// The node as it is.
    pub node_config: Value,
    /// Operator, version, digest and full parameters.
    pub operator_config: Option<Value>,
}

/// Records an execution with its nodes and its (node, well) items, all queued.
///
/// Returns the ids of the items: for each node in order, for each well in order.
pub async fn record(
    transaction: &Transaction<'_>,
    new: &NewExecution,
) -> Result<Vec<Vec<Uuid>>, Diagnostic> {
    refuse_overlap(transaction, new).await?;
    let execution_type = if new.only_node_id.is_some() { "node" } else { "dag" };
    let node_ids: Vec<Uuid> = new.nodes.iter().map(|node| node.id).collect();
    let wells = i32::try_from(new.wells.len()).expect("fewer wells than i32::MAX");
    transaction
        .execute(
            "insert into pipeline_executions \
             (id, project_id, pipeline_id, pipeline_name, execution_type, only_node_id, executed_by, \
              executed_by_email, dag_snapshot, input_parameters, resolved_operators, engine_versions, \
              input_snapshots, otel_trace_id, node_execution_ids, wells_total, logs_uri) \
             values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16, \
              'execution_logs?execution_id=' || $1::uuid)",
            &[
                &new.id,
                &new.project_id,
                &new.pipeline_id,
                &new.pipeline_name,
                &execution_type,
                &new.only_node_id,
                &new.user_id,
                &new.user_email,
                &new.dag_snapshot,
                &new.input_parameters,
                &new.resolved_operators,
                &new.engine_versions,
                &new.input_snapshots,
                &new.trace_id,
                &node_ids,
                &wells,
            ],
        )
        .await
        .during("record the run")?;
    let nodes = serde_json::to_value(&new.nodes).expect("nodes are plain data");
    transaction
        .execute(
            include_str!("../../sql/queries/record_nodes.sql"),
            &[&nodes, &new.id, &execution_type, &wells],
        )
        .await
        .during("record the nodes of the run")?;
    let items: Vec<Vec<Uuid>> =
        new.nodes.iter().map(|_| new.wells.iter().map(|_| Uuid::now_v7()).collect()).collect();
    let flat = |pick: &dyn Fn(usize, usize) -> Uuid| -> Vec<Uuid> {
        (0..new.nodes.len())
            .flat_map(|node| (0..new.wells.len()).map(move |well| (node, well)))
            .map(|(node, well)| pick(node, well))
            .collect()
    };
    transaction
        .execute(
            "insert into node_well_results (id, project_id, execution_id, node_execution_id, well_id) \
             select t.id, $1, $2, t.node, t.well \
             from unnest($3::uuid[], $4::uuid[], $5::uuid[]) as t (id, node, well)",
            &[
                &new.project_id,
                &new.id,
                &flat(&|node, well| items[node][well]),
                &flat(&|node, _| node_ids[node]),
                &flat(&|_, well| new.wells[well]),
            ],
        )
        .await
        .during("record the wells of the run")?;
    Ok(items)
}

/// Two runs of one pipeline on one well would write the same names and spoil each other.
///
/// The pipeline's row is locked, so that of two that start at the same moment one sees the other.
async fn refuse_overlap(
    transaction: &Transaction<'_>,
    new: &NewExecution,
) -> Result<(), Diagnostic> {
    transaction
        .execute("select from pipelines where id = $1 for update", &[&new.pipeline_id])
        .await
        .during("reserve the pipeline")?;
    match overlap(transaction, new.pipeline_id, &new.wells).await? {
        None => Ok(()),
        Some(overlap) => Err(overlap),
    }
}

/// Says which run of a pipeline is at work on some of these wells, if one is.
pub async fn overlap(
    client: &impl GenericClient,
    pipeline: Uuid,
    wells: &[Uuid],
) -> Result<Option<Diagnostic>, Diagnostic> {
    let running = client
        .query_opt(
            "select e.id, e.executed_by_email, e.status from pipeline_executions e \
             where e.pipeline_id = $1 and e.status in ('pending', 'queued', 'running') \
             and exists (select from node_well_results r \
               where r.execution_id = e.id and r.well_id = any($2)) limit 1",
            &[&pipeline, &wells],
        )
        .await
        .during("look for a run of the pipeline")?;
    Ok(running.map(|row| {
        Diagnostic::error(
            ErrorType::CurveConflict,
            "the pipeline is running on these wells already",
        )
        .found(format!(
            "run {} of {}, {}",
            row.get::<_, Uuid>(0),
            row.get::<_, &str>(1),
            row.get::<_, &str>(2)
        ))
        .wanted("one run of a pipeline on a well at a time")
        .hint("wait for it, cancel it with `mudrock runs cancel`, or choose other wells")
    }))
}

/// Takes a queued execution for a runner; `false` when another one has it or it was cancelled.
pub async fn take(
    client: &impl GenericClient,
    execution: Uuid,
    runner: Uuid,
) -> Result<bool, Diagnostic> {
    let taken = client
        .execute(
            &format!(
                "update pipeline_executions set status = 'running', runner_id = $2, \
                 started_at = clock_timestamp(), lease_until = clock_timestamp() + interval '{LEASE}' \
                 where id = $1 and status = 'queued'"
            ),
            &[&execution, &runner],
        )
        .await
        .during("take the run")?;
    Ok(taken == 1)
}

/// What a heart-beat tells a runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// Go on.
    GoOn,
    /// A user asked to stop; the wish is acknowledged now.
    Cancel,
    /// The run is no longer this runner's: stop and commit nothing.
    Lost,
}

/// Renews the leases of a runner's execution and its running items, and hears what users want.
pub async fn beat(
    client: &impl GenericClient,
    execution: Uuid,
    runner: Uuid,
) -> Result<Beat, Diagnostic> {
    let row = client
        .query_opt(include_str!("../../sql/queries/beat.sql"), &[&execution, &runner])
        .await
        .during("renew the lease of the run")?;
    Ok(match row {
        None => Beat::Lost,
        Some(row) if row.get("cancel") => Beat::Cancel,
        Some(_) => Beat::GoOn,
    })
}

/// Asks for an execution to stop; returns its state. One that no runner took yet ends at once.
pub async fn request_cancel(
    client: &impl GenericClient,
    execution: Uuid,
    user: Uuid,
) -> Result<Status, Diagnostic> {
    let row = client
        .query_opt(include_str!("../../sql/queries/request_cancel.sql"), &[&execution, &user])
        .await
        .during("ask the run to stop")?;
    if let Some(row) = row {
        return Ok(Status::parse(row.get(0)).unwrap_or(Status::Running));
    }
    let status = client
        .query_opt("select status from pipeline_executions where id = $1", &[&execution])
        .await
        .during("look the run up")?
        .ok_or_else(|| no_such_run(&execution.to_string()))?;
    Err(Diagnostic::error(ErrorType::ExecutionNotFound, "the run has ended already")
        .found(status.get::<_, String>(0))
        .wanted("a run that is queued or running")
        .hint("`mudrock runs list` shows what is active"))
}

/// Says that a run is not there.
pub fn no_such_run(id: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::ExecutionNotFound, "there is no such run")
        .found(format!("\"{id}\""))
        .hint("`mudrock runs list` shows the runs of a project")
}

/// The end of one (node, well) item that commits no curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemEnd {
    /// Id of the item.
    pub item: Uuid,
    /// Its state.
    pub status: Status,
    /// Samples read.
    pub rows_in: i64,
    /// Samples handed on.
    pub rows_out: i64,
    /// Why it failed or was skipped.
    pub error: Option<Diagnostic>,
}

/// Records the ends of items in one statement.
pub async fn end_items(client: &impl GenericClient, ends: &[ItemEnd]) -> Result<(), Diagnostic> {
    let ends: Vec<Value> = ends
        .iter()
        .map(|end| {
            json!({
                "item": end.item,
                "status": end.status,
                "rows_in": end.rows_in,
                "rows_out": end.rows_out,
                "error_message": end.error.as_ref().map(ToString::to_string),
                "error_details": end.error.as_ref().map(error_details),
            })
        })
        .collect();
    client
        .execute(include_str!("../../sql/queries/end_items.sql"), &[&Value::Array(ends)])
        .await
        .during("record the wells of a node")?;
    Ok(())
}

/// Marks a node as running.
pub async fn start_node(client: &impl GenericClient, node: Uuid) -> Result<(), Diagnostic> {
    client
        .execute(
            "update node_executions set status = 'running', started_at = clock_timestamp() \
             where id = $1 and status = 'queued'",
            &[&node],
        )
        .await
        .during("start a node")?;
    Ok(())
}

/// How far a node is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeProgress {
    /// Id of the node execution.
    pub node: Uuid,
    /// Its metrics so far, as at its end.
    pub metrics: Value,
}

/// Records how far running nodes are, in one statement.
pub async fn node_progress(
    client: &impl GenericClient,
    progress: &[NodeProgress],
) -> Result<(), Diagnostic> {
    let progress = serde_json::to_value(progress).expect("progress is plain data");
    client
        .execute(include_str!("../../sql/queries/node_progress.sql"), &[&progress])
        .await
        .during("record how far the nodes are")?;
    Ok(())
}

/// The end of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeEnd {
    /// Id of the node execution.
    pub id: Uuid,
    /// Its state.
    pub status: Status,
    /// Curves read.
    pub input_curves: Vec<Uuid>,
    /// Curves written.
    pub output_curves: Vec<Uuid>,
    /// `{input_curve_id: {mode, output_curve_id, suffix}}`.
    pub mapping: Value,
    /// `{rows_in, rows_out, bytes_scanned, bytes_written, cpu_ms, busy_ms, wall_ms}`.
    pub metrics: Value,
    /// Wells and versions read.
    pub input_data: Value,
    /// Files and tables written, for nodes that write any.
    pub output: Option<Value>,
    /// First failure.
    pub error: Option<Diagnostic>,
}

/// Records the end of a node, with the counts of its wells.
pub async fn end_node(client: &impl GenericClient, end: &NodeEnd) -> Result<(), Diagnostic> {
    let inputs = i32::try_from(end.input_curves.len()).unwrap_or(i32::MAX);
    let outputs = i32::try_from(end.output_curves.len()).unwrap_or(i32::MAX);
    client
        .execute(
            include_str!("../../sql/queries/end_node.sql"),
            &[
                &end.id,
                &end.status.name(),
                &end.input_curves,
                &inputs,
                &end.output_curves,
                &outputs,
                &end.mapping,
                &end.metrics,
                &end.input_data,
                &end.error.as_ref().map(ToString::to_string),
                &end.error.as_ref().map(error_details),
                &end.output,
            ],
        )
        .await
        .during("record the end of a node")?;
    Ok(())
}

/// The end of an execution.
#[derive(Debug, Clone, PartialEq)]
pub struct ExecutionEnd {
    /// Id.
    pub id: Uuid,
    /// Runner that computed it.
    pub runner: Uuid,
    /// Its state.
    pub status: Status,
    /// `{wells, curves, …}`.
    pub summary: Value,
    /// Sums over the nodes.
    pub metrics: Value,
    /// First failure.
    pub error: Option<Diagnostic>,
}

/// Records the end of an execution; `false` when it is no longer this runner's.
pub async fn end_execution(
    client: &impl GenericClient,
    end: &ExecutionEnd,
) -> Result<bool, Diagnostic> {
    let ended = client
        .execute(
            include_str!("../../sql/queries/end_execution.sql"),
            &[
                &end.id,
                &end.runner,
                &end.status.name(),
                &end.summary,
                &end.metrics,
                &end.error.as_ref().map(ToString::to_string),
                &end.error.as_ref().map(error_details),
            ],
        )
        .await
        .during("record the end of the run")?;
    Ok(ended == 1)
}

/// Fails the executions whose runner went away; returns their ids.
pub async fn fail_lost(client: &impl GenericClient) -> Result<Vec<Uuid>, Diagnostic> {
    let lost = Diagnostic::error(ErrorType::LeaseLost, "the process that ran this went away")
        .hint("what was completed is kept; run the pipeline again for the rest");
    let rows = client
        .query(
            include_str!("../../sql/queries/fail_lost.sql"),
            &[&lost.to_string(), &error_details(&lost)],
        )
        .await
        .during("look for runs whose process went away")?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// What an execution that never came to its end left behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Remains {
    /// Pipeline, while it exists.
    pub pipeline_id: Option<Uuid>,
    /// User who ran it.
    pub user_id: Uuid,
    /// Id and definition of every node that committed a curve.
    pub nodes: Vec<(String, Value)>,
}

/// Returns what an execution left behind.
pub async fn remains(client: &impl GenericClient, execution: Uuid) -> Result<Remains, Diagnostic> {
    let run = client
        .query_one(
            "select pipeline_id, executed_by from pipeline_executions where id = $1",
            &[&execution],
        )
        .await
        .during("look at a lost run")?;
    let nodes = client
        .query(
            "select n.node_id, n.node_config_snapshot from node_executions n \
             where n.execution_id = $1 and exists (select from node_well_results r \
               where r.node_execution_id = n.id and cardinality(r.output_curve_ids) > 0)",
            &[&execution],
        )
        .await
        .during("look at the nodes of a lost run")?;
    Ok(Remains {
        pipeline_id: run.get(0),
        user_id: run.get(1),
        nodes: nodes.iter().map(|row| (row.get(0), row.get(1))).collect(),
    })
}

/// The form in which errors are stored.
fn error_details(error: &Diagnostic) -> Value {
    let mut details = serde_json::to_value(error).expect("a diagnostic is plain data");
    details["error_message"] = Value::String(error.to_string());
    details
}
