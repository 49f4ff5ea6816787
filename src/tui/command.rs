//! The command registry: one table drives keys, help, palette, hints, key file and documentation.

use std::fmt::Write as _;
use std::sync::Arc;

use uuid::Uuid;

use crate::canvas::layout::Zoom;
use crate::domain::dag::DagDefinition;
use crate::edit::change::Edit;
use crate::edit::merge::Choice;
use crate::services::branches::BranchMerge;
use crate::services::rows::RunRequest;
use crate::services::saving::Conflict;
use crate::tui::effect::Departure;
use crate::tui::overlay::ask::Asked;
use crate::tui::overlay::pick::Novelty;
use crate::tui::page::Page;
use crate::tui::state::{Pane, Screen, State};
use crate::tui::update::Part;

/// What a command or an overlay asks the state to do.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // The command table below says what each one does.
pub enum Action {
    Quit,
    Leave(Departure),
    CancelAllAndLeave,
    Suspend,
    Redraw,
    Back,
    Help,
    Palette,
    Details,
    Refresh,
    Retry,
    Show(Screen),
    FocusNext,
    FocusPrevious,
    Focus(Pane),
    Maximise,
    NextTheme,
    SwitchProject,
    OpenProject(Uuid),
    OpenPipeline(Uuid),
    Filter,
    Move(Step),
    Open,
    Toggle,
    Pin,
    PlotZoomIn,
    PlotZoomOut,
    PlotFit,
    AskDepth,
    Plan(Part),
    PlanStored(bool),
    ChooseWells,
    Run(RunRequest),
    SaveAndRun(RunRequest),
    Edit(Edit),
    Undo,
    Redo,
    UndoList,
    GoBack(isize),
    Save,
    NewPipeline,
    NewFrom(Option<&'static str>),
    AskDiscard,
    Discard,
    AskSave,
    MergeSaved(Uuid, Box<Conflict>, Vec<Choice>),
    MergeBranches(Box<BranchMerge>, Vec<Choice>),
    Revisions,
    LookAtRevision,
    CompareRevisions,
    CompareWith(Uuid),
    ZoomComparison(Option<Zoom>),
    Restore(Uuid, Arc<DagDefinition>),
    Branches,
    SwitchBranch(String),
    PlanMerge(String),
    AskDeleteBranch(String),
    DeleteBranch(String),
    ReloadDraft(Uuid),
    TakeOverDraft(Uuid),
    AddNode,
    AddOperator,
    TryOut,
    SetTrialUp,
    TurnTrial,
    Tables,
    NextTable,
    PreviousTable,
    FormKeys,
    InsertNode,
    PickNode(Spot),
    Add(Novelty, Spot),
    ConnectTo,
    ConnectFrom,
    Disconnect,
    ChangeEdge,
    Rewire { from: String, to: String },
    Configure,
    MapCurves,
    Describe,
    EditText,
    EditTextAgain(Box<Page>, String),
    Delete,
    Cut,
    Copy,
    Paste,
    Duplicate,
    Ask(Asked),
    Answer(Asked, String),
    MoveNode,
    Unpin,
    Draw,
    Mark(Marking),
    Jump,
    Select(String),
    Search,
    NextFound,
    PreviousFound,
    Lay(Layer),
    Fold,
    Problems,
    AskCancel,
    Cancel(Uuid),
    ZoomIn,
    ZoomOut,
    Fit,
    Pan(Step),
    NextProblem,
    PreviousProblem,
    Follow,
    LogLevel,
    RunStatus,
    Form(crate::tui::overlay::form::Purpose, crate::tui::widget::form::FormEvent),
}

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Each name says the way.
pub enum Step {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    First,
    Last,
}

/// Where a new node goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Spot {
    /// After these nodes, which it reads; none where it stands free.
    After(Vec<String>),
    /// On the edge between two nodes.
    On {
        /// Node that is read.
        from: String,
        /// Node that reads it.
        to: String,
    },
}

/// Which nodes are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Each name says which.
pub enum Marking {
    Toggle,
    Downstream,
    Upstream,
    Connected,
    All,
    Invert,
    None,
}

