//! A save that meets another one: what is merged, what is to be decided, and what is saved then.

use chrono::TimeDelta;
use serde_json::json;

use super::editing::press;
use super::{rows, screens};
use crate::config::ColorDepth;
use crate::domain::dag::{DagDefinition, NodeType};
use crate::edit::draft::Base;
use crate::edit::merge::merge;
use crate::services::saving::Conflict;
use crate::tui::effect::Effect;
use crate::tui::event::{Answer, Event};
use crate::tui::overlay::Overlay;
use crate::tui::state::{Pane, State};

fn set(definition: &mut DagDefinition, node: &str, parameter: &str, value: f64) {
    let node = definition.nodes.iter_mut().find(|it| it.id == node).unwrap();
    let NodeType::Operator { parameters, .. } = &mut node.node_type else { panic!("{node:?}") };
    parameters.insert(parameter.to_owned(), json!(value));
}

/// Bernd saved another clean sand and a note, and the draft has another clean sand and name.
pub fn conflict(state: &mut State) -> Box<Conflict> {
    let base = rows::detail().definition;
    let mut theirs = base.clone();
    set(&mut theirs, "vsh", "gr_clean", 25.0);
    theirs.nodes[2].metadata.description = "limestone matrix".into();
    let mut mine = base.clone();
    set(&mut mine, "vsh", "gr_clean", 30.0);
    mine.nodes[4].name = "Simandoux".into();
    let now = state.now;
    let work = state.pipelines.work_mut().unwrap();
    work.draft.replace(mine.clone(), "set up", now);
    state.pipelines.advance();
    Box::new(Conflict {
        theirs: Base { definition: theirs.clone(), updated_at: now - TimeDelta::minutes(3) },
        who: "bernd@example.org".into(),
        merged: merge(&base, &theirs, &mine),
        mine,
        base,
    })
}

fn contested(size: (u16, u16)) -> State {
    let mut state = rows::state_at(size, Pane::Canvas);
    let conflict = conflict(&mut state);
    press(&mut state, "ctrl-s");
    rows::send(&mut state, Event::Answer(Answer::Conflict(rows::PIPELINE, conflict)));
    state
}

fn gr_clean(definition: &DagDefinition) -> f64 {
    match &definition.node("vsh").unwrap().node_type {
        NodeType::Operator { parameters, .. } => parameters["gr_clean"].as_f64().unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_save_of_somebody_else_is_shown_beside_the_draft() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let state = contested((width, height));
        insta::assert_snapshot!(format!("merge_{width}x{height}"), screens::text(&state));
    }
}

#[test]
fn nothing_is_merged_before_all_is_decided() {
    let mut state = contested((80, 24));
    let before = state.pipelines.definition().unwrap().clone();
    assert_eq!(press(&mut state, "G enter"), []);
    assert!(screens::text(&state).contains("1 to decide"));
    // Enter went to what is open; the decision there is theirs.
    let effects = press(&mut state, "t enter");
    let merged = state.pipelines.definition().unwrap();
    assert_eq!(gr_clean(merged), 25.0);
    assert_eq!(merged.nodes[2].metadata.description, "limestone matrix");
    assert_eq!(merged.nodes[4].name, "Simandoux");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveDraft(_, draft, None)
        if draft.base.as_ref().unwrap().definition.nodes[2].metadata.description == "limestone matrix")));
    let work = state.pipelines.work().unwrap();
    assert_eq!(
        work.draft.history.past().last().unwrap().label,
        "merge what bernd@example.org saved"
    );
    press(&mut state, "u");
    assert_eq!(state.pipelines.definition().unwrap(), &before, "one step takes it back");
}

#[test]
fn all_is_taken_from_one_side_and_esc_leaves_the_draft() {
    let mut state = contested((80, 24));
    let before = state.pipelines.definition().unwrap().clone();
    press(&mut state, "T M enter");
    assert_eq!(gr_clean(state.pipelines.definition().unwrap()), 30.0);
    let mut state = contested((80, 24));
    assert_eq!(press(&mut state, "T esc"), []);
    assert_eq!(state.pipelines.definition().unwrap(), &before);
    assert!(
        matches!(press(&mut state, "ctrl-s")[..], [Effect::SaveDraft(..)]),
        "it can be tried again"
    );
}

#[test]
fn a_conflict_of_a_pipeline_that_is_not_shown_is_told() {
    let mut state = rows::state_at((80, 24), Pane::Canvas);
    let conflict = conflict(&mut state);
    rows::send(&mut state, Event::Answer(Answer::Conflict(rows::BROKEN, conflict)));
    assert_eq!(state.overlays, []);
    assert!(state.toasts.last().unwrap().text.contains("was saved by bernd@example.org"));
}

#[test]
fn a_merge_is_told_without_colours_and_in_ascii() {
    let mut state = rows::state_with((80, 24), ColorDepth::None);
    state.ascii = true;
    let conflict = conflict(&mut state);
    rows::send(&mut state, Event::Answer(Answer::Conflict(rows::PIPELINE, conflict)));
    press(&mut state, "m");
    let text = screens::text(&state);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!("merge_ascii", text);
}

#[test]
fn a_save_may_carry_a_message() {
    let mut state = rows::state_at((80, 24), Pane::Canvas);
    press(&mut state, "Y e s");
    assert!(matches!(state.overlays.last(), Some(Overlay::Form(_))));
    let text = screens::text(&state);
    assert!(text.contains("duplicate \"Well logs 2\""), "the steps are proposed: {text}");
    let effects = press(&mut state, "ctrl-u \"try_two_sources\" ctrl-s");
    assert!(
        matches!(&effects[..], [Effect::SaveDraft(_, _, Some(message))]
        if message == "try two sources"),
        "{effects:?}"
    );
}
