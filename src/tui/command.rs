//! The command registry: one table drives keys, help, palette, hints, key file and documentation.

use std::fmt::Write as _;

use uuid::Uuid;

use crate::tui::effect::Departure;
use crate::tui::state::{Pane, Screen, State};

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
    RunPipeline,
    RunNode,
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

const LISTS: &[Pane] = &[Pane::Pipelines, Pane::Wells, Pane::Curves, Pane::Runs, Pane::RunNodes];
const PIPELINE_PANES: &[Pane] = &[Pane::Pipelines, Pane::Canvas, Pane::Inspector];
const NODE_PANES: &[Pane] = &[Pane::Canvas, Pane::Inspector];
const RUN_PANES: &[Pane] =
    &[Pane::Pipelines, Pane::Canvas, Pane::Inspector, Pane::Runs, Pane::RunNodes, Pane::Log];
const RUNS_SCREEN: &[Pane] = &[Pane::Runs, Pane::RunNodes, Pane::Log];
const OPENABLE: &[Pane] = &[
    Pane::Pipelines,
    Pane::Canvas,
    Pane::Wells,
    Pane::Curves,
    Pane::Runs,
    Pane::RunNodes,
    Pane::Log,
];

fn always(_: &State) -> Option<&'static str> {
    None
}

fn needs_pipeline(state: &State) -> Option<&'static str> {
    state.pipelines.open.is_none().then_some("no pipeline is open")
}

fn needs_node(state: &State) -> Option<&'static str> {
    state.pipelines.selected_node().is_none().then_some("no node is selected")
}

fn needs_operator_node(state: &State) -> Option<&'static str> {
    use crate::domain::dag::NodeType;
    match state.pipelines.selected_node().map(|node| &node.node_type) {
        None => Some("no node is selected"),
        Some(NodeType::Operator { .. }) => None,
        Some(_) => Some("only an operator node runs alone"),
    }
}

fn needs_running(state: &State) -> Option<&'static str> {
    state.run_to_cancel().is_none().then_some("nothing is running here")
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
    command!("pipeline.run" "Run pipeline" "run" ["r"], PIPELINE_PANES, needs_pipeline, Action::RunPipeline, "Runs the open pipeline over all of its wells, in the background."),
    command!("node.run" "Run node" "run node" ["n", "R"], NODE_PANES, needs_operator_node, Action::RunNode, "Runs the selected node; what it reads is computed, only its outputs are kept."),
    command!("run.cancel" "Cancel run" "cancel" ["c"], RUN_PANES, needs_running, Action::AskCancel, "Cancels the running execution, after a question."),
    command!("item.open" "Open" "open" ["enter"], OPENABLE, always, Action::Open, "Goes into the selected row: list to graph, graph to inspector, run to nodes to log."),
    command!("tree.toggle" "Unfold or fold well" "unfold" ["space"], &[Pane::Wells], always, Action::Toggle, "Shows or hides the curves of the selected well."),
    command!("curve.pin" "Pin curve" "pin" ["space"], &[Pane::Curves, Pane::Plot], needs_trace, Action::Pin, "Keeps the selected curve on the plot beside others, or lets it go."),
    command!("plot.zoom_in" "Plot: zoom in" "zoom" ["+", "="], &[Pane::Plot], needs_trace, Action::PlotZoomIn, "Shows fewer metres a row, around the cross-hair."),
    command!("plot.zoom_out" "Plot: zoom out" "" ["-"], &[Pane::Plot], needs_trace, Action::PlotZoomOut, "Shows more metres a row, around the cross-hair."),
    command!("plot.fit" "Plot: all depths" "all" ["0"], &[Pane::Plot], needs_trace, Action::PlotFit, "Shows the whole well."),
    command!("plot.go_to" "Plot: go to depth" "depth" ["ctrl-g"], &[Pane::Plot], needs_trace, Action::AskDepth, "Asks for a depth, or for one of the tops, and puts the cross-hair there."),
    command!("list.filter" "Filter" "filter" ["/"], LISTS, always, Action::Filter, "Shows only rows that contain the typed text; Esc clears it."),
    command!("canvas.zoom_in" "Zoom in" "zoom" ["+", "="], &[Pane::Canvas], needs_pipeline, Action::ZoomIn, "Draws nodes larger, with more about each."),
    command!("canvas.zoom_out" "Zoom out" "" ["-"], &[Pane::Canvas], needs_pipeline, Action::ZoomOut, "Draws nodes smaller, so that more of them fit."),
    command!("canvas.fit" "Zoom to fit" "fit" ["0"], &[Pane::Canvas], needs_pipeline, Action::Fit, "Takes the largest zoom at which the whole graph fits."),
    command!("canvas.next_problem" "Next problem" "problem" ["]"], NODE_PANES, needs_node, Action::NextProblem, "Selects the next node with a problem or a failure."),
    command!("canvas.previous_problem" "Previous problem" "" ["["], NODE_PANES, needs_node, Action::PreviousProblem, "Selects the previous node with a problem or a failure."),
    command!("canvas.pan_left" "Pan left" "" ["H", "shift-left"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Left), "Moves the view to the left; the selection stays."),
    command!("canvas.pan_down" "Pan down" "" ["J", "shift-down"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Down), "Moves the view down; the selection stays."),
    command!("canvas.pan_up" "Pan up" "" ["K", "shift-up"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Up), "Moves the view up; the selection stays."),
    command!("canvas.pan_right" "Pan right" "" ["L", "shift-right"], &[Pane::Canvas], needs_pipeline, Action::Pan(Step::Right), "Moves the view to the right; the selection stays."),
    command!("log.follow" "Follow log" "follow" ["f"], RUNS_SCREEN, always, Action::Follow, "Keeps the newest log row in view."),
    command!("log.level" "Log level" "level" ["v"], RUNS_SCREEN, always, Action::LogLevel, "Hides log rows below the next level: debug, info, warn, error."),
    command!("runs.status" "Which runs" "which" ["s"], &[Pane::Runs], always, Action::RunStatus, "Shows all runs, those that are active, or those that failed."),
    command!("move.up" "Up" "" ["k", "up"], &[], always, Action::Move(Step::Up), "Moves the selection up."),
    command!("move.down" "Down" "" ["j", "down"], &[], always, Action::Move(Step::Down), "Moves the selection down."),
    command!("move.left" "Left" "" ["h", "left"], &[], always, Action::Move(Step::Left), "Moves the selection left; folds a well."),
    command!("move.right" "Right" "" ["l", "right"], &[], always, Action::Move(Step::Right), "Moves the selection right; unfolds a well."),
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
    command!("project.switch" "Switch project" "" ["p"], &[], needs_projects, Action::SwitchProject, "Lists the projects to choose one."),
    command!("app.palette" "Command palette" "commands" [":", "ctrl-p"], &[], always, Action::Palette, "Finds any command, pipeline or project by a few letters."),
    command!("app.help" "Help" "help" ["?", "f1"], &[], always, Action::Help, "Lists the keys of the focused pane."),
    command!("app.details" "Details" "" ["d"], &[], always, Action::Details, "Shows problems in full: what, where, found, wanted, and what to do."),
    command!("app.back" "Back" "" ["esc"], &[], always, Action::Back, "Closes, clears the filter, or goes back one pane."),
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
