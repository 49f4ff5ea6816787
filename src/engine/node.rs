//! One node of a run as a task: for each well it receives, works, keeps and hands on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::batch::{Parcel, WellBatch};
use super::compute::{Computation, Computed};
use super::context::{Context, Engine, RunWell};
use super::ingest::{self, ReadWell};
use super::keep::{self, Keeper, Kept, KeptCurves};
use super::thread::{on_a_thread, within};
use super::together::compute_together;
use super::{output, table};
use crate::control::commit;
use crate::control::executions::{self, ItemEnd, NodeEnd};
use crate::control::pipelines::UsedSuffix;
use crate::control::tables;
use crate::domain::dag::SourceType;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::{LogLevel, Status, summed_up};
use crate::domain::export::WrittenOutput;
use crate::domain::plan::{PlannedNode, Work};
use crate::operators::catalogue::catalogue;

/// Curve ids and files listed in the record of a node at most; items and logs list them all.
const CURVES_LISTED: usize = 10_000;

/// What a node did.
#[derive(Debug, Default)]
pub struct NodeReport {
    /// State of each well.
    pub items: Vec<Status>,
    /// Curves written.
    pub output_curves: Vec<Uuid>,
    /// Suffixes that now name curves.
    pub used_suffixes: Vec<UsedSuffix>,
    /// `{rows_in, rows_out, bytes_scanned, bytes_written, cpu_ms, busy_ms, wall_ms}`.
    pub metrics: Value,
    /// First failure.
    pub error: Option<Diagnostic>,
}

impl NodeReport {
    /// The report of a node whose task panicked.
    pub fn broken_down(wells: usize) -> Self {
        Self {
            items: vec![Status::Failed; wells],
            error: Some(
                Diagnostic::error(ErrorType::Internal, "a node broke down")
                    .hint("this is a defect of the program; the log file tells where"),
            ),
            ..Self::default()
        }
    }
}

/// Sums over the wells of a node.
#[derive(Debug, Default)]
struct Totals {
    rows_in: i64,
    rows_out: i64,
    bytes_scanned: u64,
    bytes_written: i64,
    cpu: Duration,
    /// Time at work on wells, without waiting for other nodes.
    busy: Duration,
    input_curves: Vec<Uuid>,
    input_versions: Vec<Uuid>,
    mapping: Map<String, Value>,
    written: Vec<WrittenOutput>,
}

impl Totals {
    fn metrics(&self, began: Instant) -> Value {
        json!({
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "bytes_scanned": self.bytes_scanned,
            "bytes_written": self.bytes_written,
            "cpu_ms": milliseconds(self.cpu),
            "busy_ms": milliseconds(self.busy),
            "wall_ms": milliseconds(began.elapsed()),
        })
    }
}

/// The result of one well.
struct Done {
    batch: WellBatch,
    kept: Option<KeptCurves>,
    written: Option<WrittenOutput>,
    cpu: Duration,
    rows_in: usize,
    bytes_scanned: u64,
    curves: Vec<Uuid>,
    versions: Vec<Uuid>,
}

/// What became of one well at a node.
type Outcome = Result<Done, (Status, Diagnostic)>;

/// A node's kernel, or nothing for a node that has none, or why there is none.
pub type Prepared = Result<Option<Arc<Computation>>, Diagnostic>;

/// Whether a node takes every well before it hands on the first.
pub fn is_of_project(prepared: &Prepared) -> bool {
    matches!(prepared, Ok(Some(computation)) if computation.is_of_project())
}

/// A well that a node may go on with.
pub enum Ready {
    /// What its inlets brought.
    Input(Vec<WellBatch>),
    /// What it read, and what was computed from that together with all wells.
    Computed(Box<WellBatch>, Box<Computed>),
}

