//! What an update wants done: asked of the services, of the terminal, or of the program.

use uuid::Uuid;

use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::edit::draft::Draft;
use crate::edit::merge::Choice;
use crate::services::branches::BranchMerge;
use crate::services::rows::RunRequest;
use crate::services::trial::TrialRequest;
use crate::tui::overlay::plan;
use crate::tui::page::Page;
use crate::tui::pane::canvas::Request;
use crate::tui::pane::tables::RowsRequest;

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
    DrawPicture(Box<Request>),
    /// Validates what is being edited.
    Review(Box<Review>),
    /// Reads what a form for an ingestion of these wells offers.
    LoadIngestion(Uuid, Vec<String>),
    /// Tells what a node would bring.
    LoadPreview(Box<Review>, String),
    /// Reads what stands where the outputs of these nodes would be written.
    LoadMapping(Box<Review>, Vec<String>),
    /// Reads statistics of columns, for a form of this node.
    LoadStatistics(Box<Review>, String, Vec<String>),
    /// Opens text in the user's editor.
    OpenEditor {
        /// What the text belongs to.
        subject: Subject,
        /// The text.
        text: String,
        /// Ending of the file's name, so that the editor knows its syntax.
        extension: &'static str,
    },
    /// Puts text into the terminal's clipboard.
    Copy(String),
    /// Writes copied text to a file, because it is too long for a terminal's clipboard.
    KeepCopy(String),
    /// Asks for the edits that mend a problem of what is being edited.
    LoadRepairs(Box<Review>, Box<Diagnostic>),
    /// Reads what this user left unsaved of a pipeline.
    LoadDraft(Uuid),
    /// Keeps a draft of a project for a restart.
    KeepDraft(Uuid, Box<Draft>),
    /// Keeps a draft of a project in place of what another terminal kept.
    TakeOverDraft(Uuid, Box<Draft>),
    /// Forgets a draft.
    DropDraft(Uuid),
    /// Stores a draft in its project with a message, unless somebody else stored the pipeline meanwhile.
    SaveDraft(Uuid, Box<Draft>, Option<String>),
    /// Saves the merge of a branch into another, decided in this way.
    SaveMerge(Box<BranchMerge>, Vec<Choice>),
    /// Reads the revisions of a pipeline.
    LoadRevisions(Uuid),
    /// Reads what a pipeline said at a revision.
    LoadRevision(Uuid, Uuid),
    /// Reads a pipeline to compare with what is shown.
    LoadOther(Uuid),
    /// Lays two versions out as one graph, away from the draw thread.
    DrawComparison(Box<Request>),
    /// Reads the branches of a pipeline.
    LoadBranches(Uuid),
    /// Reads the draft of another branch of a pipeline.
    SwitchBranch(Uuid, String),
    /// Begins a branch.
    CreateBranch {
        /// The pipeline.
        pipeline: Uuid,
        /// Name of the branch.
        name: String,
        /// Branch at whose newest revision it begins.
        from: String,
    },
    /// Forgets a branch of a pipeline.
    DeleteBranch(Uuid, String),
    /// Asks what merging a branch into another would come to.
    PlanMerge {
        /// The pipeline.
        pipeline: Uuid,
        /// Branch that is merged.
        from: String,
        /// Branch that it is merged into.
        into: String,
    },
    /// Reads the executions of a project.
    LoadRuns(Uuid),
    /// Reads one execution.
    LoadRun(Uuid),
    /// Reads the log rows of an execution after the given one.
    LoadLogs(Uuid, Option<i64>),
    /// Reads which tables the operators of an execution made.
    LoadTables(Uuid),
    /// Reads the rows of one of them.
    LoadRows(RowsRequest),
    /// Reads the wells of a project.
    LoadWells(Uuid),
    /// Reads the samples of a curve.
    LoadTrace(Uuid),
    /// Runs an operator on a well; nothing is recorded.
    TryOut(Box<TrialRequest>),
    /// Plans a run; nothing is recorded.
    LoadPlan(Box<plan::Subject>),
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

/// What a text that goes to the user's editor belongs to.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A field of the open form; its key.
    Field(String),
    /// A pipeline.
    Pipeline(Box<Page>),
}

/// What is to be validated.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Project whose curves it reads.
    pub project: Uuid,
    /// The pipeline.
    pub pipeline: Uuid,
    /// Edition of what it says.
    pub edition: u64,
    /// What it says.
    pub definition: DagDefinition,
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
            Self::Review(_) => "review",
            Self::LoadIngestion(..) => "ingestion",
            Self::LoadPreview(..) => "preview",
            Self::LoadMapping(..) => "mapping",
            Self::LoadPlan(_) => "plan",
            Self::LoadRevisions(_) => "revisions",
            Self::LoadRevision(..) => "revision",
            Self::LoadOther(_) => "other",
            Self::DrawComparison(_) => "comparison",
            Self::LoadBranches(_) => "branches",
            Self::LoadStatistics(..) => "statistics",
            // Each draft is kept on its own, whichever was edited last.
            Self::KeepDraft(_, draft) => return Some((DRAFT, Some(draft.pipeline))),
            Self::LoadDraft(_) => "kept draft",
            Self::LoadRepairs(..) => "repairs",
            Self::DropDraft(pipeline) => return Some((DRAFT, Some(*pipeline))),
            Self::LoadRuns(_) => "runs",
            // Two screens may show two different executions.
            Self::LoadRun(id) => return Some(("run", Some(*id))),
            Self::LoadLogs(..) => "logs",
            Self::LoadTables(_) => "tables",
            Self::LoadRows(_) => "rows",
            Self::LoadWells(_) => "wells",
            Self::LoadTrace(_) => "trace",
            Self::TryOut(_) => "trial",
            _ => return None,
        };
        Some((kind, None))
    }
}

impl Effect {
    /// Whether fetches of its kind follow each other only after a while.
    pub fn is_paced(&self) -> bool {
        !matches!(
            self,
            Self::DrawPicture(_)
                | Self::DrawComparison(_)
                | Self::LoadRevision(..)
                | Self::Review(_)
                | Self::LoadRepairs(..)
                | Self::LoadDraft(_)
                | Self::TryOut(_)
                | Self::LoadRows(_)
        )
    }
}

/// Kind of what keeps and forgets drafts; the screen does not end before it.
pub const DRAFT: &str = "draft";

/// Kind of a fetch, and the row where fetches of different rows do not replace each other.
pub type FetchKey = (&'static str, Option<Uuid>);
