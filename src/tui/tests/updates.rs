//! What events change and ask for.

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use uuid::Uuid;

use super::{rows, screens};
use crate::domain::execution::Status;
use crate::services::{self, Change, FeedState, Topic};
use crate::tui::effect::{Departure, Effect};
use crate::tui::event::{Answer, Event};
use crate::tui::overlay::Overlay;
use crate::tui::state::{Pane, Screen, State};
use crate::tui::update::event;

fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.split_whitespace() {
        let (code, modifiers) = match key {
            "enter" => (KeyCode::Enter, KeyModifiers::NONE),
            "esc" => (KeyCode::Esc, KeyModifiers::NONE),
            "tab" => (KeyCode::Tab, KeyModifiers::NONE),
            "ctrl-c" => (KeyCode::Char('c'), KeyModifiers::CONTROL),
            letter => (KeyCode::Char(letter.chars().next().unwrap()), KeyModifiers::NONE),
        };
        effects = event(state, Event::Key(KeyEvent::new(code, modifiers)));
    }
    effects
}

fn changed(topic: Topic, key: Uuid) -> Event {
    let change = Change::Row { topic, project: Some(rows::PROJECT), key: Some(key) };
    Event::Feed(services::Event::Changed(vec![change]))
}

#[test]
fn a_pipeline_with_errors_is_not_run() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    let effects = press(&mut state, "j");
    rows::answer(&mut state, effects);
    let effects = press(&mut state, "r");
    rows::answer(&mut state, effects);
    assert_eq!(press(&mut state, "enter"), []);
    assert!(matches!(state.overlays.last(), Some(Overlay::Plan(_))));
}

#[test]
fn cancelling_is_asked_first() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    assert_eq!(press(&mut state, "X"), []);
    assert_eq!(press(&mut state, "y"), [Effect::CancelRun(rows::RUN)]);
    assert_eq!(press(&mut state, "X n"), []);
    assert!(state.overlays.is_empty());
    press(&mut state, "j X");
    assert!(state.overlays.is_empty(), "a finished run cannot be cancelled");
}

#[test]
fn quitting_asks_only_while_runs_go_on() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    assert_eq!(press(&mut state, "q"), [Effect::CountRuns]);
    let left = event(&mut state, Event::Answer(Answer::ActiveRuns(0)));
    assert_eq!(left, [Effect::Leave(Departure::Done)]);
    assert_eq!(event(&mut state, Event::Answer(Answer::ActiveRuns(1))), []);
    assert_eq!(press(&mut state, "w"), [Effect::Leave(Departure::RunsGoOn)]);
    event(&mut state, Event::Answer(Answer::ActiveRuns(1)));
    assert_eq!(press(&mut state, "ctrl-c"), [Effect::Leave(Departure::RunsGoOn)]);
}

#[test]
fn cancelling_all_waits_for_the_runs_to_end() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    event(&mut state, Event::Answer(Answer::Started(rows::RUN)));
    event(&mut state, Event::Answer(Answer::ActiveRuns(1)));
    assert_eq!(press(&mut state, "c"), [Effect::CancelRun(rows::RUN), Effect::CountRuns]);
    assert_eq!(event(&mut state, Event::Answer(Answer::ActiveRuns(1))), []);
    assert_eq!(event(&mut state, Event::Tick(rows::now())), [Effect::CountRuns]);
    let left = event(&mut state, Event::Answer(Answer::ActiveRuns(0)));
    assert_eq!(left, [Effect::Leave(Departure::Done)]);
}

#[test]
fn hang_up_leaves_at_once_whatever_is_open() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    press(&mut state, "X");
    assert_eq!(event(&mut state, Event::HungUp), [Effect::Leave(Departure::HungUp)]);
}

#[test]
fn only_what_is_shown_is_read_again() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    assert_eq!(
        event(&mut state, changed(Topic::NodeWellResults, rows::RUN)),
        [Effect::LoadRun(rows::RUN)]
    );
    assert_eq!(
        event(&mut state, changed(Topic::ExecutionLogs, rows::RUN)),
        [Effect::LoadLogs(rows::RUN, Some(6))]
    );
    assert_eq!(event(&mut state, changed(Topic::ExecutionLogs, Uuid::from_u128(9))), []);
    assert_eq!(event(&mut state, changed(Topic::Curves, Uuid::from_u128(9))), []);
    assert!(state.outdated.contains(&Screen::Curves));
    assert_eq!(press(&mut state, "2"), [Effect::LoadWells(rows::PROJECT)]);
}