/// Runs a node over all wells.
pub async fn run(
    context: Arc<Context>,
    index: usize,
    prepared: Prepared,
    mut inlets: Vec<mpsc::Receiver<Parcel>>,
    outlets: Vec<mpsc::Sender<Parcel>>,
) -> NodeReport {
    let id = context.run.nodes[index];
    let began = Instant::now();
    let mut report = NodeReport::default();
    let mut totals = Totals::default();
    let wells = context.run.wells.len();
    let mut together = match &prepared {
        Ok(Some(computation)) if computation.is_of_project() => {
            let computation = Arc::clone(computation);
            let (all, took) = compute_together(&context, index, computation, &mut inlets).await;
            totals.busy += took;
            totals.cpu += took;
            Some(all.into_iter())
        }
        _ => None,
    };
    for well in 0..wells {
        let ready = match &mut together {
            Some(all) => {
                all.next().unwrap_or_else(|| Err((Status::Cancelled, Diagnostic::cancelled())))
            }
            None => {
                receive(&mut inlets).await.map(Ready::Input).map_err(|lost| (Status::Skipped, lost))
            }
        };
        if well == 0 && together.is_none() {
            context.recorder.node_starts(id);
            output::announce(&context, index);
        }
        let at_work = Instant::now();
        let outcome = match (ready, &prepared) {
            _ if context.cancel.is_cancelled() => Err((Status::Cancelled, Diagnostic::cancelled())),
            (Err(lost), _) => Err(lost),
            (Ok(_), Err(error)) => Err((Status::Failed, error.clone())),
            (Ok(Ready::Computed(batch, computed)), _) => {
                let settled = settle(&context, index, well, *batch, *computed, Duration::ZERO);
                settled.await.map_err(failed)
            }
            (Ok(Ready::Input(input)), Ok(computation)) => {
                let done = work(&context, index, well, input, computation.as_ref());
                done.await.map_err(failed)
            }
        };
        totals.busy += at_work.elapsed();
        let onwards = conclude(&context, index, well, outcome, &mut report, &mut totals);
        if well + 1 < wells {
            context.recorder.node_progress(id, totals.metrics(began));
        }
        for outlet in &outlets {
            // A reader that broke down is reported for itself.
            let _ = outlet.send(onwards.clone()).await;
        }
    }
    finish(&context, index, began, &mut report, totals).await;
    report
}

pub(super) fn failed(error: Diagnostic) -> (Status, Diagnostic) {
    match error.error_type {
        ErrorType::Cancelled => (Status::Cancelled, error),
        _ => (Status::Failed, error),
    }
}

/// Reads what an ingestion offers of one well.
pub(super) async fn ingest(
    engine: &Engine,
    well: &RunWell,
    node: &PlannedNode,
) -> Result<ReadWell, Diagnostic> {
    let Work::Ingestion { source, filters } = &node.work else {
        unreachable!("only ingestions read")
    };
    let (produces, carries) = (&node.produces, &node.carries);
    match source {
        SourceType::WellMarkers { .. } => {
            ingest::read_tops(&engine.database, well, produces, carries, source, filters).await
        }
        _ => ingest::read_well(&engine.store, well, produces, carries, source, filters).await,
    }
}

/// Looks the kernel up, once for all wells.
pub fn prepare(node: &PlannedNode) -> Prepared {
    let Work::Operator { spec, parameters, inputs, grid, .. } = &node.work else { return Ok(None) };
    let first = |errors: Vec<Diagnostic>| {
        errors.into_iter().next().unwrap_or_else(|| {
            Diagnostic::error(ErrorType::ParameterInvalid, "the operator refuses its parameters")
        })
    };
    let entry = catalogue().find(&spec.reference()).map_err(first)?;
    let kernel = entry.prepare(parameters).map_err(first)?;
    Ok(Some(Arc::new(Computation {
        spec: (**spec).clone(),
        inputs: inputs.clone(),
        grid: grid.clone(),
        produces: node.produces.clone(),
        parameters: parameters.clone(),
        kernel,
    })))
}

/// Takes one parcel from every inlet; an ingestion has none and gets an empty list.
pub(super) async fn receive(
    inlets: &mut [mpsc::Receiver<Parcel>],
) -> Result<Vec<WellBatch>, Diagnostic> {
    let mut batches = Vec::with_capacity(inlets.len());
    let mut lost_at = None;
    for inlet in inlets {
        match inlet.recv().await {
            Some(Parcel::Batch(batch)) => batches.push(batch),
            Some(Parcel::Lost { node }) => {
                lost_at.get_or_insert(node);
            }
            None => {
                lost_at.get_or_insert_with(|| "a node that broke down".to_owned());
            }
        }
    }
    match lost_at {
        None => Ok(batches),
        Some(node) => Err(Diagnostic::error(
            ErrorType::MissingInput,
            format!("skipped, because the well was lost at \"{node}\""),
        )),
    }
}

