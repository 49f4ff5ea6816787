//! All that the screen knows.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::domain::operator::OperatorSpec;
use crate::edit::fragment::Fragment;
use crate::services::rows::ProjectRow;
use crate::services::{FeedState, JobRow, JobState};
use crate::tui::keymap::{Chord, Keymap};
use crate::tui::overlay::Overlay;
use crate::tui::pane::curves::Curves;
use crate::tui::pane::operators::Operators;
use crate::tui::pane::pipelines::Pipelines;
use crate::tui::pane::runs::Runs;
use crate::tui::theme::Theme;
use crate::tui::update::Known;
use crate::tui::update::mouse::Mouse;

/// How long a good message stays.
const TOAST_SECONDS: i64 = 4;
/// How long a problem stays.
const PROBLEM_SECONDS: i64 = 12;
/// Problems kept for the details.
const MAX_PROBLEMS: usize = 50;
/// More messages than this would cover the work.
const MAX_TOASTS: usize = 2;

/// A set of panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Each name is that of the screen.
pub enum Screen {
    Pipelines,
    Curves,
    Runs,
    Operators,
}

impl Screen {
    /// All screens, in the order of their keys.
    pub const ALL: [Self; 4] = [Self::Pipelines, Self::Curves, Self::Runs, Self::Operators];

    /// Returns the name shown in the header.
    pub fn title(self) -> &'static str {
        match self {
            Self::Pipelines => "Pipelines",
            Self::Curves => "Curves",
            Self::Runs => "Runs",
            Self::Operators => "Operators",
        }
    }

    /// Returns the panes in the order of Tab.
    pub fn panes(self) -> &'static [Pane] {
        match self {
            Self::Pipelines => &[Pane::Pipelines, Pane::Canvas, Pane::Inspector],
            Self::Curves => &[Pane::Wells, Pane::Curves, Pane::Plot],
            Self::Runs => &[Pane::Runs, Pane::RunNodes, Pane::Log, Pane::Tables],
            Self::Operators => &[Pane::Operators, Pane::Manual, Pane::Trial],
        }
    }
}

/// One part of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // Each name is that of the pane.
pub enum Pane {
    Pipelines,
    Canvas,
    Inspector,
    Wells,
    Curves,
    Plot,
    Runs,
    RunNodes,
    Log,
    Tables,
    Operators,
    Manual,
    Trial,
}

impl Pane {
    /// Returns the name shown in help and documentation.
    pub fn title(self) -> &'static str {
        match self {
            Self::Pipelines => "Pipelines",
            Self::Canvas => "Graph",
            Self::Inspector => "Node",
            Self::Wells => "Wells",
            Self::Curves => "Curves",
            Self::Plot => "Plot",
            Self::Runs => "Runs",
            Self::RunNodes => "Nodes",
            Self::Log => "Log",
            Self::Tables => "Tables",
            Self::Operators => "Operators",
            Self::Manual => "Manual",
            Self::Trial => "Trial",
        }
    }

    /// Returns the screen that holds the pane.
    pub fn screen(self) -> Screen {
        match self {
            Self::Pipelines | Self::Canvas | Self::Inspector => Screen::Pipelines,
            Self::Wells | Self::Curves | Self::Plot => Screen::Curves,
            Self::Runs | Self::RunNodes | Self::Log | Self::Tables => Screen::Runs,
            Self::Operators | Self::Manual | Self::Trial => Screen::Operators,
        }
    }
}

/// Whether the workspace is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Connection {
    /// Being opened since then.
    Connecting(DateTime<Utc>),
    /// Could not be opened.
    Failed(Box<Diagnostic>),
    /// Open.
    Ready,
}

/// What a message means to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Good,
    /// Something to know, such as why a key did nothing.
    Note,
    /// A doubt.
    Warning,
    /// A failure.
    Problem,
}

/// A message that goes away by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// What it means.
    pub tone: Tone,
    /// One line.
    pub text: String,
    /// When it goes away.
    pub until: DateTime<Utc>,
}

/// All that the screen knows; `update` alone changes it.
#[derive(Debug, Clone)]
pub struct State {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The time of the last event.
    pub now: DateTime<Utc>,
    /// Colours.
    pub theme: Theme,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Keys.
    pub keymap: Keymap,
    /// Keys of an unfinished sequence.
    pub pending: Vec<Chord>,
    /// The operator catalogue.
    pub operators: Arc<Vec<OperatorSpec>>,
    /// The screen shown.
    pub screen: Screen,
    /// The focused pane of each screen.
    pub focus: [Pane; 4],
    /// Whether the focused pane has the whole screen.
    pub maximised: bool,
    /// Whether typed keys go to the filter of the focused pane.
    pub filtering: bool,
    /// Whether the workspace is open.
    pub connection: Connection,
    /// Whether the demo is asked for.
    pub demo: bool,
    /// Name or id of the project asked for.
    pub wanted_project: Option<String>,
    /// Pipeline to open once the list is read.
    pub wanted_pipeline: Option<Uuid>,
    /// E-mail of the user.
    pub user: String,
    /// Whether the screen shows what the database holds.
    pub feed: FeedState,
    /// Background jobs of this process.
    pub jobs: Vec<JobRow>,
    /// Projects that the user may see; `None` until they are read.
    pub projects: Vec<ProjectRow>,
    /// The project shown.
    pub project: Option<Uuid>,
    /// The Pipelines screen.
    pub pipelines: Pipelines,
    /// Nodes that were copied or cut, for any pipeline.
    pub register: Option<Fragment>,
    /// The Curves screen.
    pub curves: Curves,
    /// The Runs screen.
    pub runs: Runs,
    /// The Operators screen.
    pub catalogue: Operators,
    /// Screens whose data changed while they were hidden.
    pub outdated: BTreeSet<Screen>,
    /// Runs that this session started and that may still go on.
    pub own_runs: BTreeSet<Uuid>,
    /// Whether the screen ends as soon as the own runs are cancelled.
    pub leaving: bool,
    /// What is known of the mouse.
    pub mouse: Mouse,
    /// Facts that the open form has.
    pub known: Known,
    /// Overlays, the top one last.
    pub overlays: Vec<Overlay>,
    /// Messages.
    pub toasts: Vec<Toast>,
    /// Problems told in messages, newest last, for the details.
    pub problems: Vec<Diagnostic>,
}

