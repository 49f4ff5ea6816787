//! What clicks, drags and the wheel do.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{rows, screens};
use crate::tui::effect::Effect;
use crate::tui::event::Event;
use crate::tui::layout::arrange;
use crate::tui::overlay::Overlay;
use crate::tui::pane::canvas::mode::Mode;
use crate::tui::state::{Pane, Screen, State};
use crate::tui::update::event;

fn send(state: &mut State, kind: MouseEventKind, at: (u16, u16)) -> Vec<Effect> {
    let mouse = MouseEvent { kind, column: at.0, row: at.1, modifiers: KeyModifiers::NONE };
    let effects = event(state, Event::Mouse(mouse));
    rows::answer(state, effects.clone());
    effects
}

fn down(state: &mut State, at: (u16, u16)) -> Vec<Effect> {
    send(state, MouseEventKind::Down(MouseButton::Left), at)
}

fn drag(state: &mut State, from: (u16, u16), to: (u16, u16)) {
    down(state, from);
    send(state, MouseEventKind::Drag(MouseButton::Left), to);
}

fn up(state: &mut State, at: (u16, u16)) {
    send(state, MouseEventKind::Up(MouseButton::Left), at);
}

/// Returns a cell of a node on the screen.
fn cell_of(state: &State, node: &str) -> (u16, u16) {
    let area = arrange(state).pane(Pane::Canvas).unwrap();
    let canvas = &state.pipelines.canvas;
    let picture = canvas.picture.as_ref().unwrap();
    let place = picture.layout.boxes[picture.index_of(node).unwrap()];
    let x = i32::from(area.x) + 1 + place.x + 2 - canvas.corner.0;
    let y = i32::from(area.y) + 1 + place.y - canvas.corner.1;
    (x as u16, y as u16)
}

fn state() -> State {
    let mut state = rows::state_at((120, 40), Pane::Pipelines);
    rows::send(&mut state, Event::Resize(120, 40));
    state
}

#[test]
fn a_click_focuses_and_selects_and_two_open() {
    let mut state = state();
    let at = cell_of(&state, "phie");
    down(&mut state, at);
    assert_eq!((state.focused(), state.pipelines.node.as_deref()), (Pane::Canvas, Some("phie")));
    down(&mut state, at);
    assert!(matches!(state.overlays.pop(), Some(Overlay::Form(_))));
    down(&mut state, (4, 3));
    assert_eq!(state.focused(), Pane::Pipelines);
    assert_eq!(state.pipelines.selected(), Some(rows::BROKEN));
    assert!(screens::text(&state).contains("despike 1.0.0"), "it is open");
    down(&mut state, (16, 0));
    assert_eq!(state.screen, Screen::Curves);
}

#[test]
fn a_drag_from_node_to_node_connects_where_that_is_sound() {
    let mut state = state();
    let (phid, out, logs) =
        (cell_of(&state, "phid"), cell_of(&state, "out"), cell_of(&state, "logs"));
    drag(&mut state, phid, logs);
    assert!(matches!(state.pipelines.canvas.mode, Some(Mode::Aim(_))));
    up(&mut state, logs);
    assert_eq!(state.toasts.last().unwrap().text, "an ingestion reads no node");
    assert!(!state.pipelines.is_changed());
    drag(&mut state, phid, out);
    up(&mut state, out);
    let shown = state.pipelines.definition().unwrap();
    assert_eq!(shown.node("out").unwrap().dependencies, ["vsh", "sw", "phid"]);
    assert!(state.pipelines.canvas.mode.is_none());
}

#[test]
fn a_drag_that_ends_nowhere_changes_nothing() {
    let mut state = state();
    let (phid, out) = (cell_of(&state, "phid"), cell_of(&state, "out"));
    drag(&mut state, phid, out);
    up(&mut state, (119, 20));
    assert!(state.pipelines.canvas.mode.is_none() && !state.pipelines.is_changed());
    assert_eq!(state.pipelines.node.as_deref(), Some("phid"));
}

#[test]
fn a_drag_of_the_ground_pans_a_graph_larger_than_its_pane() {
    let mut state = rows::state_at((60, 15), Pane::Canvas);
    rows::send(&mut state, Event::Resize(60, 15));
    let before = state.pipelines.canvas.corner;
    drag(&mut state, (2, 8), (2, 7));
    assert_eq!(state.pipelines.canvas.corner, (before.0, before.1 + 1));
}

#[test]
fn the_wheel_scrolls_lists_and_overlays() {
    let mut state = rows::state_at((120, 40), Pane::Runs);
    send(&mut state, MouseEventKind::ScrollDown, (10, 4));
    assert_eq!(state.runs.cursor.selected, 3);
    rows::send(&mut state, Event::Key(crate::tui::keymap::Chord::parse(":").unwrap().event()));
    send(&mut state, MouseEventKind::ScrollDown, (10, 4));
    assert_eq!(state.runs.cursor.selected, 3, "what is below an overlay stands still");
}

#[test]
fn the_right_button_marks() {
    let mut state = state();
    let at = cell_of(&state, "sw");
    send(&mut state, MouseEventKind::Down(MouseButton::Right), at);
    assert!(state.pipelines.marked.contains("sw"));
    assert!(screens::text(&state).contains('◆'));
}