/// Does the node's work on one well, within its time limit.
async fn work(
    context: &Arc<Context>,
    index: usize,
    well: usize,
    input: Vec<WellBatch>,
    computation: Option<&Arc<Computation>>,
) -> Result<Done, Diagnostic> {
    let node = &context.run.plan.nodes[index];
    let limit = node.timeout_seconds.map_or(Duration::MAX, Duration::from_secs);
    let working = async {
        match (&node.work, computation) {
            (Work::Ingestion { .. }, _) => {
                let read = ingest(&context.engine, &context.run.wells[well], node).await;
                let ReadWell { batch, bytes_scanned, flags } = read?;
                let (mut curves, mut versions): (Vec<Uuid>, Vec<Uuid>) = flags.into_iter().unzip();
                curves.extend(batch.columns().flat_map(|column| column.curves.clone()));
                versions.extend(batch.columns().flat_map(|column| column.versions.clone()));
                Ok(Done {
                    kept: None,
                    written: None,
                    cpu: Duration::ZERO,
                    rows_in: batch.rows(),
                    bytes_scanned,
                    curves,
                    versions,
                    batch,
                })
            }
            (Work::Operator { .. }, Some(computation)) => {
                let (computation, cancel) = (Arc::clone(computation), context.cancel.clone());
                let (batch, computed, cpu) = on_a_thread(context, move || {
                    let batch = WellBatch::merge(input);
                    let began = Instant::now();
                    let computed = computation.run(&batch, &cancel)?;
                    Ok((batch, computed, began.elapsed()))
                })
                .await?;
                settle(context, index, well, batch, computed, cpu).await
            }
            _ => {
                let batch = WellBatch::merge(input);
                let written =
                    output::write(context, index, &context.run.wells[well], &batch).await?;
                Ok(Done {
                    kept: None,
                    written,
                    cpu: Duration::ZERO,
                    rows_in: batch.rows(),
                    bytes_scanned: 0,
                    curves: Vec::new(),
                    versions: Vec::new(),
                    batch,
                })
            }
        }
    };
    within(limit, working).await
}

/// Tells, keeps and hands on what an operator made of one well.
async fn settle(
    context: &Context,
    index: usize,
    well_index: usize,
    mut batch: WellBatch,
    computed: Computed,
    cpu: Duration,
) -> Result<Done, Diagnostic> {
    let node = &context.run.plan.nodes[index];
    let well = &context.run.wells[well_index];
    let Work::Operator { spec, parameters, inputs, keeps, .. } = &node.work else {
        unreachable!("only operators compute")
    };
    let node_execution = context.run.nodes[index];
    for note in &computed.notes {
        let level =
            if note.error_type == ErrorType::Internal { LogLevel::Info } else { LogLevel::Warn };
        context.recorder.log(
            Some(node_execution),
            level,
            format!("{}: {note}", well.name),
            json!({"well": well.name}),
        );
    }
    let made = table::tables(&computed);
    if context.cancel.is_cancelled() && !(keeps.is_empty() && made.is_empty()) {
        return Err(Diagnostic::cancelled());
    }
    let kept = if keeps.is_empty() {
        if !made.is_empty() {
            let client = context.engine.database.client().await?;
            let of = (context.run.project_id, context.run.execution_id, node_execution, well.id);
            tables::put(&client, of, &made).await?;
        }
        None
    } else {
        let mnemonic = |key: &str| batch.column(key).map(|column| column.mnemonic.clone());
        let mut kept: Vec<Kept<'_>> = Vec::with_capacity(keeps.len());
        for output in keeps {
            let port = spec.outputs.iter().position(|port| port.name == output.port);
            let key = port.map(|port| &node.produces[port].key);
            let (depth_m, column) = key
                .and_then(|key| computed.at_depths(key))
                .ok_or_else(|| without_depths(&output.port))?;
            kept.push(Kept {
                base: keep::base_of(output, inputs, mnemonic),
                output,
                depth_m,
                column,
            });
        }
        let item = context.run.items[index][well_index];
        let client = context.engine.database.client().await?;
        let claim =
            commit::claim(&client, item, context.engine.runner).await?.ok_or_else(|| {
                Diagnostic::error(ErrorType::LeaseLost, "another runner works on this well")
                    .in_well(&well.name)
            })?;
        drop(client);
        let keeper = Keeper { index, spec, parameters };
        Some(keep::keep(context, &keeper, well, &claim, &kept, &made).await?)
    };
    let keys: BTreeSet<&str> = inputs.iter().map(|input| input.key.as_str()).collect();
    let read: Vec<_> =
        keys.iter().flat_map(|key| batch.find(key)).map(|(_, column)| column).collect();
    let curves = read.iter().flat_map(|column| column.curves.clone()).collect();
    let versions = read.iter().flat_map(|column| column.versions.clone()).collect();
    let rows_in = computed.rows_in;
    computed.add_to(&mut batch);
    batch.project(&node.carries);
    Ok(Done { batch, kept, written: None, cpu, rows_in, bytes_scanned: 0, curves, versions })
}

fn without_depths(port: &str) -> Diagnostic {
    Diagnostic::error(
        ErrorType::DepthMismatch,
        "an output cannot be kept, for its rows have no depths",
    )
    .at_port(port)
    .found("depths with gaps, or such that do not increase")
    .wanted("a depth for each row, each below the one before")
    .hint("look at the table with `mudrock runs tables`, or do not keep the output")
}

