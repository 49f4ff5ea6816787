//! One stream of what happened: rows changed, the feed's own state, jobs of this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use serde::Serialize;
use tokio::sync::broadcast;
use uuid::Uuid;

use super::workspace::Workspace;
use crate::control::feed::{self, Feed};
use crate::domain::diagnostic::Diagnostic;

/// Job news that wait for a slow reader; it re-reads the list when it fell behind.
const JOB_NEWS: usize = 256;

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Rows changed: fetch again what the keys name.
    Changed(Vec<Change>),
    /// The feed is live, catching up, or stale.
    Feed(FeedState),
    /// A background job of this process moved.
    Job(JobRow),
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Everything must be read again.
    Resync,
    /// Rows of one table under one key.
    Row {
        /// Table.
        topic: Topic,
        /// Project, where the rows belong to one.
        project: Option<Uuid>,
        /// Id of what the rows belong to, as the topic says.
        key: Option<Uuid>,
    },
}

/// The table that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Key: project.
    Projects,
    /// Key: well.
    Wells,
    /// Key: well.
    WellMarkers,
    /// Key: well.
    Curves,
    /// Key: pipeline.
    Pipelines,
    /// Key: pipeline; of any user.
    PipelineDrafts,
    /// Key: pipeline.
    PipelineBranches,
    /// Key: execution.
    PipelineExecutions,
    /// Key: execution.
    NodeExecutions,
    /// Key: execution.
    NodeWellResults,
    /// Key: execution.
    ExecutionLogs,
    /// Key: execution.
    ResultTables,
}

impl Topic {
    fn of_table(name: &str) -> Option<Self> {
        Some(match name {
            "projects" => Self::Projects,
            "wells" => Self::Wells,
            "well_markers" => Self::WellMarkers,
            "curves" => Self::Curves,
            "pipelines" => Self::Pipelines,
            "pipeline_drafts" => Self::PipelineDrafts,
            "pipeline_branches" => Self::PipelineBranches,
            "pipeline_executions" => Self::PipelineExecutions,
            "node_executions" => Self::NodeExecutions,
            "node_well_results" => Self::NodeWellResults,
            "execution_logs" => Self::ExecutionLogs,
            "result_tables" => Self::ResultTables,
            _ => return None,
        })
    }
}

/// How far what is shown can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedState {
    /// Everything committed was handed on.
    Live,
    /// Changes are on their way.
    CatchingUp,
    /// The database is out of reach.
    Stale {
        /// Since when.
        since: SystemTime,
        /// Why.
        why: String,
    },
}

/// A job of this process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JobRow {
    /// Number, rising.
    pub id: u64,
    /// What it does.
    pub title: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all, once known.
    pub total: Option<u64>,
    /// State.
    pub state: JobState,
}

/// State of a job.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// At work.
    Running,
    /// Done, with a sentence about the result.
    Done(String),
    /// Failed.
    Failed(Box<Diagnostic>),
    /// Stopped by a user.
    Cancelled,
}

/// The news desk of this process's jobs.
#[derive(Clone)]
pub(super) struct Jobs {
    news: broadcast::Sender<JobRow>,
    next: Arc<AtomicU64>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { news: broadcast::channel(JOB_NEWS).0, next: Arc::default() }
    }
}

impl Jobs {
    /// Announces a new job and returns the pen that writes its progress.
    pub fn start(&self, title: String) -> Job {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let row = JobRow { id, title, done: 0, total: None, state: JobState::Running };
        let job = Job { news: self.news.clone(), row };
        job.tell();
        job
    }
}

/// A job at work.
pub(super) struct Job {
    news: broadcast::Sender<JobRow>,
    row: JobRow,
}

impl Job {
    /// Says how far it is.
    pub fn progress(&mut self, done: u64, total: Option<u64>) {
        self.row.done = done;
        self.row.total = total;
        self.tell();
    }

    /// Says how it ended.
    pub fn end(mut self, state: JobState) {
        self.row.state = state;
        self.tell();
    }

    fn tell(&self) {
        // Nobody needs to listen.
        let _ = self.news.send(self.row.clone());
    }
}

/// The stream; dropping it ends the feed.
pub struct Events {
    feed: Feed,
    jobs: broadcast::Receiver<JobRow>,
}

impl Workspace {
    /// Follows the database and this process's jobs from now on.
    pub fn events(&self) -> Events {
        Events {
            feed: feed::follow(self.inner.database.settings()),
            jobs: self.inner.jobs.news.subscribe(),
        }
    }
}

impl Events {
    /// Waits for the next event; `None` once the workspace is closed.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                changes = self.feed.changes.recv() => {
                    let changes: Vec<Change> = changes?.iter().filter_map(change).collect();
                    if !changes.is_empty() {
                        return Some(Event::Changed(changes));
                    }
                }
                moved = self.feed.state.changed() => {
                    moved.ok()?;
                    return Some(Event::Feed(state(&self.feed.state.borrow_and_update())));
                }
                job = self.jobs.recv() => match job {
                    Ok(job) => return Some(Event::Job(job)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                },
            }
        }
    }
}

fn change(change: &feed::Change) -> Option<Change> {
    match change {
        feed::Change::Resync => Some(Change::Resync),
        feed::Change::Touched { topic, project_id, key, .. } => {
            Some(Change::Row { topic: Topic::of_table(topic)?, project: *project_id, key: *key })
        }
    }
}

fn state(state: &feed::FeedState) -> FeedState {
    match state {
        feed::FeedState::Live => FeedState::Live,
        feed::FeedState::CatchingUp => FeedState::CatchingUp,
        feed::FeedState::Stale { since, why } => FeedState::Stale {
            since: SystemTime::now().checked_sub(since.elapsed()).unwrap_or(SystemTime::UNIX_EPOCH),
            why: why.clone(),
        },
    }
}
