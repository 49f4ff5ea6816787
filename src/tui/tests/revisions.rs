//! Revisions, branches, comparisons and templates: listed, looked at, restored, switched, begun.

use chrono::TimeDelta;
use uuid::Uuid;

use super::editing::press;
use super::{merging, rows as sample, screens};
use crate::config::ColorDepth;
use crate::domain::dag::DagDefinition;
use crate::edit::draft::Draft;
use crate::edit::merge::merge;
use crate::services::branches::BranchMerge;
use crate::services::revisions::Revision;
use crate::services::rows::{BranchRow, RevisionRow};
use crate::tui::command::Action;
use crate::tui::effect::Effect;
use crate::tui::event::{Answer, Event};
use crate::tui::overlay::Overlay;
use crate::tui::state::{Pane, State};
use crate::tui::update;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x5000_0000_0000_0000 + number)
}

/// Three revisions: the newest is what is stored.
pub fn rows() -> Vec<RevisionRow> {
    let row = |number: u128, hours, author: &str, message: &str, heads: &[&str]| RevisionRow {
        id: id(number),
        parent: (number > 1).then(|| id(number - 1)),
        merged: None,
        author: format!("{author}@example.org"),
        created_at: sample::now() - TimeDelta::hours(hours),
        message: message.into(),
        heads: heads.iter().map(|head| (*head).to_owned()).collect(),
    };
    vec![
        row(3, 2, "anna", "set up \"Shale volume\", connect \"Archie\"", &["main"]),
        row(2, 26, "bernd", "add \"Archie\"", &["dev"]),
        row(1, 300, "anna", "imported from a file", &[]),
    ]
}

/// What the pipeline said at a revision: earlier ones lack nodes, and had another parameter.
pub fn revision(wanted: Uuid) -> Revision {
    let rows = rows();
    let at = rows.iter().position(|row| row.id == wanted).unwrap();
    let mut definition = sample::detail().definition;
    if at > 0 {
        let text = serde_json::to_string(&definition).unwrap().replace("18.5", "20.0");
        definition = serde_json::from_str(&text).unwrap();
        definition.nodes[3].dependencies.pop();
    }
    if at > 1 {
        definition.nodes.retain(|node| node.id != "sw");
        definition.nodes[4].dependencies.pop();
    }
    Revision { row: rows[at].clone(), definition }
}

pub fn branches() -> Vec<BranchRow> {
    let row = |name: &str, number, ahead, behind| BranchRow {
        name: name.into(),
        head: id(number),
        message: "add \"Archie\"".into(),
        author: "bernd@example.org".into(),
        updated_at: sample::now() - TimeDelta::hours(26),
        ahead,
        behind,
    };
    vec![row("main", 3, 0, 0), row("dev", 2, 1, 2)]
}

fn on_canvas(size: (u16, u16)) -> State {
    sample::state_at(size, Pane::Canvas)
}

fn shown(state: &State) -> &DagDefinition {
    state.pipelines.definition().unwrap()
}

#[test]
fn revisions_are_listed_with_what_differs_since() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = on_canvas((width, height));
        press(&mut state, "e h j j");
        insta::assert_snapshot!(format!("revisions_{width}x{height}"), screens::text(&state));
    }
    let mut state = on_canvas((80, 24));
    press(&mut state, "e h");
    assert!(screens::text(&state).contains("no difference"), "{}", screens::text(&state));
    press(&mut state, "j space j");
    let text = screens::text(&state);
    assert!(text.contains("00000002 → 00000001: 1 node removed"), "{text}");
}

#[test]
fn a_revision_is_restored_as_an_edit_that_can_be_undone() {
    let mut state = on_canvas((80, 24));
    let before = shown(&state).clone();
    press(&mut state, "e h j j r");
    assert_eq!(state.overlays, []);
    assert_eq!(shown(&state).nodes.len(), 5);
    assert!(state.pipelines.is_changed());
    let step = state.pipelines.work().unwrap().draft.history.past().last().unwrap().label.clone();
    assert_eq!(step, "restore 00000001");
    press(&mut state, "u");
    assert_eq!(shown(&state), &before);
}

#[test]
fn two_versions_are_one_graph_with_signs() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = on_canvas((width, height));
        press(&mut state, "e h j j enter n");
        insta::assert_snapshot!(format!("compare_{width}x{height}"), screens::text(&state));
    }
    let mut state = on_canvas((80, 24));
    press(&mut state, "e h j j enter enter");
    insta::assert_snapshot!("compare_text", screens::text(&state));
    press(&mut state, "esc");
    assert!(matches!(state.overlays[..], [Overlay::Revisions(_)]), "Esc goes back to the list");
}

#[test]
fn a_comparison_is_told_without_colours_and_in_ascii() {
    let mut state = sample::state_with((80, 24), ColorDepth::None);
    state.ascii = true;
    state.set_focus(Pane::Canvas);
    press(&mut state, "e h j j enter");
    let text = screens::text(&state);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!("compare_ascii", text);
}

#[test]
fn a_comparison_pans_zooms_and_follows_the_changes() {
    let mut state = on_canvas((60, 15));
    press(&mut state, "e h j j enter");
    for key in ["+", "+", "l", "j", "h", "k", "n", "N", "-", "0", "tab", "j", "G", "g", "tab"] {
        press(&mut state, key);
        screens::frame(&state);
    }
    assert!(matches!(state.overlays.last(), Some(Overlay::Compare(_))));
}

