//! The filter of a list: typed anew, kept, and cleared.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::actions::{action, selection_changed};
use super::settle;
use crate::tui::command::{Action, Step};
use crate::tui::effect::Effect;
use crate::tui::state::{Pane, State};
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;

/// Begins to type a filter, in the pane of the list, where it is seen.
pub(super) fn begin(state: &mut State) {
    let list = match state.focused() {
        Pane::Curves => Pane::Wells,
        Pane::RunNodes => Pane::Runs,
        Pane::Manual | Pane::Trial => Pane::Operators,
        pane => pane,
    };
    state.set_focus(list);
    state.filtering = true;
    if let Some(filter) = state.filter_mut(list) {
        filter.select_all();
    }
}

/// Takes a key while a filter is typed.
pub(super) fn key(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    let pane = state.focused();
    match key.code {
        KeyCode::Enter => {
            state.filtering = false;
            return Vec::new();
        }
        KeyCode::Esc => return action(state, Action::Back),
        KeyCode::Up => return action(state, Action::Move(Step::Up)),
        KeyCode::Down => return action(state, Action::Move(Step::Down)),
        _ => {}
    }
    let typed = state.filter_mut(pane).is_some_and(|filter| filter.key(key));
    if typed { changed(state) } else { Vec::new() }
}

/// After a filter changed the selection is the first row that is left.
pub(super) fn changed(state: &mut State) -> Vec<Effect> {
    match state.focused() {
        Pane::Pipelines => state.pipelines.cursor = Cursor::default(),
        Pane::Wells | Pane::Curves => {
            state.curves.tree = Cursor::default();
            state.curves.table = Cursor::default();
        }
        Pane::Runs | Pane::RunNodes => state.runs.cursor = Cursor::default(),
        Pane::Operators | Pane::Manual | Pane::Trial => {
            state.catalogue.select_first(&Arc::clone(&state.operators));
        }
        _ => {}
    }
    settled(state)
}

/// Shows all rows again; what was found stays selected.
pub(super) fn clear(state: &mut State) -> Vec<Effect> {
    let operators = Arc::clone(&state.operators);
    match state.focused() {
        Pane::Pipelines => {
            let selected = state.pipelines.selected();
            state.pipelines.filter = Input::default();
            if let Some(id) = selected {
                state.pipelines.select(id);
            }
        }
        Pane::Wells | Pane::Curves => state.curves.clear_filter(),
        Pane::Runs | Pane::RunNodes => {
            let selected = state.runs.selected().map(|run| run.id);
            state.runs.filter = Input::default();
            if let Some(id) = selected {
                state.runs.select(id);
            }
        }
        Pane::Operators | Pane::Manual | Pane::Trial => {
            let selected = state.catalogue.selected(&operators).map(|spec| spec.id.clone());
            state.catalogue.filter = Input::default();
            match selected {
                Some(id) => {
                    state.catalogue.select(&id, &operators);
                }
                None => state.catalogue.select_first(&operators),
            }
        }
        pane => {
            if let Some(filter) = state.filter_mut(pane) {
                *filter = Input::default();
            }
        }
    }
    settled(state)
}

fn settled(state: &mut State) -> Vec<Effect> {
    let mut effects = selection_changed(state);
    effects.extend(settle(state));
    effects
}
