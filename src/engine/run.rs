//! One run from start to end: its tasks, its heart-beat, its report.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::batch::Parcel;
use super::context::{Context, Engine, Run};
use super::keep;
use super::node::{self, NodeReport, Prepared};
use super::record::Recorder;
use crate::control::executions::{self, Beat, ExecutionEnd};
use crate::control::pipelines::{self, UsedSuffix};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::{LogLevel, Status, summed_up};

/// Wells that may wait on one edge: enough to keep both ends busy, few enough to bound memory.
const WELLS_ON_AN_EDGE: usize = 2;

/// Time between two heart-beats; also the longest a wish to cancel waits.
const HEART_BEAT: Duration = Duration::from_millis(250);

/// Time without an answer from the database after which the runner gives its run up, well before
/// the lease of 30 seconds could pass to another.
const LONGEST_SILENCE: Duration = Duration::from_secs(20);

/// What became of a run.
#[derive(Debug)]
pub struct Report {
    /// State.
    pub status: Status,
    /// First failure.
    pub error: Option<Diagnostic>,
}

impl Engine {
    /// Runs a recorded execution to its end and records that end.
    pub async fn run(self: Arc<Self>, run: Run) -> Result<Report, Diagnostic> {
        let execution = run.execution_id;
        let client = self.database.client().await?;
        if !executions::take(&client, execution, self.runner).await? {
            return Ok(Report {
                status: Status::Cancelled,
                error: Some(
                    Diagnostic::error(
                        ErrorType::Cancelled,
                        "the run was cancelled before it began",
                    )
                    .hint("start it again"),
                ),
            });
        }
        drop(client);
        let recorder = Recorder::start(Arc::clone(&self), run.project_id, execution);
        let context = Arc::new(Context {
            engine: self,
            run,
            recorder,
            cancel: CancellationToken::new(),
            lost: AtomicBool::new(false),
        });
        context.recorder.log(
            None,
            LogLevel::Info,
            format!(
                "run started: {} nodes on {} wells",
                context.run.plan.nodes.len(),
                context.run.wells.len()
            ),
            json!({}),
        );
        let heart =
            tokio_util::task::AbortOnDropHandle::new(tokio::spawn(beat(Arc::clone(&context))));
        let began = Instant::now();
        let reports = run_nodes(&context).await;
        drop(heart);
        end(&context, &reports, began.elapsed()).await
    }
}

/// Spawns one task for each node and waits for all; dropping the set would cancel them.
async fn run_nodes(context: &Arc<Context>) -> Vec<NodeReport> {
    let nodes = &context.run.plan.nodes;
    let prepared: Vec<Prepared> = nodes.iter().map(node::prepare).collect();
    // A node of all wells holds its readers back until it has the last well, while another way to
    // them goes on: every edge has room for all wells, or the two ways would wait for each other.
    let room = match prepared.iter().any(node::is_of_project) {
        true => context.run.wells.len().max(WELLS_ON_AN_EDGE),
        false => WELLS_ON_AN_EDGE,
    };
    let mut inlets: Vec<Vec<mpsc::Receiver<Parcel>>> = nodes.iter().map(|_| Vec::new()).collect();
    let mut outlets: Vec<Vec<mpsc::Sender<Parcel>>> = nodes.iter().map(|_| Vec::new()).collect();
    for (index, node) in nodes.iter().enumerate() {
        for &upstream in &node.upstream {
            let (sender, receiver) = mpsc::channel(room);
            outlets[upstream].push(sender);
            inlets[index].push(receiver);
        }
    }
    let mut tasks = JoinSet::new();
    let ends = inlets.into_iter().zip(outlets).zip(prepared);
    for (index, ((inlets, outlets), prepared)) in ends.enumerate() {
        let context = Arc::clone(context);
        tasks.spawn(
            async move { (index, node::run(context, index, prepared, inlets, outlets).await) },
        );
    }
    let mut reports: Vec<Option<NodeReport>> = nodes.iter().map(|_| None).collect();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok((index, report)) => reports[index] = Some(report),
            // A defect in one node must not leave the others waiting for it.
            Err(error) => {
                tracing::error!(%error, "a node task broke down");
                context.cancel.cancel();
            }
        }
    }
    let wells = context.run.wells.len();
    reports
        .into_iter()
        .map(|report| report.unwrap_or_else(|| NodeReport::broken_down(wells)))
        .collect()
}