impl State {
    /// Starts before anything is known.
    pub fn new(size: (u16, u16), now: DateTime<Utc>, theme: Theme) -> Self {
        Self {
            size,
            now,
            theme,
            ascii: false,
            keymap: Keymap::default(),
            pending: Vec::new(),
            operators: Arc::default(),
            screen: Screen::Pipelines,
            focus: [Pane::Pipelines, Pane::Wells, Pane::Runs, Pane::Operators],
            maximised: false,
            filtering: false,
            connection: Connection::Connecting(now),
            demo: false,
            wanted_project: None,
            wanted_pipeline: None,
            user: String::new(),
            feed: FeedState::CatchingUp,
            jobs: Vec::new(),
            projects: Vec::new(),
            project: None,
            pipelines: Pipelines::default(),
            register: None,
            curves: Curves::default(),
            runs: Runs::default(),
            catalogue: Operators::default(),
            outdated: BTreeSet::new(),
            own_runs: BTreeSet::new(),
            leaving: false,
            mouse: Mouse::default(),
            known: Known::default(),
            overlays: Vec::new(),
            toasts: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Returns the pane that has the keys.
    pub fn focused(&self) -> Pane {
        self.focus[self.screen as usize]
    }

    /// Gives the keys to a pane, and shows its screen.
    pub fn set_focus(&mut self, pane: Pane) {
        self.screen = pane.screen();
        self.focus[self.screen as usize] = pane;
        self.filtering = false;
        // Of two panes that share a place, the one that had the keys last is seen.
        match pane {
            Pane::Trial => self.catalogue.shows_trial = true,
            Pane::Manual => self.catalogue.shows_trial = false,
            Pane::Tables => self.runs.tables.shown = true,
            Pane::Log => self.runs.tables.shown = false,
            _ => {}
        }
    }

    /// Returns the project shown.
    pub fn project_row(&self) -> Option<&ProjectRow> {
        self.projects.iter().find(|project| Some(project.id) == self.project)
    }

    /// Returns the execution that the cancel command means here, if it still goes on.
    pub fn run_to_cancel(&self) -> Option<Uuid> {
        let run = match self.screen {
            Screen::Pipelines => &self.pipelines.open.as_ref()?.last_run.as_ref()?.run,
            Screen::Runs => self.runs.selected()?,
            Screen::Curves | Screen::Operators => return None,
        };
        (!run.status.is_final() && !run.cancel_requested).then_some(run.id)
    }

    /// Returns the filter of a pane, where it has one.
    pub fn filter_mut(&mut self, pane: Pane) -> Option<&mut crate::tui::widget::input::Input> {
        match pane {
            Pane::Pipelines => Some(&mut self.pipelines.filter),
            Pane::Wells | Pane::Curves => Some(&mut self.curves.filter),
            Pane::Runs | Pane::RunNodes => Some(&mut self.runs.filter),
            Pane::Tables => Some(&mut self.runs.tables.filter),
            Pane::Operators | Pane::Manual | Pane::Trial => Some(&mut self.catalogue.filter),
            _ => None,
        }
    }

    /// Says that something was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.toast(Tone::Good, text.into());
    }

    /// Tells something that is neither good nor bad.
    pub fn note(&mut self, text: impl Into<String>) {
        self.toast(Tone::Note, text.into());
    }

    /// Shows a problem and keeps it for the details.
    pub fn complain(&mut self, problem: Diagnostic) {
        let tone = match problem.severity {
            Severity::Info => Tone::Note,
            Severity::Warning => Tone::Warning,
            Severity::Error => Tone::Problem,
        };
        self.toast(tone, problem.to_string());
        self.problems.push(problem);
        if self.problems.len() > MAX_PROBLEMS {
            self.problems.remove(0);
        }
    }

    /// Whether a problem is being told.
    pub fn tells_problem(&self) -> bool {
        self.toasts.iter().any(|toast| matches!(toast.tone, Tone::Warning | Tone::Problem))
    }

    fn toast(&mut self, tone: Tone, text: String) {
        let seconds = match tone {
            Tone::Good | Tone::Note => TOAST_SECONDS,
            Tone::Warning | Tone::Problem => PROBLEM_SECONDS,
        };
        self.toasts.retain(|toast| toast.text != text);
        self.toasts.push(Toast { tone, text, until: self.now + TimeDelta::seconds(seconds) });
        if self.toasts.len() > MAX_TOASTS {
            self.toasts.remove(0);
        }
    }

    /// Whether something on the screen shows the passing of time.
    pub fn shows_time(&self) -> bool {
        matches!(self.connection, Connection::Connecting(_))
            || !self.toasts.is_empty()
            || matches!(self.feed, FeedState::Stale { .. })
            || self.jobs.iter().any(|job| job.state == JobState::Running)
            || match self.screen {
                Screen::Pipelines => self.pipelines.is_running(),
                Screen::Runs => self.runs.is_any_active(),
                Screen::Curves | Screen::Operators => false,
            }
    }
}