#[test]
fn changes_of_another_project_are_none_of_ours() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    state.outdated.clear();
    let other = Some(Uuid::from_u128(77));
    let change = Change::Row { topic: Topic::Curves, project: other, key: None };
    assert_eq!(event(&mut state, Event::Feed(services::Event::Changed(vec![change]))), []);
    assert!(!state.outdated.contains(&Screen::Curves));
}

#[test]
fn resync_reads_everything_shown() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    let effects = event(&mut state, Event::Feed(services::Event::Changed(vec![Change::Resync])));
    assert_eq!(
        effects,
        [
            Effect::LoadProjects,
            Effect::LoadRuns(rows::PROJECT),
            Effect::LoadRun(rows::RUN),
            Effect::LoadLogs(rows::RUN, Some(6)),
        ]
    );
}

#[test]
fn an_own_run_that_ends_is_told() {
    let mut state = rows::state_at((80, 24), Pane::Wells);
    event(&mut state, Event::Answer(Answer::Started(rows::RUN)));
    assert_eq!(
        event(&mut state, changed(Topic::PipelineExecutions, rows::RUN)),
        [Effect::LoadRun(rows::RUN)]
    );
    let mut detail = rows::run_detail();
    detail.run.status = Status::Completed;
    detail.run.execution_time_ms = Some(12_300);
    detail.run.wells.done = 20;
    event(&mut state, Event::Answer(Answer::Run(Box::new(detail))));
    assert_eq!(state.toasts.last().unwrap().text, "formation-evaluation: 20 wells in 12.3 s");
    assert!(state.own_runs.is_empty());
}

#[test]
fn a_selection_survives_new_rows() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    press(&mut state, "j j");
    let before = state.runs.selected().unwrap().id;
    let mut runs = rows::runs();
    let mut newer = rows::run_row();
    newer.id = Uuid::from_u128(0x99);
    runs.insert(0, newer);
    event(&mut state, Event::Answer(Answer::Runs(rows::PROJECT, runs)));
    assert_eq!(state.runs.selected().unwrap().id, before);
}

#[test]
fn answers_that_come_too_late_change_nothing() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    event(&mut state, Event::Answer(Answer::Pipeline(Box::new(rows::broken()))));
    assert_eq!(state.pipelines.open.as_ref().unwrap().id, rows::PIPELINE);
    let other = Uuid::from_u128(77);
    event(&mut state, Event::Answer(Answer::Wells(other, Vec::new())));
    assert!(state.curves.wells.is_none());
}

#[test]
fn a_filter_takes_letters_until_enter() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    press(&mut state, "/ d e s");
    assert_eq!(state.pipelines.shown().len(), 1);
    press(&mut state, "enter");
    assert!(!state.filtering);
    assert_eq!(state.pipelines.filter.text(), "des");
    press(&mut state, "esc");
    assert_eq!(state.pipelines.shown().len(), 3);
}

#[test]
fn clearing_a_filter_keeps_what_was_found() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    press(&mut state, "/ p a y enter");
    let found = state.pipelines.selected();
    press(&mut state, "esc");
    assert_eq!((state.pipelines.selected(), state.pipelines.shown().len()), (found, 3));

    let mut state = rows::state_at((80, 24), Pane::Wells);
    press(&mut state, "/ 2 5 enter esc");
    assert_eq!(state.curves.well().unwrap().name, "25/4-10 S");

    let mut state = rows::state_at((80, 24), Pane::Runs);
    press(&mut state, "/ p a r t i a l enter");
    let found = state.runs.selected().unwrap().id;
    press(&mut state, "esc");
    assert_eq!((state.runs.selected().unwrap().id, state.runs.shown().len()), (found, 5));
}

#[test]
fn a_filter_is_typed_where_it_is_seen() {
    for (pane, list) in [
        (Pane::Curves, Pane::Wells),
        (Pane::RunNodes, Pane::Runs),
        (Pane::Trial, Pane::Operators),
        (Pane::Tables, Pane::Tables),
    ] {
        let mut state = rows::state_at((60, 15), pane);
        press(&mut state, "/ x");
        assert_eq!((state.focused(), state.filtering), (list, true));
        assert!(screens::text(&state).contains("/x▏"), "{}", screens::text(&state));
    }
}