/// What can be laid over the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The whole graph in a corner.
    Map,
    /// How long each node took.
    Heat,
    /// The chain of nodes that took longest.
    Critical,
    /// All that feeds the selected node, and all that it feeds.
    Lineage,
}

/// One command.
pub struct Command {
    /// Id, as in the key file.
    pub id: &'static str,
    /// Name in palette and help.
    pub title: &'static str,
    /// Word or two for the footer; empty keeps it out of there.
    pub hint: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// Default keys; a sequence is written with blanks.
    pub keys: &'static [&'static str],
    /// Panes in which the keys work; empty means all.
    pub panes: &'static [Pane],
    /// Says why the command cannot run now.
    pub refusal: fn(&State) -> Option<&'static str>,
    /// What it does.
    pub action: Action,
}

impl Command {
    /// Whether the keys work in a pane.
    pub fn works_in(&self, pane: Pane) -> bool {
        self.panes.is_empty() || self.panes.contains(&pane)
    }

    /// Whether two commands could be meant by one key.
    pub fn overlaps(&self, other: &Self) -> bool {
        // A command of a pane takes precedence over a global one, so they never conflict.
        match (self.panes.is_empty(), other.panes.is_empty()) {
            (true, true) => true,
            (false, false) => self.panes.iter().any(|pane| other.panes.contains(pane)),
            _ => false,
        }
    }
}

const LISTS: &[Pane] = &[
    Pane::Pipelines,
    Pane::Wells,
    Pane::Curves,
    Pane::Runs,
    Pane::RunNodes,
    Pane::Tables,
    Pane::Operators,
    Pane::Manual,
    Pane::Trial,
];
const OPERATOR_PANES: &[Pane] = &[Pane::Operators, Pane::Manual, Pane::Trial];
const PIPELINE_PANES: &[Pane] = &[Pane::Pipelines, Pane::Canvas, Pane::Inspector];
const NODE_PANES: &[Pane] = &[Pane::Canvas, Pane::Inspector];
const RUN_PANES: &[Pane] = &[
    Pane::Pipelines,
    Pane::Canvas,
    Pane::Inspector,
    Pane::Runs,
    Pane::RunNodes,
    Pane::Log,
    Pane::Tables,
];
const RUNS_SCREEN: &[Pane] = &[Pane::Runs, Pane::RunNodes, Pane::Log];
const TABLE_PANES: &[Pane] = &[Pane::Tables, Pane::Trial];
const OPENABLE: &[Pane] = &[
    Pane::Pipelines,
    Pane::Wells,
    Pane::Curves,
    Pane::Runs,
    Pane::RunNodes,
    Pane::Log,
    Pane::Operators,
    Pane::Manual,
    Pane::Trial,
];

fn always(_: &State) -> Option<&'static str> {
    None
}

fn needs_pipeline(state: &State) -> Option<&'static str> {
    state.pipelines.open.is_none().then_some("no pipeline is open")
}

fn needs_stored(state: &State) -> Option<&'static str> {
    match (&state.pipelines.open, state.pipelines.is_stored()) {
        (None, _) => Some("no pipeline is open"),
        (Some(_), false) => Some("it was never saved"),
        (Some(_), true) => None,
    }
}

fn needs_node(state: &State) -> Option<&'static str> {
    state.pipelines.selected_node().is_none().then_some("no node is selected")
}

fn needs_register(state: &State) -> Option<&'static str> {
    if state.pipelines.open.is_none() {
        return Some("no pipeline is open");
    }
    state.register.is_none().then_some("nothing was copied")
}

fn needs_step(state: &State) -> Option<&'static str> {
    let steps = state.pipelines.work().map(|work| work.draft.history.past().len());
    (steps.unwrap_or(0) == 0).then_some("there is nothing to undo")
}

fn needs_undone_step(state: &State) -> Option<&'static str> {
    let steps = state.pipelines.work().map(|work| work.draft.history.future().len());
    (steps.unwrap_or(0) == 0).then_some("there is nothing to redo")
}

