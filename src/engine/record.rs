//! Writes logs and the ends of items in batches, so that no node waits for a row of its history.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::context::Engine;
use crate::control::executions::{self, ItemEnd, NodeProgress};
use crate::control::logs::{self, NewLog};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::LogLevel;

/// Longest time that a record waits for others to share its statement: at most ten a second are written.
const GATHER: Duration = Duration::from_millis(100);

/// Records that share one statement at most.
const TOGETHER: usize = 512;

/// What a node tells about its work.
enum Record {
    Log(NewLog),
    NodeStarts(Uuid),
    ItemEnds(ItemEnd),
    NodeProgress(NodeProgress),
    Flush(oneshot::Sender<()>),
}

/// The pen of one run.
pub struct Recorder {
    // Unbounded: records are small, there are a few for each item, and a node that waited for its
    // log would hold up the wells behind it.
    records: mpsc::UnboundedSender<Record>,
    _task: AbortOnDropHandle<()>,
}

impl Recorder {
    /// Starts the task that writes.
    pub fn start(engine: Arc<Engine>, project: Uuid, execution: Uuid) -> Self {
        let (records, inbox) = mpsc::unbounded_channel();
        let task = tokio::spawn(write(engine, project, execution, inbox));
        Self { records, _task: AbortOnDropHandle::new(task) }
    }

    /// Adds a log row.
    pub fn log(&self, node: Option<Uuid>, level: LogLevel, message: String, data: Value) {
        self.send(Record::Log(NewLog { node_execution_id: node, level, message, data }));
    }

    /// Marks a node as running.
    pub fn node_starts(&self, node: Uuid) {
        self.send(Record::NodeStarts(node));
    }

    /// Tells how far a node is; only the last word before each writing counts.
    pub fn node_progress(&self, node: Uuid, metrics: Value) {
        self.send(Record::NodeProgress(NodeProgress { node, metrics }));
    }

    /// Marks an item as started or ended.
    pub fn item(&self, end: ItemEnd) {
        self.send(Record::ItemEnds(end));
    }

    /// Waits until everything said so far is written.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        self.send(Record::Flush(done));
        // The task ends only with the recorder, so an error means that it broke down: logged there.
        let _ = written.await;
    }

    fn send(&self, record: Record) {
        let _ = self.records.send(record);
    }
}

async fn write(
    engine: Arc<Engine>,
    project: Uuid,
    execution: Uuid,
    mut inbox: mpsc::UnboundedReceiver<Record>,
) {
    while let Some(first) = inbox.recv().await {
        let mut records = vec![first];
        let deadline = tokio::time::Instant::now() + GATHER;
        while records.len() < TOGETHER && !matches!(records.last(), Some(Record::Flush(_))) {
            match tokio::time::timeout_at(deadline, inbox.recv()).await {
                Ok(Some(record)) => records.push(record),
                Ok(None) | Err(_) => break,
            }
        }
        let mut logs = Vec::new();
        let mut items: Vec<ItemEnd> = Vec::new();
        let mut nodes = Vec::new();
        let mut progress: Vec<NodeProgress> = Vec::new();
        let mut flushes = Vec::new();
        for record in records {
            match record {
                Record::Log(log) => logs.push(log),
                Record::NodeStarts(node) => nodes.push(node),
                // One statement cannot update a row twice: the later word stands.
                Record::ItemEnds(end) => {
                    items.retain(|earlier| earlier.item != end.item);
                    items.push(end);
                }
                Record::NodeProgress(now) => {
                    progress.retain(|earlier| earlier.node != now.node);
                    progress.push(now);
                }
                Record::Flush(done) => flushes.push(done),
            }
        }
        let written = Batch { nodes, progress, items, logs };
        if let Err(error) = put(&engine, project, execution, &written).await {
            // The run itself goes on: its commits are what counts, and they report for themselves.
            tracing::error!(%error, "records of run {execution} were not written");
        }
        engine.pulse.ring();
        for done in flushes {
            let _ = done.send(());
        }
    }
}

/// Records that are written together.
struct Batch {
    nodes: Vec<Uuid>,
    progress: Vec<NodeProgress>,
    items: Vec<ItemEnd>,
    logs: Vec<NewLog>,
}

async fn put(
    engine: &Engine,
    project: Uuid,
    execution: Uuid,
    batch: &Batch,
) -> Result<(), Diagnostic> {
    let client = engine.database.client().await?;
    for node in &batch.nodes {
        executions::start_node(&client, *node).await?;
    }
    if !batch.items.is_empty() {
        executions::end_items(&client, &batch.items).await?;
    }
    if !batch.progress.is_empty() {
        executions::node_progress(&client, &batch.progress).await?;
    }
    if !batch.logs.is_empty() {
        logs::append(&client, project, execution, &batch.logs).await?;
    }
    Ok(())
}
