//! Use cases: all that a user interface may call.
//! CONTRACT SKELETON: main writes this file; do not edit. Bodies arrive by merge.

#![allow(missing_docs, unused_variables)]

pub mod rows;

use crate::config::Settings;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::OperatorSpec;
use rows::*;
use uuid::Uuid;

#[derive(Clone)]
pub struct Workspace;

/// One merged stream: database changes, feed state, background jobs.
#[derive(Debug, Clone)]
pub enum Event {
    /// Rows changed: re-fetch what the key names, under your own rights.
    Changed(Vec<Change>),
    /// The feed is live, catching up, or stale.
    Feed(FeedState),
    /// A background job of this process moved.
    Job(JobRow),
}

/// What the change feed says (re-exported from `control::feed`).
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Everything must be re-read.
    Resync,
    Row {
        topic: Topic,
        project: Option<Uuid>,
        key: Option<Uuid>,
    },
}

/// The table that changed; the key is the scope's id as noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    Projects,           // key: project
    Wells,              // key: well
    Curves,             // key: well
    Pipelines,          // key: pipeline
    PipelineExecutions, // key: execution
    NodeExecutions,     // key: execution
    NodeWellResults,    // key: execution
    ExecutionLogs,      // key: execution
}

#[derive(Debug, Clone, PartialEq)]
pub enum FeedState {
    Live,
    CatchingUp,
    /// Nothing was heard since then.
    Stale {
        since: std::time::SystemTime,
        why: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    pub id: u64,
    pub title: String,
    pub done: u64,
    pub total: Option<u64>,
    pub state: JobState,
}

#[derive(Debug, Clone, PartialEq)]
pub enum JobState {
    Running,
    Done(String),
    Failed(Diagnostic),
    Cancelled,
}

pub struct Events;
impl Events {
    /// Waits for the next event; `None` once the workspace is closed.
    pub async fn next(&mut self) -> Option<Event> {
        todo!()
    }
}

impl Workspace {
    /// Connects (starting the private Postgres if need be), migrates, opens the store. May take a second.
    pub async fn open(settings: &Settings) -> Result<Self, Diagnostic> {
        todo!()
    }
    /// E-mail of the user.
    pub fn user_email(&self) -> &str {
        todo!()
    }
    pub fn events(&self) -> Events {
        todo!()
    }
    pub async fn projects(&self) -> Result<Vec<ProjectRow>, Diagnostic> {
        todo!()
    }
    pub async fn pipelines(&self, project: Uuid) -> Result<Vec<PipelineRow>, Diagnostic> {
        todo!()
    }
    pub async fn pipeline(&self, id: Uuid) -> Result<PipelineDetail, Diagnostic> {
        todo!()
    }
    /// Plans, inserts the execution and hands it to a background runner; returns the id of the execution at once.
    pub async fn start_run(&self, request: RunRequest) -> Result<Uuid, Diagnostic> {
        todo!()
    }
    pub async fn cancel_run(&self, execution: Uuid) -> Result<(), Diagnostic> {
        todo!()
    }
    /// Newest first.
    pub async fn runs(&self, project: Option<Uuid>, limit: i64) -> Result<Vec<RunRow>, Diagnostic> {
        todo!()
    }
    pub async fn run(&self, execution: Uuid) -> Result<RunDetail, Diagnostic> {
        todo!()
    }
    /// Rows after the given one (or the last `limit` rows when `None`), oldest first.
    pub async fn logs(
        &self,
        execution: Uuid,
        after: Option<i64>,
        limit: i64,
    ) -> Result<Vec<LogRow>, Diagnostic> {
        todo!()
    }
    pub async fn wells(&self, project: Uuid) -> Result<Vec<WellRow>, Diagnostic> {
        todo!()
    }
    pub async fn trace(&self, curve: Uuid) -> Result<Trace, Diagnostic> {
        todo!()
    }
    /// The operator catalogue; needs no database.
    pub fn operators() -> Vec<OperatorSpec> {
        todo!()
    }
    /// Imports the fixtures as project `demo`, its pipelines, and starts one; returns project and execution.
    pub async fn prepare_demo(&self) -> Result<(Uuid, Uuid), Diagnostic> {
        todo!()
    }
    /// Number of runs that this process still computes.
    pub fn active_runs(&self) -> usize {
        todo!()
    }
}