fn needs_history(state: &State) -> Option<&'static str> {
    let none = needs_step(state).is_some() && needs_undone_step(state).is_some();
    none.then_some("nothing was edited yet")
}

fn needs_changes(state: &State) -> Option<&'static str> {
    (!state.pipelines.is_changed()).then_some("nothing is unsaved")
}

fn needs_project(state: &State) -> Option<&'static str> {
    state.project.is_none().then_some("there is no project yet")
}

fn needs_operator_node(state: &State) -> Option<&'static str> {
    use crate::domain::dag::NodeType;
    match state.pipelines.selected_node().map(|node| &node.node_type) {
        None => Some("no node is selected"),
        Some(NodeType::Operator { .. }) => None,
        Some(_) => Some("only an operator node runs alone"),
    }
}

fn needs_computing_node(state: &State) -> Option<&'static str> {
    use crate::domain::dag::NodeType;
    match state.pipelines.selected_node().map(|node| &node.node_type) {
        None => Some("no node is selected"),
        Some(NodeType::Ingestion { .. }) => Some("a source computes nothing"),
        Some(_) => None,
    }
}

fn needs_running(state: &State) -> Option<&'static str> {
    state.run_to_cancel().is_none().then_some("nothing is running here")
}

fn needs_run(state: &State) -> Option<&'static str> {
    state.runs.selected().is_none().then_some("no run is selected")
}

fn tried_tables(state: &State) -> usize {
    // A search takes work, so it is not asked what is selected where that does not matter.
    if state.catalogue.trial.sheets.is_empty() {
        return 0;
    }
    let spec = state.catalogue.selected(&state.operators);
    spec.map_or(0, |spec| state.catalogue.trial.tables_of(&spec.id))
}

fn needs_tried_table(state: &State) -> Option<&'static str> {
    (tried_tables(state) == 0).then_some("the trial has no table")
}

fn needs_tables(state: &State) -> Option<&'static str> {
    let found = match state.screen {
        Screen::Runs => state.runs.tables.groups().len(),
        Screen::Operators => tried_tables(state),
        Screen::Pipelines | Screen::Curves => 0,
    };
    (found < 2).then_some("there is no other table")
}

fn needs_trace(state: &State) -> Option<&'static str> {
    state.curves.selected_trace().is_none().then_some("no curve is plotted")
}

fn needs_projects(state: &State) -> Option<&'static str> {
    state.projects.is_empty().then_some("there is no project yet")
}

fn needs_failed_connection(state: &State) -> Option<&'static str> {
    let failed = matches!(state.connection, crate::tui::state::Connection::Failed(_));
    (!failed).then_some("the workspace is open")
}

macro_rules! command {
    ($id:literal $title:literal $hint:literal $keys:expr, $panes:expr, $refusal:expr, $action:expr, $help:literal) => {
        Command {
            id: $id,
            title: $title,
            hint: $hint,
            help: $help,
            keys: &$keys,
            panes: $panes,
            refusal: $refusal,
            action: $action,
        }
    };
}