/// Records the outcome of one well and returns what to hand on.
fn conclude(
    context: &Context,
    index: usize,
    well: usize,
    outcome: Outcome,
    report: &mut NodeReport,
    totals: &mut Totals,
) -> Parcel {
    let node = &context.run.plan.nodes[index];
    let node_execution = context.run.nodes[index];
    let name = &context.run.wells[well].name;
    let item = context.run.items[index][well];
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    match outcome {
        Ok(done) => {
            report.items.push(Status::Completed);
            totals.rows_in += count(done.rows_in);
            totals.rows_out += count(done.batch.rows());
            totals.cpu += done.cpu;
            totals.bytes_scanned += done.bytes_scanned;
            totals.input_curves.extend(done.curves);
            totals.input_versions.extend(done.versions);
            if let Some(kept) = done.kept {
                context.recorder.log(
                    Some(node_execution),
                    LogLevel::Info,
                    format!("{name}: {} written, {} samples", kept.names.join(", "), done.rows_in),
                    json!({"well": name, "curves": kept.names, "samples": done.rows_in}),
                );
                totals.bytes_written += kept.bytes;
                totals.mapping.extend(kept.mapping);
                report.output_curves.extend(kept.curves);
            } else {
                if let Some(written) = done.written {
                    told(context, node_execution, &written);
                    totals.bytes_written += written.bytes.unwrap_or(0);
                    totals.written.push(written);
                }
                // A commit completes its item itself.
                let rows = (count(done.rows_in), count(done.batch.rows()));
                context.recorder.item(ItemEnd {
                    item,
                    status: Status::Completed,
                    rows_in: rows.0,
                    rows_out: rows.1,
                    error: None,
                });
            }
            Parcel::Batch(done.batch)
        }
        Err((status, error)) => {
            report.items.push(status);
            let error = if error.place.well.is_none() { error.in_well(name) } else { error };
            if status == Status::Failed {
                let data = serde_json::to_value(&error).unwrap_or_default();
                context.recorder.log(
                    Some(node_execution),
                    LogLevel::Error,
                    error.to_string(),
                    data,
                );
                report.error.get_or_insert(error.clone().at_node(&node.name));
            }
            context.recorder.item(ItemEnd {
                item,
                status,
                rows_in: 0,
                rows_out: 0,
                error: Some(error),
            });
            Parcel::Lost { node: node.name.clone() }
        }
    }
}

/// Logs what an output wrote; the record of the node lists it again.
fn told(context: &Context, node_execution: Uuid, written: &WrittenOutput) {
    let verb = if written.replaced { "replaced" } else { "written" };
    let (well, target, rows) = (&written.well, &written.target, written.rows);
    context.recorder.log(
        Some(node_execution),
        LogLevel::Info,
        format!("{well}: {target} {verb}, {rows} rows"),
        serde_json::to_value(written).unwrap_or_default(),
    );
}

/// Records the end of the node.
async fn finish(
    context: &Context,
    index: usize,
    began: Instant,
    report: &mut NodeReport,
    mut totals: Totals,
) {
    let node = &context.run.plan.nodes[index];
    let status = summed_up(report.items.iter().copied());
    report.metrics = totals.metrics(began);
    if let Work::Operator { keeps, .. } = &node.work
        && !report.output_curves.is_empty()
    {
        report.used_suffixes = keeps
            .iter()
            .filter_map(|kept| keep::used_suffix(&node.id, &kept.port, &kept.mapping))
            .collect();
    }
    totals.input_curves.truncate(CURVES_LISTED);
    totals.input_versions.truncate(CURVES_LISTED);
    totals.written.truncate(CURVES_LISTED);
    let mut listed = report.output_curves.clone();
    listed.truncate(CURVES_LISTED);
    let end = NodeEnd {
        id: context.run.nodes[index],
        status,
        input_curves: totals.input_curves,
        output_curves: listed,
        mapping: Value::Object(totals.mapping),
        metrics: report.metrics.clone(),
        input_data: json!({"curve_versions": totals.input_versions}),
        output: (!totals.written.is_empty()).then(|| json!({"written": totals.written})),
        error: report.error.clone(),
    };
    // The items first: the node's counts are taken from them.
    context.recorder.flush().await;
    let ended = async {
        let client = context.engine.database.client().await?;
        executions::end_node(&client, &end).await
    };
    if let Err(error) = ended.await {
        tracing::error!(%error, "the end of node {} was not recorded", node.name);
    }
}

/// Whole milliseconds, rounded, so that the record of a run can sum them.
pub(super) fn milliseconds(time: Duration) -> i64 {
    i64::try_from((time + Duration::from_micros(500)).as_millis()).unwrap_or(i64::MAX)
}
