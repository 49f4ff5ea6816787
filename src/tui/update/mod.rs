//! What an event changes, and what it wants done; the only place that changes the state.

mod actions;
mod answers;
mod branches;
mod carry;
mod changes;
mod details;
mod editing;
mod filter;
mod forms;
pub mod mouse;
mod revisions;
mod run;
mod saving;
mod text;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::tui::command::Action;
use crate::tui::effect::{Departure, Effect};
use crate::tui::event::Event;
use crate::tui::keymap::{Chord, Meaning};
use crate::tui::layout::{Arrangement, arrange};
use crate::tui::overlay::{self, Overlay, Response};
use crate::tui::pane::canvas::mode::Turn;
use crate::tui::pane::operators::{page, trial};
use crate::tui::pane::{canvas, inspector, tables};
use crate::tui::state::{Connection, Pane, Screen, State};

pub use self::actions::{action, start_trial};
pub use self::forms::{FormFacts, Known};
pub use self::run::Part;

/// Log rows that one fetch brings; where it is full, the next one follows.
pub const LOG_PAGE: i64 = 500;

/// Takes an event.
pub fn event(state: &mut State, event: Event) -> Vec<Effect> {
    let mut effects = match event {
        Event::Key(key) => self::key(state, key),
        Event::Mouse(event) => mouse::mouse(state, event),
        Event::Paste(pasted) => paste(state, &pasted),
        Event::Resize(width, height) => {
            state.size = (width, height);
            Vec::new()
        }
        Event::Tick(now) => tick(state, now),
        Event::Feed(feed) => changes::feed(state, feed),
        Event::Answer(answer) => answers::answer(state, answer),
        Event::Panicked(message) => {
            state.complain(
                Diagnostic::error(ErrorType::Internal, "a background task ended with a panic")
                    .found(message)
                    .hint("the screen goes on; please report this with the log file"),
            );
            Vec::new()
        }
        // The loop itself waits for this.
        Event::Parked => Vec::new(),
        Event::Suspended => vec![Effect::Suspend],
        Event::Resumed => vec![Effect::Redraw],
        Event::Terminated | Event::Interrupted => vec![Effect::Leave(Departure::RunsGoOn)],
        Event::HungUp => vec![Effect::Leave(Departure::HungUp)],
    };
    effects.extend(settle(state));
    effects
}

fn paste(state: &mut State, pasted: &str) -> Vec<Effect> {
    match overlay::paste(state, pasted) {
        Some(Response::Do(wanted) | Response::Tell(wanted)) => action(state, wanted),
        Some(Response::Stay | Response::Close) => Vec::new(),
        None if canvas::mode::paste(state, pasted) => Vec::new(),
        None if state.filtering => {
            let pane = state.focused();
            if let Some(filter) = state.filter_mut(pane) {
                filter.paste(pasted);
            }
            filter::changed(state)
        }
        None if state.focused() == Pane::Canvas => editing::paste_text(state, pasted),
        None => Vec::new(),
    }
}

