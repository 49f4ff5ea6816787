//! What an update wants done: asked of the services, of the terminal, or of the program.

use uuid::Uuid;

use crate::services::rows::RunRequest;
use crate::tui::pane::canvas::Request;

/// One wish of an update.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Opens the workspace.
    Connect,
    /// Prepares the demo project.
    PrepareDemo,
    /// Reads all projects.
    LoadProjects,
    /// Reads the pipelines of a project.
    LoadPipelines(Uuid),
    /// Reads one pipeline.
    LoadPipeline(Uuid),
    /// Lays a pipeline out, away from the draw thread.
    DrawPicture(Request),
    /// Reads the executions of a project.
    LoadRuns(Uuid),
    /// Reads one execution.
    LoadRun(Uuid),
    /// Reads the log rows of an execution after the given one.
    LoadLogs(Uuid, Option<i64>),
    /// Reads the wells of a project.
    LoadWells(Uuid),
    /// Reads the samples of a curve.
    LoadTrace(Uuid),
    /// Starts a run.
    StartRun(RunRequest),
    /// Cancels a run.
    CancelRun(Uuid),
    /// Counts the runs of this process before quitting.
    CountRuns,
    /// Gives the terminal back and stops the process until the shell continues it.
    Suspend,
    /// Draws every cell again.
    Redraw,
    /// Ends the screen.
    Leave(Departure),
}

/// What becomes of running executions when the screen ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// None are running.
    Done,
    /// They go on until they end; then the process ends.
    RunsGoOn,
    /// The terminal is gone; they go on.
    HungUp,
}

impl Effect {
    /// Returns what a fetch is about: of several wishes about the same only the newest is carried out.
    pub fn fetch_key(&self) -> Option<FetchKey> {
        let kind = match self {
            Self::LoadProjects => "projects",
            Self::LoadPipelines(_) => "pipelines",
            Self::LoadPipeline(_) => "pipeline",
            Self::DrawPicture(..) => "picture",
            Self::LoadRuns(_) => "runs",
            // Two screens may show two different executions.
            Self::LoadRun(id) => return Some(("run", Some(*id))),
            Self::LoadLogs(..) => "logs",
            Self::LoadWells(_) => "wells",
            Self::LoadTrace(_) => "trace",
            _ => return None,
        };
        Some((kind, None))
    }
}

/// Kind of a fetch, and the row where fetches of different rows do not replace each other.
pub type FetchKey = (&'static str, Option<Uuid>);
