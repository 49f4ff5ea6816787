//! Where the panes are, at every size of the terminal.

use ratatui::layout::{Constraint, Layout, Rect};

use crate::tui::pane::tables;
use crate::tui::state::{Pane, Screen, State};

/// Below this width or height only the focused pane is shown.
const SMALL: (u16, u16) = (72, 18);
/// From this width on three panes stand side by side.
const WIDE: u16 = 140;

/// Rectangles of everything.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrangement {
    /// Screens, project, user.
    pub header: Rect,
    /// Key hints and feed.
    pub footer: Rect,
    /// Progress of the run.
    pub strip: Rect,
    /// Panes that are shown.
    pub panes: Vec<(Pane, Rect)>,
}

impl Arrangement {
    /// Returns where a pane is, if it is shown.
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().find(|(shown, _)| *shown == pane).map(|(_, area)| *area)
    }

    /// Returns the rows inside the border of a pane; 0 where it is hidden.
    pub fn rows(&self, pane: Pane) -> usize {
        self.pane(pane).map_or(0, |area| usize::from(area.height.saturating_sub(2)))
    }
}

/// Arranges the screen that is shown.
pub fn arrange(state: &State) -> Arrangement {
    let (width, height) = state.size;
    let whole = Rect::new(0, 0, width, height);
    let strip = u16::from(state.screen == Screen::Pipelines && state.pipelines.has_run());
    let [header, body, strip, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(strip),
        Constraint::Length(1),
    ])
    .areas(whole);
    let alone = state.maximised || width < SMALL.0 || height < SMALL.1;
    let panes = if alone {
        vec![(state.focused(), body)]
    } else {
        match state.screen {
            Screen::Pipelines => pipelines(body),
            Screen::Curves => curves(body),
            Screen::Runs => runs(body, state),
            Screen::Operators => operators(body, shows_trial(state)),
        }
    };
    Arrangement { header, footer, strip, panes }
}

fn pipelines(body: Rect) -> Vec<(Pane, Rect)> {
    let list = Constraint::Length((body.width * 3 / 10).clamp(22, 32));
    if body.width >= WIDE {
        let inspector = Constraint::Length((body.width * 3 / 10).clamp(40, 56));
        let [list, canvas, inspector] =
            Layout::horizontal([list, Constraint::Min(0), inspector]).areas(body);
        return vec![(Pane::Pipelines, list), (Pane::Canvas, canvas), (Pane::Inspector, inspector)];
    }
    let [list, rest] = Layout::horizontal([list, Constraint::Min(0)]).areas(body);
    let inspector = Constraint::Length((body.height * 2 / 5).clamp(7, 16));
    let [canvas, inspector] = Layout::vertical([Constraint::Min(0), inspector]).areas(rest);
    vec![(Pane::Pipelines, list), (Pane::Canvas, canvas), (Pane::Inspector, inspector)]
}

fn curves(body: Rect) -> Vec<(Pane, Rect)> {
    let tree = Constraint::Length((body.width * 3 / 10).clamp(22, 32));
    if body.width >= WIDE {
        let plot = Constraint::Length((body.width * 2 / 5).max(48));
        let [tree, table, plot] = Layout::horizontal([tree, Constraint::Min(0), plot]).areas(body);
        return vec![(Pane::Wells, tree), (Pane::Curves, table), (Pane::Plot, plot)];
    }
    let [tree, rest] = Layout::horizontal([tree, Constraint::Min(0)]).areas(body);
    let table = Constraint::Length((body.height * 2 / 5).clamp(7, 14));
    let [table, plot] = Layout::vertical([table, Constraint::Min(0)]).areas(rest);
    vec![(Pane::Wells, tree), (Pane::Curves, table), (Pane::Plot, plot)]
}

/// Whether the trial has the place that it shares with the page: the one of the two that had the keys
/// last, and only while it is one of the selected operator.
fn shows_trial(state: &State) -> bool {
    let catalogue = &state.catalogue;
    let tried = || {
        let spec = catalogue.selected(&state.operators);
        spec.is_some_and(|spec| catalogue.trial.is_of(&spec.id))
    };
    match state.focused() {
        Pane::Trial => true,
        Pane::Manual => false,
        _ => catalogue.shows_trial && catalogue.trial.asked.is_some() && tried(),
    }
}

/// Where there is no room for page and trial, one of them is shown.
fn operators(body: Rect, trial: bool) -> Vec<(Pane, Rect)> {
    let list = Constraint::Length((body.width * 3 / 10).clamp(30, 44));
    if body.width >= WIDE {
        let plot = Constraint::Length((body.width * 2 / 5).max(48));
        let [list, manual, plot] = Layout::horizontal([list, Constraint::Min(0), plot]).areas(body);
        return vec![(Pane::Operators, list), (Pane::Manual, manual), (Pane::Trial, plot)];
    }
    let [list, rest] = Layout::horizontal([list, Constraint::Min(0)]).areas(body);
    vec![(Pane::Operators, list), (if trial { Pane::Trial } else { Pane::Manual }, rest)]
}

/// The tables stand in the place of the log; where that is low, the nodes give way as well.
fn runs(body: Rect, state: &State) -> Vec<(Pane, Rect)> {
    let tables = tables::are_shown(state);
    let last = if tables { Pane::Tables } else { Pane::Log };
    if body.width >= WIDE {
        let list = Constraint::Length((body.width * 9 / 20).clamp(60, 84));
        let [list, rest] = Layout::horizontal([list, Constraint::Min(0)]).areas(body);
        let nodes = Constraint::Length((body.height * 2 / 5).clamp(8, 18));
        let [nodes, log] = Layout::vertical([nodes, Constraint::Min(0)]).areas(rest);
        return vec![(Pane::Runs, list), (Pane::RunNodes, nodes), (last, log)];
    }
    let list = Constraint::Length((body.height / 3).clamp(6, 12));
    if tables {
        let of_nodes = state.focused() == Pane::RunNodes;
        let first = if of_nodes { Pane::RunNodes } else { Pane::Runs };
        let [list, table] = Layout::vertical([list, Constraint::Min(0)]).areas(body);
        return vec![(first, list), (last, table)];
    }
    let [runs, nodes, log] = Layout::vertical([list, list, Constraint::Min(0)]).areas(body);
    vec![(Pane::Runs, runs), (Pane::RunNodes, nodes), (last, log)]
}