/// Every command, in the order of help and documentation.
#[rustfmt::skip] // One line a command, read as a table.
pub static COMMANDS: &[Command] = &[
    command!("pipeline.run" "Run pipeline" "run" ["r"], PIPELINE_PANES, needs_pipeline, Action::Plan(Part::Pipeline), "Shows what a run of the open pipeline would do, for all of its wells or some; Enter starts it in the background."),
    command!("pipeline.new" "New pipeline" "new" ["ctrl-n"], PIPELINE_PANES, needs_project, Action::NewPipeline, "Begins a pipeline, without nodes or from a template."),
    command!("pipeline.save" "Save pipeline" "save" ["ctrl-s", "S"], PIPELINE_PANES, needs_changes, Action::Save, "Stores the edited pipeline, unless somebody else stored it meanwhile."),
    command!("pipeline.save_as" "Save with a message" "" ["e s"], PIPELINE_PANES, needs_changes, Action::AskSave, "Asks for a message that stands in the list of revisions, then stores the edited pipeline."),
    command!("pipeline.undo" "Undo" "undo" ["u"], PIPELINE_PANES, needs_step, Action::Undo, "Takes the newest edit of the pipeline back, also after it was saved."),
    command!("pipeline.redo" "Redo" "" ["ctrl-r"], PIPELINE_PANES, needs_undone_step, Action::Redo, "Does the edit again that was taken back last."),
    command!("pipeline.history" "Undo list" "" ["U"], PIPELINE_PANES, needs_history, Action::UndoList, "Lists the edits of the pipeline; Enter goes back to one, or forward again."),
    command!("pipeline.revisions" "Revisions" "" ["e h"], PIPELINE_PANES, needs_stored, Action::Revisions, "Lists what was saved, with what differs since; a revision is restored as an edit, and two are compared as one graph."),
    command!("pipeline.branches" "Branches" "" ["e b"], PIPELINE_PANES, needs_stored, Action::Branches, "Lists the branches of the pipeline, to begin, switch, merge or delete one; main is what runs."),
    command!("pipeline.problems" "Problems" "problems" ["P"], PIPELINE_PANES, needs_pipeline, Action::Problems, "Lists everything that is wrong with the pipeline; Enter goes to the node."),
    command!("pipeline.describe" "Describe pipeline" "" ["e p"], PIPELINE_PANES, needs_pipeline, Action::Describe, "Sets name, version, description and tags of the pipeline."),
    command!("pipeline.text" "Edit as text" "" ["e v"], PIPELINE_PANES, needs_pipeline, Action::EditText, "Opens the pipeline as YAML in your editor ($VISUAL, $EDITOR); what comes back is one edit."),
    command!("pipeline.discard" "Discard changes" "" ["e x"], PIPELINE_PANES, needs_changes, Action::AskDiscard, "Throws all unsaved changes of the pipeline away, after a question."),
    command!("node.add" "Add node" "add" ["a"], &[Pane::Canvas], needs_pipeline, Action::AddNode, "Adds a source, an operator or an output, which reads the selected node or the marked ones."),
    command!("node.insert" "Insert node" "insert" ["i"], &[Pane::Canvas], needs_node, Action::InsertNode, "Adds a node on an edge of the selected node."),
    command!("node.connect" "Connect" "connect" ["c"], &[Pane::Canvas], needs_node, Action::ConnectTo, "Chooses a node that shall read the selected node, or the marked ones."),
    command!("node.connect_from" "Connect from" "" ["C"], &[Pane::Canvas], needs_node, Action::ConnectFrom, "Chooses a node that the selected one shall read."),
    command!("node.disconnect" "Disconnect" "" ["b"], &[Pane::Canvas], needs_node, Action::Disconnect, "Breaks an edge of the selected node."),
    command!("node.rewire" "Re-wire" "" ["w"], &[Pane::Canvas], needs_node, Action::ChangeEdge, "Lets the selected node read another node in the place of one that it reads."),
    command!("node.configure" "Set up node" "set up" ["enter", "e e"], NODE_PANES, needs_node, Action::Configure, "Opens the form of the node: its wells and curves, its operator and parameters, or where it writes."),
    command!("node.curves" "Curves of node" "curves" ["s", "e c"], NODE_PANES, needs_pipeline, Action::MapCurves, "Opens the table of outputs: which are kept as curves, with mode, suffix and what stands there; marked nodes together."),
    command!("node.delete" "Delete" "delete" ["D", "delete"], &[Pane::Canvas], needs_node, Action::Delete, "Deletes the selected node or the marked ones; asks first where others read them."),
    command!("node.cut" "Cut" "" ["x"], &[Pane::Canvas], needs_node, Action::Cut, "Deletes the selected node or the marked ones, and keeps them to be pasted."),
    command!("node.copy" "Copy" "" ["y"], &[Pane::Canvas], needs_node, Action::Copy, "Keeps a copy of the selected node or the marked ones, also for other pipelines."),
    command!("node.paste" "Paste" "" ["p"], &[Pane::Canvas], needs_register, Action::Paste, "Adds what was copied or cut."),
    command!("node.duplicate" "Duplicate" "" ["Y"], &[Pane::Canvas], needs_node, Action::Duplicate, "Adds the selected node or the marked ones a second time, reading the same."),
    command!("node.rename" "Rename node" "" ["e n", "f2"], NODE_PANES, needs_node, Action::Ask(Asked::Name), "Gives the selected node another name."),
    command!("node.tags" "Tag node" "" ["e t"], NODE_PANES, needs_node, Action::Ask(Asked::Tags), "Sets the tags of the selected node or the marked ones."),
    command!("node.note" "Note on node" "" ["e d"], NODE_PANES, needs_node, Action::Ask(Asked::Note), "Writes a note on the selected node."),
    command!("node.move" "Move node" "" ["m"], &[Pane::Canvas], needs_node, Action::MoveNode, "Moves the selected node among its neighbours, and pins it there."),
    command!("node.unpin" "Let node float" "" ["M"], &[Pane::Canvas], needs_node, Action::Unpin, "Lets pinned nodes stand where the layout wants them."),
    command!("node.mark" "Mark node" "mark" ["space"], &[Pane::Canvas], needs_node, Action::Mark(Marking::Toggle), "Marks the selected node, or lets it go; edits are about all marked nodes."),
    command!("mark.downstream" "Mark downstream" "" ["v d"], &[Pane::Canvas], needs_node, Action::Mark(Marking::Downstream), "Marks the selected node and all that it feeds through others."),
    command!("mark.upstream" "Mark upstream" "" ["v u"], &[Pane::Canvas], needs_node, Action::Mark(Marking::Upstream), "Marks the selected node and all that feed it through others."),
    command!("mark.connected" "Mark connected" "" ["v c"], &[Pane::Canvas], needs_node, Action::Mark(Marking::Connected), "Marks all nodes that hang together with the selected one."),
    command!("mark.all" "Mark all" "" ["v a"], &[Pane::Canvas], needs_node, Action::Mark(Marking::All), "Marks all nodes."),
    command!("mark.invert" "Turn marks round" "" ["v i"], &[Pane::Canvas], needs_node, Action::Mark(Marking::Invert), "Marks what is not marked, and lets go what is."),
    command!("mark.none" "Mark none" "" ["v n"], &[Pane::Canvas], needs_node, Action::Mark(Marking::None), "Lets all marked nodes go."),
    command!("node.run" "Run node" "run node" ["R"], NODE_PANES, needs_operator_node, Action::Plan(Part::Node), "Shows what a run of the selected node alone would do; what it reads is computed, only its outputs are kept."),
    command!("node.run_up_to" "Run up to node" "" [">"], NODE_PANES, needs_computing_node, Action::Plan(Part::UpTo), "Shows what a run up to the selected node would do; all mapped outputs on the way are kept."),
    command!("run.cancel" "Cancel run" "cancel" ["X", "ctrl-x"], RUN_PANES, needs_running, Action::AskCancel, "Cancels the running execution, after a question."),
    command!("run.tables" "Tables of run" "tables" ["t"], RUNS_SCREEN, needs_run, Action::Tables, "Shows the tables and single values that the operators of the run made, from the selected node on; / finds wells."),
    command!("item.open" "Open" "open" ["enter"], OPENABLE, always, Action::Open, "Goes into the selected row: list to graph, graph to inspector, run to nodes to log."),
    command!("tree.toggle" "Unfold or fold well" "unfold" ["space"], &[Pane::Wells], always, Action::Toggle, "Shows or hides the curves of the selected well."),
    command!("curve.pin" "Pin curve" "pin" ["space"], &[Pane::Curves, Pane::Plot], needs_trace, Action::Pin, "Keeps the selected curve on the plot beside others, or lets it go."),
    command!("plot.zoom_in" "Plot: zoom in" "zoom" ["+", "="], &[Pane::Plot], needs_trace, Action::PlotZoomIn, "Shows fewer metres a row, around the cross-hair."),
    command!("plot.zoom_out" "Plot: zoom out" "" ["-"], &[Pane::Plot], needs_trace, Action::PlotZoomOut, "Shows more metres a row, around the cross-hair."),
    command!("plot.fit" "Plot: all depths" "all" ["0"], &[Pane::Plot], needs_trace, Action::PlotFit, "Shows the whole well."),
    command!("plot.go_to" "Plot: go to depth" "depth" ["ctrl-g"], &[Pane::Plot], needs_trace, Action::AskDepth, "Asks for a depth, or for one of the tops, and puts the cross-hair there."),
    command!("trial.view" "Trial: plot or table" "plot/table" ["v"], OPERATOR_PANES, needs_tried_table, Action::TurnTrial, "Shows the tables of the trial in place of the plot, or the plot again."),
    command!("table.next" "Next table" "next table" ["]"], TABLE_PANES, needs_tables, Action::NextTable, "Shows the next table of the run or of the trial."),
    command!("table.previous" "Previous table" "" ["["], TABLE_PANES, needs_tables, Action::PreviousTable, "Shows the table before of the run or of the trial."),
    command!("operator.try" "Try out" "try" ["t"], OPERATOR_PANES, needs_project, Action::TryOut, "Runs the selected operator on a well and shows what goes in and what comes out; nothing is written."),
    command!("operator.set_up" "Set trial up" "set up" ["s"], OPERATOR_PANES, needs_project, Action::SetTrialUp, "Asks for the well, the curves and the parameters of the trial."),
    command!("operator.add" "Add to pipeline" "add" ["a"], OPERATOR_PANES, needs_pipeline, Action::AddOperator, "Adds the selected operator to the open pipeline, after its selected node or the marked ones, with the parameters and curves of its trial."),
    command!("list.filter" "Filter" "filter" ["/"], LISTS, always, Action::Filter, "Shows only rows that contain the typed text; Enter keeps it, Esc in the list clears it, and typing begins anew."),
    command!("canvas.zoom_in" "Zoom in" "zoom" ["+", "="], &[Pane::Canvas], needs_pipeline, Action::ZoomIn, "Draws nodes larger, with more about each."),
    command!("canvas.zoom_out" "Zoom out" "" ["-"], &[Pane::Canvas], needs_pipeline, Action::ZoomOut, "Draws nodes smaller, so that more of them fit."),
    command!("canvas.fit" "Zoom to fit" "fit" ["0"], &[Pane::Canvas], needs_pipeline, Action::Fit, "Takes the largest zoom at which the whole graph fits."),
    command!("canvas.next_problem" "Next problem" "problem" ["]"], NODE_PANES, needs_node, Action::NextProblem, "Selects the next node with a problem or a failure."),
    command!("canvas.previous_problem" "Previous problem" "" ["["], NODE_PANES, needs_node, Action::PreviousProblem, "Selects the previous node with a problem or a failure."),
    command!("canvas.jump" "Jump to node" "jump" ["f"], &[Pane::Canvas], needs_node, Action::Jump, "Labels every node in sight; typing a label goes there."),
    command!("canvas.search" "Search node" "search" ["/"], &[Pane::Canvas], needs_node, Action::Search, "Searches nodes by name, operator, tag or note."),
    command!("canvas.next_found" "Next found" "" ["n"], &[Pane::Canvas], needs_node, Action::NextFound, "Selects the next node that was searched."),
    command!("canvas.previous_found" "Previous found" "" ["N"], &[Pane::Canvas], needs_node, Action::PreviousFound, "Selects the previous node that was searched."),
    command!("canvas.fold" "Fold branches" "" ["o"], &[Pane::Canvas], needs_node, Action::Fold, "Draws alike branches once with their number; on one that stands for several, unfolds it."),
    command!("canvas.map" "Map" "" ["t m"], &[Pane::Canvas], needs_pipeline, Action::Lay(Layer::Map), "Shows the whole graph in a corner, or hides it."),
    command!("canvas.heat" "Heat" "" ["t h"], &[Pane::Canvas], needs_pipeline, Action::Lay(Layer::Heat), "Shows how long each node took in the newest run, from 0 to 9."),
    command!("canvas.lineage" "Lineage" "" ["t l"], &[Pane::Canvas], needs_pipeline, Action::Lay(Layer::Lineage), "Shows all that feeds the selected node, and all that it feeds, through others."),
    command!("canvas.critical" "Critical path" "" ["t c"], &[Pane::Canvas], needs_pipeline, Action::Lay(Layer::Critical), "Shows the chain of nodes that took longest in the newest run."),
    command!("canvas.pan_left" "Pan left" "" ["H", "shift-left"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Left), "Moves the view to the left; the selection stays."),
    command!("canvas.pan_down" "Pan down" "" ["J", "shift-down"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Down), "Moves the view down; the selection stays."),
    command!("canvas.pan_up" "Pan up" "" ["K", "shift-up"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Up), "Moves the view up; the selection stays."),
    command!("canvas.pan_right" "Pan right" "" ["L", "shift-right"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Right), "Moves the view to the right; the selection stays."),
    command!("log.follow" "Follow log" "follow" ["f"], RUNS_SCREEN, always, Action::Follow, "Keeps the newest log row in view."),
    command!("log.level" "Log level" "level" ["v"], RUNS_SCREEN, always, Action::LogLevel, "Hides log rows below the next level: debug, info, warn, error."),
    command!("runs.status" "Which runs" "which" ["s"], &[Pane::Runs], always, Action::RunStatus, "Shows all runs, those that are active, or those that failed."),
    command!("move.up" "Up" "" ["k", "up"], &[], always, Action::Move(Step::Up), "Moves the selection up."),
    command!("move.down" "Down" "" ["j", "down"], &[], always, Action::Move(Step::Down), "Moves the selection down."),
    command!("move.left" "Left" "" ["h", "left"], &[], always, Action::Move(Step::Left), "Moves the selection left; folds a well, or passes over tracks and columns."),
    command!("move.right" "Right" "" ["l", "right"], &[], always, Action::Move(Step::Right), "Moves the selection right; unfolds a well, or passes over tracks and columns."),
    command!("move.page_up" "Page up" "" ["pageup", "ctrl-b"], &[], always, Action::Move(Step::PageUp), "Moves up by a page."),
    command!("move.page_down" "Page down" "" ["pagedown", "ctrl-f"], &[], always, Action::Move(Step::PageDown), "Moves down by a page."),
    command!("move.first" "First" "" ["g g", "home"], &[], always, Action::Move(Step::First), "Moves to the first row."),
    command!("move.last" "Last" "" ["G", "end"], &[], always, Action::Move(Step::Last), "Moves to the last row."),
    command!("pane.next" "Next pane" "pane" ["tab"], &[], always, Action::FocusNext, "Gives the keys to the next pane."),
    command!("pane.previous" "Previous pane" "" ["shift-tab"], &[], always, Action::FocusPrevious, "Gives the keys to the previous pane."),
    command!("pane.maximise" "Maximise pane" "maximise" ["z"], &[], always, Action::Maximise, "Gives the focused pane the whole screen, or takes it back."),
    command!("screen.pipelines" "Screen: Pipelines" "" ["1"], &[], always, Action::Show(Screen::Pipelines), "Shows pipelines, their graphs and nodes."),
    command!("screen.curves" "Screen: Curves" "" ["2"], &[], always, Action::Show(Screen::Curves), "Shows wells, their curves and log plots."),
    command!("screen.runs" "Screen: Runs" "" ["3"], &[], always, Action::Show(Screen::Runs), "Shows executions, their nodes and logs."),
    command!("screen.operators" "Screen: Operators" "" ["4"], &[], always, Action::Show(Screen::Operators), "Shows the operator catalogue, with the page of each operator."),
    command!("project.switch" "Switch project" "" ["ctrl-o"], &[], needs_projects, Action::SwitchProject, "Lists the projects to choose one."),
    command!("app.palette" "Command palette" "commands" [":", "ctrl-p"], &[], always, Action::Palette, "Finds any command, pipeline or project by a few letters."),
    command!("app.help" "Help" "help" ["?", "f1"], &[], always, Action::Help, "Lists the keys of the focused pane."),
    command!("app.details" "Details" "" ["d"], &[], always, Action::Details, "Shows problems in full: what, where, found, wanted, and what to do."),
    command!("app.back" "Back" "" ["esc"], &[], always, Action::Back, "Closes, goes back one pane, or clears the filter; the selection stays."),
    command!("app.refresh" "Refresh" "" ["f5"], &[], always, Action::Refresh, "Reads everything on the screen again."),
    command!("app.retry" "Connect again" "" ["ctrl-t"], &[], needs_failed_connection, Action::Retry, "Tries again to open the workspace."),
    command!("app.redraw" "Redraw" "" ["ctrl-l"], &[], always, Action::Redraw, "Draws every cell again, after another program wrote over the screen."),
    command!("theme.next" "Next theme" "" ["T"], &[], always, Action::NextTheme, "Changes between the dark and the light theme."),
    command!("app.suspend" "Suspend" "" ["ctrl-z"], &[], always, Action::Suspend, "Gives the terminal back to the shell; `fg` returns."),
    command!("app.quit" "Quit" "quit" ["q", "ctrl-c"], &[], always, Action::Quit, "Ends the screen; runs may go on without it."),
];

