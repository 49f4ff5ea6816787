//! The mouse: clicks select and focus, double clicks open, wheels scroll, drags pan and connect.

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::actions::{action, move_rows, selection_changed};
use crate::tui::command::{Action, Marking, Step};
use crate::tui::effect::Effect;
use crate::tui::layout::arrange;
use crate::tui::pane::canvas;
use crate::tui::pane::canvas::aim::{self, Purpose};
use crate::tui::pane::canvas::mode::{Mode, Turn};
use crate::tui::state::{Connection, Pane, State};
use crate::tui::view;

/// Longest time between the two clicks of a double click.
const DOUBLE_CLICK: TimeDelta = TimeDelta::milliseconds(400);
/// Rows that a turn of the wheel scrolls.
const WHEEL: isize = 3;

/// Where and on what the button went down.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Press {
    /// Cell of the terminal.
    at: (u16, u16),
    /// Node of the canvas there.
    node: Option<String>,
    /// Corner of the canvas then.
    corner: (i32, i32),
    /// Whether it began on the canvas.
    canvas: bool,
    /// Whether a node is dragged to another.
    connects: bool,
}

/// What is known of the mouse.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mouse {
    press: Option<Press>,
    /// Time and cell of the last click.
    clicked: Option<(DateTime<Utc>, (u16, u16))>,
}

/// Takes what the mouse did.
pub(super) fn mouse(state: &mut State, event: MouseEvent) -> Vec<Effect> {
    let at = (event.column, event.row);
    if !state.overlays.is_empty() {
        return over(state, event.kind);
    }
    if state.connection != Connection::Ready {
        return Vec::new();
    }
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => down(state, at),
        MouseEventKind::Down(MouseButton::Right) => mark(state, at),
        MouseEventKind::Drag(MouseButton::Left) => drag(state, at),
        MouseEventKind::Up(MouseButton::Left) => up(state, at),
        MouseEventKind::ScrollUp => wheel(state, at, event.modifiers, Step::Up),
        MouseEventKind::ScrollDown => wheel(state, at, event.modifiers, Step::Down),
        MouseEventKind::ScrollLeft => wheel(state, at, event.modifiers, Step::Left),
        MouseEventKind::ScrollRight => wheel(state, at, event.modifiers, Step::Right),
        _ => Vec::new(),
    }
}

/// Over an overlay the wheel is the arrow keys; a click does nothing by accident.
fn over(state: &mut State, kind: MouseEventKind) -> Vec<Effect> {
    let code = match kind {
        MouseEventKind::ScrollUp => KeyCode::Up,
        MouseEventKind::ScrollDown => KeyCode::Down,
        _ => return Vec::new(),
    };
    super::key(state, KeyEvent::new(code, KeyModifiers::NONE))
}

fn pane_at(state: &State, at: (u16, u16)) -> Option<(Pane, Rect)> {
    let place = Position::new(at.0, at.1);
    arrange(state).panes.into_iter().find(|(_, area)| area.contains(place))
}

fn node_at(state: &State, at: (u16, u16)) -> Option<String> {
    let (pane, area) = pane_at(state, at)?;
    let inner = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    if pane != Pane::Canvas || !inner.contains(Position::new(at.0, at.1)) {
        return None;
    }
    let (x, y) = (i32::from(at.0 - inner.x), i32::from(at.1 - inner.y));
    state.pipelines.canvas.node_at(x, y)
}

fn down(state: &mut State, at: (u16, u16)) -> Vec<Effect> {
    if at.1 == 0 {
        return view::tab_at(at.0)
            .map_or_else(Vec::new, |screen| action(state, Action::Show(screen)));
    }
    let Some((pane, area)) = pane_at(state, at) else { return Vec::new() };
    let node = node_at(state, at);
    if let (Some(Mode::Aim(_)), Some(node)) = (&state.pipelines.canvas.mode, &node) {
        return choose(state, node.clone());
    }
    state.set_focus(pane);
    let twice = state
        .mouse
        .clicked
        .is_some_and(|(then, place)| place == at && state.now - then <= DOUBLE_CLICK);
    state.mouse.clicked = (!twice).then_some((state.now, at));
    state.mouse.press = Some(Press {
        at,
        node: node.clone(),
        corner: state.pipelines.canvas.corner,
        canvas: pane == Pane::Canvas,
        connects: false,
    });
    let twice = twice && (pane != Pane::Canvas || node.is_some());
    let mut effects = match (pane, node) {
        (Pane::Canvas, Some(node)) => {
            canvas::select(state, Some(node));
            Vec::new()
        }
        (Pane::Canvas, None) => Vec::new(),
        (pane, _) => click_row(state, pane, area, at.1),
    };
    if twice {
        let opens = if pane == Pane::Canvas { Action::Configure } else { Action::Open };
        effects.extend(action(state, opens));
    }
    effects
}