/// Renews the lease and hears wishes to cancel, until it is dropped.
async fn beat(context: Arc<Context>) {
    let mut heard = Instant::now();
    loop {
        tokio::time::sleep(HEART_BEAT).await;
        let answer = async {
            let client = context.engine.database.client().await?;
            executions::beat(&client, context.run.execution_id, context.engine.runner).await
        }
        .await;
        match answer {
            Ok(Beat::GoOn) => heard = Instant::now(),
            Ok(Beat::Cancel) => {
                heard = Instant::now();
                context.cancel.cancel();
            }
            Ok(Beat::Lost) => return give_up(&context),
            Err(error) if heard.elapsed() > LONGEST_SILENCE => {
                tracing::error!(%error, "the database is out of reach; the run is given up");
                return give_up(&context);
            }
            Err(error) => tracing::warn!(%error, "a heart-beat was lost"),
        }
    }
}

fn give_up(context: &Context) {
    context.lost.store(true, Ordering::Relaxed);
    context.cancel.cancel();
}

/// Records the end of the run, and moves the suffixes on, in one transaction.
async fn end(
    context: &Context,
    reports: &[NodeReport],
    wall: Duration,
) -> Result<Report, Diagnostic> {
    let run = &context.run;
    let status = run_status(context, reports);
    let error = reports.iter().find_map(|report| report.error.clone());
    let curves: usize = reports.iter().map(|report| report.output_curves.len()).sum();
    let level = match status {
        Status::Completed => LogLevel::Info,
        Status::Failed => LogLevel::Error,
        _ => LogLevel::Warn,
    };
    context.recorder.log(
        None,
        level,
        format!("run {status}: {curves} curves written"),
        json!({"curves": curves}),
    );
    context.recorder.flush().await;
    let sum = |key: &str| -> i64 {
        reports.iter().filter_map(|report| report.metrics.get(key)?.as_i64()).sum()
    };
    let end = ExecutionEnd {
        id: run.execution_id,
        runner: context.engine.runner,
        status,
        summary: json!({"row_count": sum("rows_out"), "column_count": curves}),
        metrics: json!({
            "rows_in": sum("rows_in"), "rows_out": sum("rows_out"), "cpu_ms": sum("cpu_ms"),
            "busy_ms": sum("busy_ms"),
            "bytes_scanned": sum("bytes_scanned"), "bytes_written": sum("bytes_written"),
            "mem_peak_bytes": mem_peak_bytes(), "wall_ms": node::milliseconds(wall),
        }),
        error: error.clone(),
    };
    let mut used: Vec<UsedSuffix> =
        reports.iter().flat_map(|report| report.used_suffixes.clone()).collect();
    keep::move_on(&context.run, &mut used);
    let mut client = context.engine.database.client().await?;
    let transaction = client.transaction().await?;
    if !executions::end_execution(&transaction, &end).await? {
        return Err(Diagnostic::error(ErrorType::LeaseLost, "this runner no longer holds the run")
            .hint("what was completed is kept; run the pipeline again for the rest"));
    }
    if !used.is_empty() {
        pipelines::advance_suffixes(&transaction, run.pipeline_id, &used, run.user_id).await?;
    }
    transaction.commit().await?;
    context.engine.pulse.ring();
    Ok(Report { status, error })
}

/// A well is done when all its items are; the run is what its wells are together.
fn run_status(context: &Context, reports: &[NodeReport]) -> Status {
    if context.lost.load(Ordering::Relaxed) {
        return Status::Failed;
    }
    summed_up((0..context.run.wells.len()).map(|well| {
        let parts: Vec<Status> = reports.iter().map(|report| report.items[well]).collect();
        if parts.iter().all(|part| *part == Status::Completed) {
            Status::Completed
        } else if parts.contains(&Status::Cancelled) {
            Status::Cancelled
        } else {
            Status::Failed
        }
    }))
}

/// The most memory that this process ever held, other runs and the screens included.
fn mem_peak_bytes() -> Option<i64> {
    use nix::sys::resource::{UsageWho, getrusage};
    // The kernel counts in kibibytes.
    getrusage(UsageWho::RUSAGE_SELF).ok().map(|usage| usage.max_rss() * 1024)
}
