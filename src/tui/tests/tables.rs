//! The tables of a run: opened, walked through, filtered, and read again when a run makes more.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use uuid::Uuid;

use super::rows::{self, send};
use super::screens::text;
use crate::services::{self, Change, Topic};
use crate::tui::effect::Effect;
use crate::tui::event::Event;
use crate::tui::state::{Pane, Screen, State};
use crate::tui::update::event;

fn press(state: &mut State, code: KeyCode) {
    send(state, Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
}

fn keys(state: &mut State, typed: &str) {
    for letter in typed.chars() {
        press(state, KeyCode::Char(letter));
    }
}

fn changed(topic: Topic, key: Uuid) -> Event {
    let change = Change::Row { topic, project: Some(rows::PROJECT), key: Some(key) };
    Event::Feed(services::Event::Changed(vec![change]))
}

#[test]
fn tables_of_a_run() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = rows::state_at((width, height), Pane::Runs);
        keys(&mut state, "t");
        insta::assert_snapshot!(format!("run_values_{width}x{height}"), text(&state));
        keys(&mut state, "]");
        insta::assert_snapshot!(format!("run_zones_{width}x{height}"), text(&state));
    }
}

#[test]
fn the_selected_node_comes_first_and_another_run_shows_its_own() {
    let mut state = rows::state_at((160, 48), Pane::RunNodes);
    for _ in 0..4 {
        press(&mut state, KeyCode::Down);
    }
    keys(&mut state, "t");
    assert_eq!(state.focused(), Pane::Tables);
    let shown = text(&state);
    assert!(shown.contains("Tables: Archie") && shown.contains("25/4-10 S"), "{shown}");
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.focused(), Pane::Runs);
    assert!(text(&state).contains("Tables: Archie"), "the table stays in sight");
    press(&mut state, KeyCode::Down);
    assert!(text(&state).contains("No operator of the run made a table"), "{}", text(&state));
    press(&mut state, KeyCode::Up);
    assert!(text(&state).contains("Tables: Archie"), "{}", text(&state));
    state.set_focus(Pane::Log);
    assert!(!text(&state).contains("Tables:"));
}

#[test]
fn a_filter_finds_wells() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    keys(&mut state, "t]/b-0");
    press(&mut state, KeyCode::Enter);
    let shown = text(&state);
    assert!(shown.contains("1507.25") && !shown.contains("1611"), "{shown}");
    assert!(shown.contains("1 of 3 wells"), "{shown}");
    press(&mut state, KeyCode::Esc);
    assert!(text(&state).contains("1611"), "all are back");
    keys(&mut state, "/zzz");
    assert!(text(&state).contains("No well holds these letters."));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.focused(), Pane::Tables);
    assert!(text(&state).contains("1611"), "{}", text(&state));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.focused(), Pane::Runs);
}

#[test]
fn more_tables_of_the_run_are_read_while_they_are_shown() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    assert_eq!(event(&mut state, changed(Topic::ResultTables, rows::RUN)), []);
    keys(&mut state, "t");
    let effects = event(&mut state, changed(Topic::ResultTables, rows::RUN));
    assert_eq!(effects, [Effect::LoadTables(rows::RUN)]);
    assert_eq!(event(&mut state, changed(Topic::ResultTables, Uuid::from_u128(9))), []);
    keys(&mut state, "1");
    state.outdated.clear();
    assert_eq!(event(&mut state, changed(Topic::ResultTables, rows::RUN)), []);
    assert!(state.outdated.contains(&Screen::Runs));
}

#[test]
fn they_are_reached_from_the_palette_of_any_screen() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    keys(&mut state, ":tables of run");
    press(&mut state, KeyCode::Enter);
    assert_eq!((state.screen, state.focused()), (Screen::Runs, Pane::Tables));
    assert!(text(&state).contains("12001"), "{}", text(&state));
}