fn key(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let interrupt = key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL;
    if interrupt {
        let asked =
            matches!(state.overlays.last(), Some(Overlay::Confirm(question)) if question.quits);
        let wanted =
            if asked || state.leaving { Action::Leave(Departure::RunsGoOn) } else { Action::Quit };
        return action(state, wanted);
    }
    match overlay::key(state, key) {
        Some(Response::Do(wanted) | Response::Tell(wanted)) => return action(state, wanted),
        Some(Response::Stay | Response::Close) => return Vec::new(),
        None => {}
    }
    if state.filtering {
        return filter::key(state, key);
    }
    if let Some(turn) = canvas::mode::key(state, key) {
        return match turn {
            Turn::Do(wanted) | Turn::Also(wanted) => action(state, wanted),
            Turn::Stay => Vec::new(),
            // What was shown for the time being is shown no more.
            Turn::Kept | Turn::Leave => canvas::redraw(state),
        };
    }
    if matches!(state.connection, Connection::Failed(_))
        && matches!(key.code, KeyCode::Char('r') | KeyCode::Enter)
    {
        return action(state, Action::Retry);
    }
    state.pending.push(Chord::of(key));
    match state.keymap.meaning(state.focused(), &state.pending) {
        Meaning::Beginning => Vec::new(),
        Meaning::Nothing => {
            // A key that does not continue a sequence may begin something of its own.
            let begun = state.pending.len() > 1 && key.code != KeyCode::Esc;
            state.pending.clear();
            if begun { self::key(state, key) } else { Vec::new() }
        }
        Meaning::Command(command) => {
            state.pending.clear();
            match (command.refusal)(state) {
                Some(refusal) => {
                    state.note(format!("{}: {refusal}", command.title));
                    Vec::new()
                }
                None => action(state, command.action.clone()),
            }
        }
    }
}

fn tick(state: &mut State, now: DateTime<Utc>) -> Vec<Effect> {
    state.now = now;
    state.toasts.retain(|toast| toast.until > now);
    if state.leaving { vec![Effect::CountRuns] } else { Vec::new() }
}

/// The catalogue is long and a page takes work, so that other screens do not wait for them.
fn settle_catalogue(state: &mut State, arrangement: &Arrangement) {
    let operators = Arc::clone(&state.operators);
    state.catalogue.reveal(&operators, arrangement.rows(Pane::Operators));
    let Some(area) = arrangement.pane(Pane::Manual) else { return };
    if let Some(spec) = state.catalogue.selected(&operators) {
        let width = usize::from(area.width).saturating_sub(2);
        let lines = page::lines(spec, &state.theme, width).len();
        let last = lines.saturating_sub(arrangement.rows(Pane::Manual));
        state.catalogue.offset = state.catalogue.offset.min(last);
    }
}

/// Keeps every selection in its list and in view.
fn settle(state: &mut State) -> Vec<Effect> {
    overlay::settle(state);
    let arrangement = arrange(state);
    let rows = |pane| arrangement.rows(pane);
    let pipelines = state.pipelines.shown().len();
    state.pipelines.cursor.reveal(pipelines, rows(Pane::Pipelines));
    let inspector_rows = rows(Pane::Inspector);
    let width = arrangement.pane(Pane::Inspector).map_or(0, |area| usize::from(area.width));
    if inspector_rows > 0 {
        let lines = inspector::lines(state, width.saturating_sub(2)).len();
        let last = lines.saturating_sub(inspector_rows);
        state.pipelines.inspector_offset = state.pipelines.inspector_offset.min(last);
    }
    let branches = state.curves.branches().len();
    state.curves.tree.reveal(branches, rows(Pane::Wells));
    let curves = state.curves.well().map_or(0, |well| well.curves.len());
    // The head of the table takes a row, and facts about the selected curve may take another.
    state.curves.table.reveal(curves, rows(Pane::Curves).saturating_sub(2));
    let runs = state.runs.shown().len();
    state.runs.cursor.reveal(runs, rows(Pane::Runs).saturating_sub(1));
    let nodes = state.runs.node_rows().len();
    state.runs.nodes.reveal(nodes, rows(Pane::RunNodes));
    if state.screen == Screen::Operators {
        settle_catalogue(state, &arrangement);
        trial::settle(state, arrangement.pane(Pane::Trial));
    }
    tables::settle(state, arrangement.pane(Pane::Tables));
    let logs = state.runs.log.shown().len();
    if state.runs.log.follows {
        state.runs.log.cursor.selected = logs.saturating_sub(1);
    }
    state.runs.log.cursor.reveal(logs, rows(Pane::Log));
    let mut effects = canvas::settle(state, arrangement.pane(Pane::Canvas));
    effects.extend(editing::repairs_wanted(state));
    effects
}
