//! Everything that can happen to the screen.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use crossterm::event::{KeyEvent, MouseEvent};
use uuid::Uuid;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::table::TableRow;
use crate::edit::draft::Draft;
use crate::edit::repair::Repair;
use crate::services;
use crate::services::branches::BranchMerge;
use crate::services::plan::RunPlan;
use crate::services::revisions::Revision;
use crate::services::rows::{
    BranchRow, LogRow, PipelineDetail, PipelineRow, ProjectRow, RevisionRow, RunDetail, RunRow,
    Trace, WellRow,
};
use crate::services::saving::{Conflict, Saved};
use crate::services::trial::{Trial, TrialRequest};
use crate::tui::editor::Edited;
use crate::tui::effect::Subject;
use crate::tui::overlay::plan;
use crate::tui::pane::canvas::Picture;
use crate::tui::pane::drafts::Facts;
use crate::tui::pane::tables::RowsRequest;
use crate::tui::update::FormFacts;

/// One thing that happened.
#[derive(Debug)]
#[allow(clippy::large_enum_variant)] // An answer in a box would cost each of them more than the room.
pub enum Event {
    /// A key went down.
    Key(KeyEvent),
    /// The mouse was clicked, dragged or its wheel turned.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
    /// Time passed; sent only while something on the screen shows time.
    Tick(DateTime<Utc>),
    /// The database, the feed or a background job moved.
    Feed(services::Event),
    /// A service answered.
    Answer(Answer),
    /// A background thread panicked; its message.
    Panicked(String),
    /// The process was asked to stop and start again later (SIGTSTP).
    Suspended,
    /// The process goes on after it was stopped.
    Resumed,
    /// The process was asked to end (SIGTERM).
    Terminated,
    /// Somebody pressed ctrl-c while another program had the terminal, or sent such a signal.
    Interrupted,
    /// Nobody reads the terminal any more, as was asked for.
    Parked,
    /// The terminal is gone.
    HungUp,
}

impl Event {
    /// Whether somebody typed or clicked it.
    pub fn is_typed(&self) -> bool {
        matches!(self, Self::Key(_) | Self::Mouse(_) | Self::Paste(_))
    }
}

/// What a service answered.
#[derive(Debug)]
pub enum Answer {
    /// The workspace is open; e-mail of the user.
    Connected(String),
    /// It could not be opened.
    NotConnected(Diagnostic),
    /// Projects.
    Projects(Vec<ProjectRow>),
    /// The demo stands.
    Demo {
        /// Project.
        project: Uuid,
        /// The pipeline that runs.
        pipeline: Uuid,
        /// Its execution.
        execution: Uuid,
    },
    /// Pipelines of a project.
    Pipelines(Uuid, Vec<PipelineRow>),
    /// One pipeline.
    Pipeline(Box<PipelineDetail>),
    /// The drawn graph of a pipeline.
    Picture(Arc<Picture>),
    /// What a review of an edition of a pipeline found.
    Reviewed(Uuid, Box<Facts>),
    /// What a run would do.
    Planned(Box<plan::Subject>, Result<Box<RunPlan>, Box<Diagnostic>>),
    /// Facts for the form that is open.
    FormFacts(FormFacts),
    /// What became of a text in the user's editor.
    Edited(Subject, Box<Edited>),
    /// Copied text that is too long for a terminal's clipboard lies in a file now.
    CopyKept(PathBuf),
    /// The edits that mend a problem of an edition.
    Repairs(u64, Box<Diagnostic>, Vec<Repair>),
    /// What this user left unsaved of a pipeline of a project, if anything.
    Draft(Uuid, Option<Box<Draft>>),
    /// A draft was stored.
    Saved(Box<Saved>),
    /// A draft could not be stored, for somebody else stored the pipeline meanwhile.
    Conflict(Uuid, Box<Conflict>),
    /// A draft could not be stored.
    NotSaved(Uuid, Box<Diagnostic>),
    /// A draft could not be kept for a restart.
    NotKept(Uuid, Box<Diagnostic>),
    /// Revisions of a pipeline, newest first.
    Revisions(Uuid, Vec<RevisionRow>),
    /// What a pipeline said at a revision.
    Revision(Uuid, Box<Revision>),
    /// A pipeline to compare with what is shown.
    Other(Box<PipelineDetail>),
    /// The drawn graph of a comparison.
    Comparison(Arc<Picture>),
    /// Branches of a pipeline, main first.
    Branches(Uuid, Vec<BranchRow>),
    /// The draft of another branch.
    Switched(Box<Draft>),
    /// A branch of this pipeline and name was begun.
    BranchCreated(Uuid, String),
    /// The branch of this name is gone; its newest revision.
    BranchDeleted(String, Uuid),
    /// What merging two branches would come to.
    MergePlanned(Box<BranchMerge>),
    /// Two branches were merged.
    Merged(Box<BranchMerge>, Box<Saved>),
    /// Executions of a project, newest first.
    Runs(Uuid, Vec<RunRow>),
    /// One execution.
    Run(Box<RunDetail>),
    /// Log rows of an execution.
    Logs(Uuid, Vec<LogRow>),
    /// Which tables the operators of an execution made; without rows.
    Tables(Uuid, Vec<TableRow>),
    /// The rows of one table, well by well, and what had been asked.
    Rows(RowsRequest, Vec<TableRow>),
    /// Wells of a project.
    Wells(Uuid, Vec<WellRow>),
    /// One curve with its samples.
    Trace(Arc<Trace>),
    /// A curve could not be read.
    NoTrace(Uuid, Diagnostic),
    /// What came of a trial, and what had been asked.
    Trial(Box<TrialRequest>, Box<Result<Trial, Vec<Diagnostic>>>),
    /// A run began.
    Started(Uuid),
    /// A run was asked to stop.
    Cancelling(Uuid),
    /// Number of runs that this process still computes; the answer to a wish to quit.
    ActiveRuns(usize),
    /// A service failed.
    Failed(Diagnostic),
    /// A service refused, for all of these reasons.
    Refused(Vec<Diagnostic>),
}
