//! What user interfaces show: one plain row type for each table on a screen.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::curve::{DisplayScale, Quantity};
use super::dag::DagDefinition;
use super::diagnostic::Diagnostic;
use super::execution::{LogLevel, Status};
use super::operator::Kind;

/// Characters at the end of an id that people type; they differ where the first ones, a time, do not.
const SHORT_ID: usize = 8;

/// Returns the end of an id, which people may give for the whole.
pub fn short_id(id: Uuid) -> String {
    let text = id.to_string();
    text[text.len() - SHORT_ID..].to_owned()
}

/// A project.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectRow {
    /// Id.
    pub id: Uuid,
    /// Name, unique.
    pub name: String,
    /// Number of wells.
    pub wells: i64,
    /// Number of pipelines.
    pub pipelines: i64,
}

/// A channel of an operator, as the database has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelRow {
    /// Operator.
    pub operator_id: String,
    /// `stable`, `beta`, `canary` or `lts-…`.
    pub channel: String,
    /// Version that it names.
    pub version: String,
    /// When it was pointed there.
    pub updated_at: DateTime<Utc>,
    /// E-mail of who set it; `None` where it is the program's own.
    pub set_by: Option<String>,
    /// Whether the program that started last has the version.
    pub runnable: bool,
}

/// A pipeline in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PipelineRow {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Version of the definition.
    pub version: String,
    /// What it is for.
    pub description: String,
    /// Number of nodes.
    pub nodes: i64,
    /// When it was last saved, or kept where it never was.
    pub updated_at: DateTime<Utc>,
    /// Newest execution.
    pub last_run: Option<Uuid>,
    /// Its state.
    pub last_status: Option<Status>,
    /// When this user's unsaved changes were kept, if there are any.
    pub draft: Option<DateTime<Utc>>,
    /// Whether it was never saved, and is only a draft of this user.
    pub is_new: bool,
}

/// Unsaved changes of this user.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DraftRow {
    /// Pipeline; it has no row of its own where it was never saved.
    pub pipeline_id: Uuid,
    /// Name that the draft gives it.
    pub name: String,
    /// Line of revisions that it is saved on.
    pub branch: String,
    /// Whether the pipeline was never saved.
    pub is_new: bool,
    /// Number of steps that can be undone.
    pub steps: usize,
    /// The process that kept it last.
    pub kept_by: String,
    /// When it was kept.
    pub updated_at: DateTime<Utc>,
    /// Why this program cannot read it; it stays kept.
    pub problem: Option<Diagnostic>,
}

/// A definition as it was saved once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevisionRow {
    /// Id.
    pub id: Uuid,
    /// The one before it on its line.
    pub parent: Option<Uuid>,
    /// Head of the line that was merged.
    pub merged: Option<Uuid>,
    /// E-mail of who saved it.
    pub author: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What was changed.
    pub message: String,
    /// Branches whose newest revision it is.
    pub heads: Vec<String>,
}

/// A named line of revisions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BranchRow {
    /// Name.
    pub name: String,
    /// Its newest revision.
    pub head: Uuid,
    /// Message of that.
    pub message: String,
    /// E-mail of who saved that.
    pub author: String,
    /// When it last moved.
    pub updated_at: DateTime<Utc>,
    /// Revisions that main lacks.
    pub ahead: i64,
    /// Revisions of main that it lacks.
    pub behind: i64,
}

/// A pipeline with everything that the canvas and the inspector show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PipelineDetail {
    /// Id.
    pub id: Uuid,
    /// Project.
    pub project_id: Uuid,
    /// Definition as stored.
    pub definition: DagDefinition,
    /// What validation says about it, against the curves of the project.
    pub diagnostics: Vec<Diagnostic>,
    /// When it was last saved.
    pub updated_at: DateTime<Utc>,
    /// Newest execution with its nodes.
    pub last_run: Option<RunDetail>,
}

/// Which wells of a run or node are where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct WellCounts {
    /// Wells asked for.
    pub total: i64,
    /// Completed.
    pub done: i64,
    /// Failed.
    pub failed: i64,
    /// Skipped, because something upstream failed.
    pub skipped: i64,
}