#[test]
fn another_pipeline_is_compared_from_the_palette() {
    let mut state = on_canvas((120, 40));
    let effects = press(&mut state, ": \"compare_with_despike\" enter");
    assert_eq!(effects, [Effect::LoadOther(sample::BROKEN)]);
    let text = screens::text(&state);
    assert!(text.contains("despike → formation-evaluation"), "{text}");
}

fn draft_on(branch: &str) -> Box<Draft> {
    let mut definition = revision(id(2)).definition;
    definition.nodes[1].name = "Clay".into();
    let mut draft = Draft::of_stored(sample::PIPELINE, definition, sample::now());
    draft.branch = branch.into();
    Box::new(draft)
}

fn on_dev() -> State {
    let mut state = on_canvas((80, 24));
    let effects = press(&mut state, "e b j enter");
    assert_eq!(effects, [Effect::SwitchBranch(sample::PIPELINE, "dev".into())]);
    sample::send(&mut state, Event::Answer(Answer::Switched(draft_on("dev"))));
    state
}

#[test]
fn branches_are_listed_and_switched() {
    let mut state = on_canvas((80, 24));
    press(&mut state, "e b");
    insta::assert_snapshot!("branches", screens::text(&state));
    let state = on_dev();
    assert_eq!(shown(&state).nodes[1].name, "Clay");
    assert!(screens::text(&state).contains("on dev"), "{}", screens::text(&state));
    assert!(!state.pipelines.is_overtaken());
}

#[test]
fn what_is_read_of_main_does_not_reach_a_branch() {
    let mut state = on_dev();
    let mut theirs = sample::detail();
    theirs.updated_at += TimeDelta::minutes(3);
    theirs.definition.name = "other".into();
    sample::send(&mut state, Event::Answer(Answer::Pipeline(Box::new(theirs))));
    assert_eq!(shown(&state).nodes[1].name, "Clay");
    assert!(!state.pipelines.is_overtaken() && !state.pipelines.is_changed());
}

#[test]
fn a_branch_does_not_run_before_it_is_merged() {
    let mut state = on_dev();
    press(&mut state, "r");
    assert!(screens::text(&state).contains("main runs, not dev"), "{}", screens::text(&state));
    assert_eq!(press(&mut state, "enter"), []);
    assert!(matches!(&press(&mut state, "r")[..], [Effect::LoadPlan(subject)] if subject.stored));
    assert!(matches!(&press(&mut state, "r")[..], [Effect::StartRun(_)]));
}

#[test]
fn unsaved_changes_keep_the_draft_on_its_branch() {
    let mut state = on_canvas((80, 24));
    assert_eq!(press(&mut state, "Y e b j enter"), []);
    assert_eq!(press(&mut state, "e b j m"), []);
    assert!(state.toasts.last().unwrap().text.contains("save or discard"));
    assert_eq!(state.pipelines.branch(), "main");
}

#[test]
fn a_branch_is_begun_merged_and_deleted() {
    let mut state = on_canvas((80, 24));
    let effects = press(&mut state, "e b n \"try\" enter");
    assert!(matches!(&effects[..], [Effect::CreateBranch { name, from, .. }]
        if name == "try" && from == "main"));
    let created = Event::Answer(Answer::BranchCreated(sample::PIPELINE, "try".into()));
    let effects = update::event(&mut state, created);
    assert!(effects.contains(&Effect::SwitchBranch(sample::PIPELINE, "try".into())));
    let effects = press(&mut state, "j m");
    assert!(matches!(&effects[..], [Effect::PlanMerge { from, into, .. }]
        if from == "dev" && into == "main"));
    let conflict = merging::conflict(&mut on_canvas((80, 24)));
    let base = conflict.base.clone();
    let planned = BranchMerge {
        pipeline_id: sample::PIPELINE,
        from: "dev".into(),
        into: "main".into(),
        head: id(2),
        ancestor: id(1),
        read_at: sample::now(),
        merge: merge(&base, &conflict.theirs.definition, &conflict.mine),
    };
    sample::send(&mut state, Event::Answer(Answer::MergePlanned(Box::new(planned))));
    assert!(screens::text(&state).contains("Merge dev into main"));
    assert!(matches!(&press(&mut state, "T enter")[..], [Effect::SaveMerge(_, choices)]
        if choices.len() == 1));
    press(&mut state, "D");
    assert!(screens::text(&state).contains("Delete the branch dev?"));
    assert_eq!(press(&mut state, "y"), [Effect::DeleteBranch(sample::PIPELINE, "dev".into())]);
}

#[test]
fn a_pipeline_begins_from_a_template_as_one_step() {
    let mut state = sample::state_at((80, 24), Pane::Pipelines);
    press(&mut state, "ctrl-n \"porosity\"");
    insta::assert_snapshot!("templates", screens::text(&state));
    press(&mut state, "down enter enter");
    assert!(!shown(&state).nodes.is_empty());
    assert_eq!(shown(&state).name, "Porosity from three logs");
    assert!(!state.pipelines.is_stored());
    press(&mut state, "u");
    assert!(shown(&state).nodes.is_empty());
    let mut state = sample::state_at((80, 24), Pane::Pipelines);
    press(&mut state, ": \"new_from_template_permeab\" enter ctrl-u \"mine\" enter");
    assert_eq!(shown(&state).name, "mine");
    assert!(!shown(&state).nodes.is_empty());
}

#[test]
fn what_was_never_saved_has_neither_revisions_nor_branches() {
    let mut state = sample::state_at((80, 24), Pane::Pipelines);
    press(&mut state, "ctrl-n enter \"fresh\" enter e h e b");
    assert_eq!(state.overlays, []);
    assert!(matches!(
        crate::tui::command::find("pipeline.revisions").unwrap().action,
        Action::Revisions
    ));
}