#[test]
fn projects_are_counted_anew_when_they_are_listed() {
    let mut state = rows::state_at((80, 24), Pane::Wells);
    let elsewhere =
        Change::Row { topic: Topic::Pipelines, project: Some(Uuid::from_u128(77)), key: None };
    let elsewhere = || Event::Feed(services::Event::Changed(vec![elsewhere]));
    assert_eq!(event(&mut state, elsewhere()), []);
    let open = KeyEvent::new(KeyCode::Char('o'), KeyModifiers::CONTROL);
    assert_eq!(event(&mut state, Event::Key(open)), [Effect::LoadProjects]);
    assert_eq!(event(&mut state, elsewhere()), [Effect::LoadProjects]);
    let mut project = rows::project();
    project.pipelines = 6;
    event(&mut state, Event::Answer(Answer::Projects(vec![project])));
    assert!(screens::text(&state).contains("3 wells, 6 pipelines"), "{}", screens::text(&state));
}

#[test]
fn wells_to_try_operators_on_are_read_again() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    let well = Uuid::from_u128(9);
    assert_eq!(event(&mut state, changed(Topic::Curves, well)), [Effect::LoadWells(rows::PROJECT)]);
    press(&mut state, "1");
    event(&mut state, changed(Topic::Curves, well));
    assert!(state.outdated.contains(&Screen::Operators));
}

#[test]
fn keys_walk_the_graph_along_its_edges() {
    let mut state = rows::state_at((160, 48), Pane::Canvas);
    press(&mut state, "g g");
    assert_eq!(state.pipelines.node.as_deref(), Some("logs"));
    let mut seen = vec!["logs".to_owned()];
    for key in ["j", "j", "j", "j"] {
        press(&mut state, key);
        seen.push(state.pipelines.node.clone().unwrap());
    }
    assert_eq!(seen.last().map(String::as_str), Some("out"), "{seen:?}");
    press(&mut state, "]");
    assert_eq!(state.toasts.last().map(|toast| toast.text.as_str()), Some("no node has a problem"));
}

#[test]
fn a_stale_feed_counts_its_seconds() {
    let mut state = rows::state_at((80, 24), Pane::Runs);
    let since = (rows::now() - TimeDelta::seconds(12)).into();
    let stale = FeedState::Stale { since, why: "connection lost".into() };
    event(&mut state, Event::Feed(services::Event::Feed(stale)));
    assert!(screens::text(&state).contains("○ stale 12 s"));
    assert!(state.shows_time());
}

#[test]
fn nothing_ticks_while_nothing_moves() {
    let mut state = rows::state_at((80, 24), Pane::Wells);
    state.toasts.clear();
    assert!(!state.shows_time());
}

#[test]
fn pinned_curves_share_the_plot() {
    let mut state = rows::state_at((160, 48), Pane::Curves);
    let space = KeyEvent::new(KeyCode::Char(' '), KeyModifiers::NONE);
    rows::send(&mut state, Event::Key(space));
    rows::send(&mut state, Event::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE)));
    assert_eq!(state.curves.plot.pinned.len(), 1);
    let text = screens::text(&state);
    assert!(text.contains("GR gAPI") && text.contains("NPHI v/v"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_keys_and_sizes_never_panic(
        steps in prop::collection::vec((0u8..47, 1u16..200, 1u16..60), 1..60)
    ) {
        let mut state = rows::state((80, 24));
        for (step, width, height) in steps {
            let code = match step {
                0..=25 => KeyCode::Char((b'a' + step) as char),
                26 => KeyCode::Enter,
                27 => KeyCode::Esc,
                28 => KeyCode::Tab,
                29 => KeyCode::BackTab,
                30 => KeyCode::PageDown,
                31 => KeyCode::PageUp,
                32..=34 => KeyCode::Char((b'1' + step - 32) as char),
                35 => KeyCode::Char('G'),
                36 => KeyCode::Char('/'),
                37 => KeyCode::Char(':'),
                38 => KeyCode::Char('?'),
                39 => KeyCode::Char('+'),
                40 => KeyCode::Char('-'),
                41 => KeyCode::Char(' '),
                42 => KeyCode::Down,
                45 => KeyCode::Char('4'),
                46 => KeyCode::Char(']'),
                _ => {
                    rows::send(&mut state, Event::Resize(width, height));
                    screens::frame(&state);
                    continue;
                }
            };
            rows::send(&mut state, Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
            screens::frame(&state);
        }
    }
}