/// An execution in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunRow {
    /// Id of the execution.
    pub id: Uuid,
    /// Project.
    pub project_id: Uuid,
    /// Pipeline; `None` once it was deleted.
    pub pipeline_id: Option<Uuid>,
    /// Name of the pipeline at the time.
    pub pipeline_name: String,
    /// Name of the node where a single node was run.
    pub only_node: Option<String>,
    /// State.
    pub status: Status,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// Wall time.
    pub execution_time_ms: Option<i64>,
    /// E-mail of the user.
    pub executed_by: String,
    /// Wells.
    pub wells: WellCounts,
    /// Whether a user asked it to stop.
    pub cancel_requested: bool,
    /// Why it failed.
    pub error_message: Option<String>,
}

/// An execution with its nodes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunDetail {
    /// The execution.
    pub run: RunRow,
    /// Its nodes in the order of the plan.
    pub nodes: Vec<NodeRunRow>,
}

/// A node of an execution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeRunRow {
    /// Id of the node execution.
    pub id: Uuid,
    /// Id of the node in the definition.
    pub node_id: String,
    /// Name of the node at the time.
    pub node_name: String,
    /// Operator, for operator nodes.
    pub operator_id: Option<String>,
    /// State.
    pub status: Status,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// Wall time from its first well on, waiting for other nodes included; rises while it runs.
    pub execution_time_ms: Option<i64>,
    /// Time at work on wells: reading, computing, committing, and waiting for a free thread, but
    /// not for other nodes.
    pub busy_ms: Option<i64>,
    /// Time of the operator's code alone.
    pub cpu_ms: Option<i64>,
    /// Wells.
    pub wells: WellCounts,
    /// Samples read.
    pub rows_in: i64,
    /// Samples written.
    pub rows_out: i64,
    /// Curves written.
    pub output_curves: i64,
    /// First failure.
    pub error_message: Option<String>,
}

/// A row of an execution's log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogRow {
    /// Position in the log, rising.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Weight.
    pub level: LogLevel,
    /// Name of the node, where the row belongs to one.
    pub node_name: Option<String>,
    /// Text.
    pub message: String,
    /// Facts beside the text.
    pub data: serde_json::Value,
}

/// A well with its curves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WellRow {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Unique well identifier, as text.
    pub uwi: Option<String>,
    /// Curves by name.
    pub curves: Vec<CurveRow>,
}

/// A curve at its current version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveRow {
    /// Id.
    pub id: Uuid,
    /// Well.
    pub well_id: Uuid,
    /// Name of the well.
    pub well_name: String,
    /// Name, unique in a well and curve type.
    pub name: String,
    /// Canonical mnemonic, or the name itself when it is not in the table.
    pub mnemonic: String,
    /// What it measures.
    pub quantity: Quantity,
    /// Unit as written.
    pub unit: String,
    /// What a sample is; texts and lists have no extremes and no mean.
    pub kind: Kind,
    /// Usual scale, where the mnemonic has one.
    pub scale: Option<DisplayScale>,
    /// Number of the current version, from 1.
    pub version: i32,
    /// Samples, nulls included.
    pub samples: i64,
    /// Null samples.
    pub nulls: i64,
    /// Smallest value.
    pub min: Option<f64>,
    /// Mean value.
    pub mean: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// First depth, in metres.
    pub top_depth_m: Option<f64>,
    /// Last depth, in metres.
    pub base_depth_m: Option<f64>,
    /// What wrote the current version: `import of FILE`, or `operator_id 1.0.0`.
    pub source: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub updated_at: DateTime<Utc>,
}

/// A curve with all its samples, for drawing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// The curve.
    pub curve: CurveRow,
    /// Depths in metres, increasing.
    pub depth_m: Vec<f64>,
    /// Values; null samples are NaN, for drawing only.
    pub values: Vec<f64>,
    /// Tops of the well: name and depth in metres.
    pub tops: Vec<(String, f64)>,
}

/// What to run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RunRequest {
    /// Pipeline.
    pub pipeline_id: Uuid,
    /// Wells by name or id, `tag:WORD` or `field:NAME`; empty for all that the pipeline names.
    pub wells: Vec<String>,
    /// Id or name of the one node to run; its inputs are computed or read, its outputs alone are kept.
    pub only_node: Option<String>,
    /// Id or name of the last node to run; all mapped outputs on the way are kept.
    pub until: Option<String>,
}

impl RunRequest {
    /// Asks for the whole pipeline on all its wells.
    pub fn all_of(pipeline_id: Uuid) -> Self {
        Self { pipeline_id, ..Self::default() }
    }
}