/// Selects the row of a list that was clicked.
fn click_row(state: &mut State, pane: Pane, area: Rect, row: u16) -> Vec<Effect> {
    // Some lists have a row of headings.
    let headings = u16::from(matches!(pane, Pane::Runs | Pane::Curves));
    let top = area.y + 1 + headings;
    if row < top || row + 1 >= area.bottom() {
        return Vec::new();
    }
    let Some((cursor, len)) = list_of(state, pane) else { return Vec::new() };
    let index = cursor.offset + usize::from(row - top);
    if index >= len {
        return Vec::new();
    }
    move_rows(state, pane, index as isize - cursor.selected as isize);
    selection_changed(state)
}

/// Returns the cursor of a list, and how many rows it has.
fn list_of(state: &State, pane: Pane) -> Option<(crate::tui::widget::list::Cursor, usize)> {
    Some(match pane {
        Pane::Pipelines => (state.pipelines.cursor, state.pipelines.shown().len()),
        Pane::Wells => (state.curves.tree, state.curves.branches().len()),
        Pane::Curves => {
            (state.curves.table, state.curves.well().map_or(0, |well| well.curves.len()))
        }
        Pane::Runs => (state.runs.cursor, state.runs.shown().len()),
        Pane::RunNodes => (state.runs.nodes, state.runs.node_rows().len()),
        Pane::Log => (state.runs.log.cursor, state.runs.log.shown().len()),
        Pane::Operators => (state.catalogue.cursor, state.catalogue.rows(&state.operators).len()),
        Pane::Canvas | Pane::Inspector | Pane::Plot | Pane::Tables | Pane::Manual | Pane::Trial => {
            return None;
        }
    })
}

fn mark(state: &mut State, at: (u16, u16)) -> Vec<Effect> {
    let Some(node) = node_at(state, at) else { return Vec::new() };
    state.set_focus(Pane::Canvas);
    canvas::select(state, Some(node));
    action(state, Action::Mark(Marking::Toggle))
}

fn drag(state: &mut State, at: (u16, u16)) -> Vec<Effect> {
    let Some(mut press) = state.mouse.press.take() else { return Vec::new() };
    state.mouse.clicked = None;
    match &press.node {
        _ if !press.canvas => {}
        None => {
            let moved = |now: u16, then: u16| i32::from(now) - i32::from(then);
            state.pipelines.canvas.corner = (
                press.corner.0 - moved(at.0, press.at.0),
                press.corner.1 - moved(at.1, press.at.1),
            );
        }
        Some(origin) => {
            let over = node_at(state, at);
            if !press.connects && over.as_ref() != Some(origin) {
                press.connects = true;
                // Why it cannot is told over the node where the button is let go.
                let _ = aim::begin(state, Purpose::Feed(vec![origin.clone()]));
            }
            let shown = over.or_else(|| Some(origin.clone())).filter(|_| press.connects);
            canvas::select(state, shown);
        }
    }
    state.mouse.press = Some(press);
    Vec::new()
}

fn up(state: &mut State, at: (u16, u16)) -> Vec<Effect> {
    let Some(press) = state.mouse.press.take().filter(|press| press.connects) else {
        return Vec::new();
    };
    match node_at(state, at).filter(|node| press.node.as_ref() != Some(node)) {
        Some(node) => {
            let reason = match &state.pipelines.canvas.mode {
                Some(Mode::Aim(aim)) => {
                    aim.target(&node).and_then(|target| target.verdict.clone().err())
                }
                _ => None,
            };
            let effects = choose(state, node);
            if let Some(reason) = reason {
                state.note(reason);
                state.pipelines.canvas.mode = None;
                canvas::select(state, press.node);
            }
            effects
        }
        None => {
            state.pipelines.canvas.mode = None;
            canvas::select(state, press.node);
            Vec::new()
        }
    }
}

/// Chooses a node that is aimed at.
fn choose(state: &mut State, node: String) -> Vec<Effect> {
    match canvas::mode::choose(state, node) {
        Some(Turn::Do(wanted)) => action(state, wanted),
        _ => Vec::new(),
    }
}

fn wheel(state: &mut State, at: (u16, u16), modifiers: KeyModifiers, step: Step) -> Vec<Effect> {
    let Some((pane, _)) = pane_at(state, at) else { return Vec::new() };
    let down = matches!(step, Step::Down | Step::Right);
    match pane {
        Pane::Canvas if modifiers.contains(KeyModifiers::CONTROL) => {
            canvas::zoom(state, if down { -1 } else { 1 })
        }
        Pane::Canvas => {
            let sideways = modifiers.contains(KeyModifiers::SHIFT);
            canvas::pan(
                state,
                match (step, sideways) {
                    (Step::Up, true) => Step::Left,
                    (Step::Down, true) => Step::Right,
                    (step, _) => step,
                },
            );
            Vec::new()
        }
        pane => {
            move_rows(state, pane, if down { WHEEL } else { -WHEEL });
            selection_changed(state)
        }
    }
}