/// Returns the command of this id.
pub fn find(id: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

/// Writes the reference of all commands in Markdown.
pub fn commands_markdown() -> String {
    let mut out = String::from(
        "# Keys\n\n\
         Written by the program from its command registry.\n\
         A sequence of keys is written with blanks; `keys.toml` binds a command by its id.\n",
    );
    let mut group = "";
    for command in COMMANDS {
        let prefix = command.id.split('.').next().unwrap_or_default();
        if prefix != group {
            group = prefix;
            let _ = write!(
                out,
                "\n## {group}\n\n| Command | Keys | Where | What |\n|---|---|---|---|\n"
            );
        }
        let keys: Vec<_> = command.keys.iter().map(|key| format!("`{key}`")).collect();
        let panes: Vec<_> = command.panes.iter().map(|pane| pane.title()).collect();
        let panes = if panes.is_empty() { "everywhere".to_owned() } else { panes.join(", ") };
        let _ =
            writeln!(out, "| `{}` | {} | {panes} | {} |", command.id, keys.join(" "), command.help);
    }
    out
}

/// Writes a key file with every default, as a comment: the file to start from.
pub fn default_keys_toml() -> String {
    let mut out = String::from(
        "# Key bindings of MudRock.\n\
         # Take a line out of comment and change its keys; what is left out keeps its default.\n\
         # A key: a, A, ctrl-a, alt-a, shift-tab, f1, enter, esc, space, up, pageup, …\n\
         # A sequence of keys is written with blanks: \"g g\". An empty list unbinds.\n\n\
         [keys]\n",
    );
    for command in COMMANDS {
        let keys: Vec<_> = command.keys.iter().map(|key| format!("{key:?}")).collect();
        let _ = writeln!(out, "# {}\n# \"{}\" = [{}]", command.help, command.id, keys.join(", "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_is_complete_and_stands_once() {
        let mut ids = BTreeSet::new();
        for command in COMMANDS {
            assert!(ids.insert(command.id), "{} stands twice", command.id);
            assert!(!command.title.is_empty() && !command.keys.is_empty(), "{}", command.id);
            assert!(command.help.ends_with('.'), "{}: help is a sentence", command.id);
        }
    }

    #[test]
    fn documentation_and_key_file_name_every_command() {
        let (markdown, toml) = (commands_markdown(), default_keys_toml());
        for command in COMMANDS {
            assert!(markdown.contains(&format!("`{}`", command.id)), "{}", command.id);
            assert!(toml.contains(&format!("\"{}\"", command.id)), "{}", command.id);
        }
        toml::from_str::<toml::Table>(&toml).unwrap();
        toml::from_str::<toml::Table>(&toml.replace("\n# \"", "\n\"")).unwrap();
    }
}
