//! Building and changing a pipeline by keys: what each key does, and that undo takes it back exactly.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use uuid::Uuid;

use super::{rows, screens};
use crate::config::ColorDepth;
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::saving::Saved;
use crate::tui::effect::Effect;
use crate::tui::event::{Answer, Event};
use crate::tui::keymap::Chord;
use crate::tui::pane::canvas::mode::Mode;
use crate::tui::pane::drafts::Facts;
use crate::tui::state::{Pane, State};
use crate::tui::update::event;

/// Presses keys as people write them, and answers every wish; `"…"` types a text.
pub fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.split_whitespace() {
        match key.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) => text.chars().for_each(|letter| {
                let code = KeyCode::Char(if letter == '_' { ' ' } else { letter });
                rows::send(state, Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
            }),
            None => {
                let chord = Chord::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
                effects = event(state, Event::Key(chord.event()));
                rows::answer(state, effects.clone());
            }
        }
    }
    effects
}

fn on_canvas(node: &str) -> State {
    let mut state = rows::state_at((120, 40), Pane::Canvas);
    state.pipelines.node = Some(node.into());
    rows::send(&mut state, Event::Resize(120, 40));
    state
}

fn shown(state: &State) -> &DagDefinition {
    state.pipelines.definition().unwrap()
}

fn reads<'a>(state: &'a State, node: &str) -> Vec<&'a str> {
    shown(state).node(node).unwrap().dependencies.iter().map(String::as_str).collect()
}

fn told(state: &State) -> &str {
    state.toasts.last().map_or("", |toast| &toast.text)
}

fn name(state: &State) -> &str {
    &state.pipelines.selected_node().unwrap().name
}

/// Presses the label that stands on a node.
fn label(state: &State, node: &str) -> String {
    match &state.pipelines.canvas.mode {
        Some(Mode::Aim(aim)) => aim.target(node).unwrap().label.clone(),
        other => panic!("{other:?}"),
    }
}

/// Every way to edit: the node that is selected, the keys, and the label of the step.
const EDITS: &[(&str, &str, &str)] = &[
    ("phie", "a \"porosity_density\" enter", "add \"porosity_density"),
    ("vsh", "i tab enter \"larionov\" enter", "insert \"shale_volume_larionov\" between"),
    ("phid", "b tab enter", "disconnect"),
    ("out", "b enter", "disconnect"),
    ("phid", "C tab enter", "connect"),
    ("sw", "D b", "delete \"Archie\""),
    ("vsh", "D d", "delete \"Shale volume\""),
    ("out", "x", "delete \"Screens\""),
    ("sw", "Y", "duplicate \"Archie 2\""),
    ("sw", "y p", "paste \"Archie 2\""),
    ("sw", "e n ctrl-u \"Simandoux\" enter", "rename \"Archie\" to \"Simandoux\""),
    ("sw", "e t \"final,_key\" enter", "tag 1 node"),
    ("sw", "e d \"mind_the_clay\" enter", "annotate \"Archie\""),
    ("sw", "e p \"2\" ctrl-s", "describe the pipeline"),
    ("phid", "space j space Y", "duplicate 2 nodes"),
];

#[test]
fn every_edit_is_labelled_and_undo_takes_it_back_exactly() {
    for (node, keys, label) in EDITS {
        let mut state = on_canvas(node);
        let before = shown(&state).clone();
        press(&mut state, keys);
        let after = shown(&state).clone();
        assert_ne!(after, before, "{keys} on {node}: {}", screens::text(&state));
        let step = state.pipelines.work().unwrap().draft.history.past().last().unwrap();
        assert!(step.label.starts_with(label), "{keys} on {node}: {}", step.label);
        assert!(state.pipelines.is_changed());
        let step = step.label.clone();
        press(&mut state, "u");
        assert_eq!(shown(&state), &before, "{keys} on {node}");
        assert_eq!(told(&state), format!("undid: {step}"));
        assert!(!state.pipelines.is_changed());
        press(&mut state, "ctrl-r");
        assert_eq!(shown(&state), &after, "{keys} on {node}");
        assert!(state.pipelines.canvas.mode.is_none() && state.overlays.is_empty());
    }
}

#[test]
fn an_edit_is_kept_reviewed_and_drawn() {
    let mut state = on_canvas("sw");
    let effects = press(&mut state, "Y");
    assert!(matches!(&effects[0], Effect::KeepDraft(_, draft) if draft.pipeline == rows::PIPELINE));
    assert!(matches!(&effects[1], Effect::Review(review) if review.definition.nodes.len() == 7));
    assert!(
        matches!(&effects[2], Effect::DrawPicture(request) if request.definition.nodes.len() == 7)
    );
    assert_eq!(name(&state), "Archie 2", "what came is selected");
}

#[test]
fn added_nodes_chain_up_from_nothing() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    press(&mut state, "ctrl-n enter \"fresh\" enter");
    assert_eq!(state.focused(), Pane::Canvas);
    assert!(screens::text(&state).contains("a adds a source"), "{}", screens::text(&state));
    press(&mut state, "a \"well_logs\" enter a \"larionov\" enter a \"screens\" enter");
    let names: Vec<_> = shown(&state).nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["Well logs", "shale_volume_larionov", "Screens"]);
    let nodes = &shown(&state).nodes;
    assert_eq!(nodes[1].dependencies, [nodes[0].id.clone()]);
    assert_eq!(nodes[2].dependencies, [nodes[1].id.clone()]);
    assert!(state.pipelines.rows.as_ref().unwrap().iter().any(|row| row.name == "fresh"));
    let effects = press(&mut state, "ctrl-s");
    assert!(matches!(&effects[0], Effect::SaveDraft(project, draft, None)
        if *project == rows::PROJECT && draft.base.is_none()));
}

#[test]
fn an_operator_that_is_added_ahead_of_the_review_waits_for_it() {
    let mut state = on_canvas("sw");
    let reviewed = |state: &mut State| {
        let edition = state.pipelines.edition;
        let facts = Facts {
            edition,
            diagnostics: Vec::new(),
            flow: Default::default(),
            taken: Default::default(),
        };
        rows::send(state, Event::Answer(Answer::Reviewed(rows::PIPELINE, Box::new(facts))));
    };
    reviewed(&mut state);
    press(&mut state, "Y");
    let nodes = shown(&state).nodes.len();
    press(&mut state, "a \"porosity_density\" enter");
    assert_eq!(shown(&state).nodes.len(), nodes, "what flows there is not known yet");
    reviewed(&mut state);
    assert_eq!(shown(&state).nodes.len(), nodes + 1);
    assert!(state.pipelines.add_after_review.is_none());
}

#[test]
fn a_label_connects_and_the_origin_stays_selected() {
    let mut state = on_canvas("phid");
    press(&mut state, "c");
    let key = label(&state, "sw");
    press(&mut state, &format!("\"{key}\""));
    assert_eq!(reads(&state, "sw"), ["logs", "phie", "phid"]);
    assert_eq!(state.pipelines.node.as_deref(), Some("phid"));
    assert!(state.pipelines.canvas.mode.is_none());
}

#[test]
fn what_cannot_be_connected_says_why_and_stays() {
    let mut state = on_canvas("sw");
    press(&mut state, "c");
    let before = shown(&state).clone();
    assert_eq!(told(&state), "no node can; go over one to see why");
    state.pipelines.node = Some("logs".into());
    let text = screens::text(&state);
    assert!(text.contains("✗ an ingestion reads no node"), "{text}");
    press(&mut state, "enter");
    assert_eq!(shown(&state), &before);
    assert!(state.pipelines.canvas.mode.is_some());
    state.pipelines.node = Some("phie".into());
    let text = screens::text(&state);
    assert!(text.contains("would close a cycle"), "{text}");
    press(&mut state, "esc");
    assert_eq!(state.pipelines.node.as_deref(), Some("sw"), "Esc goes back to where it began");
}

#[test]
fn marked_nodes_connect_together() {
    let mut state = on_canvas("phid");
    state.pipelines.marked = ["phid", "phie"].map(str::to_owned).into();
    press(&mut state, "c");
    let key = label(&state, "out");
    press(&mut state, &format!("\"{key}\""));
    assert_eq!(reads(&state, "out"), ["vsh", "sw", "phid", "phie"]);
    press(&mut state, "u");
    assert_eq!(reads(&state, "out"), ["vsh", "sw"]);
}

#[test]
fn an_edge_gets_another_source_in_its_place() {
    let mut state = on_canvas("phie");
    press(&mut state, "w");
    let key = label(&state, "phid");
    press(&mut state, &format!("\"{key}\""));
    let key = label(&state, "logs");
    press(&mut state, &format!("\"{key}\""));
    assert_eq!(reads(&state, "phie"), ["vsh", "logs"]);
}

#[test]
fn deleting_asks_only_where_others_read_the_node() {
    let mut state = on_canvas("vsh");
    press(&mut state, "D");
    let text = screens::text(&state);
    assert!(text.contains("Effective porosity and Screens read it"), "{text}");
    press(&mut state, "b");
    assert_eq!(reads(&state, "phie"), ["logs", "phid"]);
    assert_eq!(reads(&state, "out"), ["logs", "sw"]);
    press(&mut state, "u");
    state.pipelines.node = Some("vsh".into());
    press(&mut state, "D esc");
    assert!(!state.pipelines.is_changed());
}

#[test]
fn copied_nodes_are_pasted_into_another_pipeline() {
    let mut state = on_canvas("vsh");
    press(&mut state, "v d y");
    assert_eq!(state.register.as_ref().unwrap().nodes().len(), 4);
    state.set_focus(Pane::Pipelines);
    press(&mut state, "j");
    state.set_focus(Pane::Canvas);
    press(&mut state, "p");
    let nodes = &shown(&state).nodes;
    assert_eq!(nodes.len(), 6);
    let pasted = &nodes[3];
    assert_eq!(pasted.name, "Effective porosity");
    assert_eq!(pasted.dependencies, [nodes[2].id.clone()], "what it read elsewhere is not here");
    assert_eq!(state.pipelines.marked.len(), 4);
    assert_eq!(state.pipelines.open.as_ref().unwrap().id, rows::BROKEN);
}

#[test]
fn the_undo_list_goes_back_and_forth() {
    let mut state = on_canvas("sw");
    let before = shown(&state).clone();
    press(&mut state, "Y Y Y");
    let after = shown(&state).clone();
    press(&mut state, "U j j j");
    let text = screens::text(&state);
    assert!(text.contains("duplicate \"Archie 4\"") && text.contains("the beginning"), "{text}");
    press(&mut state, "enter");
    assert_eq!(shown(&state), &before);
    assert_eq!(told(&state), "undid 3 edits");
    press(&mut state, "U k k k enter");
    assert_eq!(shown(&state), &after);
}

#[test]
fn a_review_of_an_older_edition_changes_nothing() {
    let mut state = on_canvas("sw");
    press(&mut state, "Y");
    let reviewed = |edition| {
        let problem = Diagnostic::error(ErrorType::OrphanNode, "nothing reads it").at_node("sw");
        let facts = Facts {
            edition,
            diagnostics: vec![problem],
            flow: Default::default(),
            taken: Default::default(),
        };
        Event::Answer(Answer::Reviewed(rows::PIPELINE, Box::new(facts)))
    };
    let edition = state.pipelines.edition;
    event(&mut state, reviewed(edition - 1));
    assert_eq!(state.pipelines.diagnostics().len(), 1);
    assert!(!state.pipelines.diagnostics()[0].is_error());
    rows::send(&mut state, reviewed(edition));
    assert!(state.pipelines.diagnostics()[0].is_error());
    press(&mut state, "P");
    assert!(screens::text(&state).contains("Problems · 1"));
    press(&mut state, "enter");
    assert_eq!(state.pipelines.node.as_deref(), Some("sw"));
}

#[test]
fn a_picture_of_an_older_edition_does_not_come_back() {
    let mut state = on_canvas("sw");
    let old = state.pipelines.canvas.picture.clone().unwrap();
    press(&mut state, "Y");
    event(&mut state, Event::Answer(Answer::Picture(old)));
    assert_eq!(state.pipelines.canvas.picture.as_ref().unwrap().graph().nodes.len(), 7);
}

#[test]
fn a_draft_stays_when_somebody_stores_the_pipeline() {
    let mut state = on_canvas("sw");
    press(&mut state, "Y");
    let mine = shown(&state).clone();
    let mut theirs = rows::detail();
    theirs.definition.nodes[1].name = "Clay".into();
    theirs.updated_at += chrono::TimeDelta::minutes(3);
    rows::send(&mut state, Event::Answer(Answer::Pipeline(Box::new(theirs.clone()))));
    assert_eq!(shown(&state), &mine);
    assert!(state.pipelines.is_overtaken());
    assert!(screens::text(&state).contains("stored it at 09:29"), "{}", screens::text(&state));
    // Without changes of its own it follows.
    let mut state = on_canvas("sw");
    press(&mut state, "Y u");
    rows::send(&mut state, Event::Answer(Answer::Pipeline(Box::new(theirs.clone()))));
    assert_eq!(shown(&state), &theirs.definition);
    assert!(!state.pipelines.is_overtaken() && !state.pipelines.is_changed());
}

#[test]
fn a_run_of_unsaved_changes_asks_and_waits_for_the_save() {
    let mut state = on_canvas("sw");
    press(&mut state, "Y");
    assert!(matches!(&press(&mut state, "r")[..], [Effect::LoadPlan(_)]));
    let effects = press(&mut state, "s");
    assert!(matches!(&effects[0], Effect::SaveDraft(..)));
    let definition = shown(&state).clone();
    let mut stored = rows::detail();
    stored.definition = definition.clone();
    let saved = Saved {
        pipeline_id: rows::PIPELINE,
        branch: "main".into(),
        revision: None,
        sent: definition.clone(),
        definition,
        updated_at: rows::now(),
        diagnostics: Vec::new(),
    };
    let effects = event(&mut state, Event::Answer(Answer::Saved(Box::new(saved))));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::StartRun(_))), "{effects:?}");
    assert!(!state.pipelines.is_changed());
    press(&mut state, "u");
    assert!(state.pipelines.is_changed(), "undo goes on across a save");
}

#[test]
fn a_save_that_is_refused_can_be_tried_again() {
    let mut state = on_canvas("sw");
    press(&mut state, "Y ctrl-s");
    assert_eq!(press(&mut state, "ctrl-s"), [], "one save at a time");
    let problem = Diagnostic::error(ErrorType::NameTaken, "somebody stored it meanwhile");
    event(&mut state, Event::Answer(Answer::NotSaved(rows::PIPELINE, Box::new(problem))));
    assert!(matches!(press(&mut state, "ctrl-s")[..], [Effect::SaveDraft(..)]));
}

#[test]
fn discarding_asks_and_shows_what_is_stored() {
    let mut state = on_canvas("sw");
    let before = shown(&state).clone();
    press(&mut state, "Y e x y");
    assert_eq!(shown(&state), &before);
    assert!(!state.pipelines.is_changed());
    assert_eq!(press(&mut state, "u"), []);
    assert_eq!(told(&state), "Undo: there is nothing to undo");
}

#[test]
fn labels_jump_and_esc_comes_back() {
    let mut state = on_canvas("logs");
    press(&mut state, "f");
    let key = label(&state, "out");
    press(&mut state, &format!("\"{key}\""));
    assert_eq!(state.pipelines.node.as_deref(), Some("out"));
    press(&mut state, "f tab esc");
    assert_eq!(state.pipelines.node.as_deref(), Some("out"));
}

#[test]
fn a_search_finds_by_operator_and_goes_on() {
    let mut state = on_canvas("logs");
    press(&mut state, "/ \"porosity\"");
    assert_eq!(name(&state), "Density porosity");
    assert!(screens::text(&state).contains("2 found"));
    press(&mut state, "enter n");
    assert_eq!(name(&state), "Effective porosity");
    press(&mut state, "n N N");
    assert_eq!(name(&state), "Density porosity".to_owned(), "the search goes round");
    press(&mut state, "/ \"archie\" esc");
    assert_eq!(name(&state), "Density porosity");
}

#[test]
fn a_moved_node_is_pinned_in_one_step() {
    let mut state = on_canvas("vsh");
    let before = shown(&state).clone();
    let picture = |state: &State| state.pipelines.canvas.picture.clone().unwrap().layout.clone();
    let drawn = picture(&state);
    press(&mut state, "m l");
    assert_ne!(picture(&state), drawn, "it is shown there at once");
    assert_eq!(shown(&state), &before);
    press(&mut state, "enter");
    assert_eq!(shown(&state).node("vsh").unwrap().metadata.position, Some([1.0, 1.0]));
    press(&mut state, "u");
    assert_eq!(shown(&state), &before);
    assert_eq!(picture(&state), drawn, "undo draws what was drawn before");
    press(&mut state, "m l esc");
    assert_eq!((shown(&state), picture(&state)), (&before, drawn));
}

#[test]
fn marks_follow_the_flow() {
    let mut state = on_canvas("phid");
    press(&mut state, "v d");
    let marked = |state: &State| state.pipelines.chosen().join(" ");
    assert_eq!(marked(&state), "phid phie sw out");
    press(&mut state, "v i");
    assert_eq!(marked(&state), "logs vsh");
    press(&mut state, "esc");
    assert_eq!(marked(&state), "phid");
    press(&mut state, "v u");
    assert_eq!(marked(&state), "logs phid");
}

#[test]
fn drafts_outlive_a_look_at_another_pipeline_and_project() {
    let mut state = on_canvas("sw");
    press(&mut state, "Y");
    let mine = shown(&state).clone();
    state.set_focus(Pane::Pipelines);
    press(&mut state, "j");
    assert_eq!(shown(&state).name, "despike");
    assert!(!state.pipelines.is_changed());
    assert!(screens::text(&state).contains('●'));
    let effects = crate::tui::update::action(
        &mut state,
        crate::tui::command::Action::OpenProject(Uuid::from_u128(77)),
    );
    drop(effects);
    let effects = crate::tui::update::action(
        &mut state,
        crate::tui::command::Action::OpenProject(rows::PROJECT),
    );
    rows::answer(&mut state, effects);
    assert_eq!(shown(&state), &mine);
}

/// What the editor shows: name, selected node, keys.
const SCREENS: &[(&str, &str, &str)] = &[
    ("connect", "phid", "c"),
    ("refused", "phid", "c left"),
    ("pick", "vsh", "a \"por\""),
    ("delete", "vsh", "D"),
    ("undo_list", "sw", "Y D u U"),
    ("problems", "phid", "P"),
    ("search", "logs", "/ \"por\""),
    ("move", "vsh", "m l"),
    ("marked", "phid", "v d t h + + +"),
    ("rename", "sw", "e n"),
];

#[test]
fn every_mode_and_overlay_is_readable_at_every_size() {
    for (screen, node, keys) in SCREENS {
        for (width, height) in [(60, 15), (80, 24), (120, 40)] {
            let mut state = rows::state_at((width, height), Pane::Canvas);
            state.pipelines.node = Some((*node).into());
            rows::send(&mut state, Event::Resize(width, height));
            press(&mut state, keys);
            let text = screens::text(&state);
            insta::assert_snapshot!(format!("editor_{screen}_{width}x{height}"), text);
        }
    }
}

#[test]
fn without_colours_and_in_ascii_the_editor_tells_the_same() {
    for (screen, node, keys) in [SCREENS[0], SCREENS[8]] {
        let mut state = rows::state_with((80, 24), ColorDepth::None);
        state.set_focus(Pane::Canvas);
        state.pipelines.node = Some(node.into());
        state.ascii = true;
        press(&mut state, keys);
        let text = screens::text(&state);
        assert!(text.is_ascii(), "{text}");
        let weights = screens::weights(&state);
        insta::assert_snapshot!(format!("editor_{screen}_plain"), format!("{text}\n{weights}"));
    }
}

#[rustfmt::skip] // A line for each group of keys.
const KEYS: &[&str] = &[
    "a", "b", "c", "C", "D", "delete", "e", "f", "i", "j", "k", "h", "l", "m", "M", "n", "N", "o",
    "p", "P", "r", "s", "t", "u", "U", "v", "w", "x", "y", "Y", "d", "g", "S", "space", "enter",
    "enter", "enter", "esc", "tab", "shift-tab", "up", "down", "left", "right", "ctrl-r", "ctrl-s",
    "ctrl-n", "/", "]", "[", "+", "-", "0", "X", "R", "backspace", "ctrl-u", "z", "pagedown",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_edits_never_panic_and_undo_to_the_beginning(
        steps in prop::collection::vec((0..KEYS.len() + 3, 8u16..180, 3u16..50), 1..80)
    ) {
        let mut state = rows::state_at((80, 24), Pane::Canvas);
        let before = rows::detail().definition;
        for (step, width, height) in steps {
            match KEYS.get(step) {
                Some(key) => { press(&mut state, key); }
                None => rows::send(&mut state, Event::Resize(width, height)),
            }
            screens::frame(&state);
        }
        if let Some(work) = state.pipelines.drafts.get_mut(&rows::PIPELINE) {
            while work.draft.undo().unwrap().is_some() {}
            prop_assert_eq!(&work.draft.definition, &before);
        }
    }
}

#[test]
fn quick_copies_never_take_one_name_twice() {
    let mut state = on_canvas("sw");
    press(&mut state, "Y Y Y");
    let suffixes: Vec<_> = shown(&state)
        .nodes
        .iter()
        .filter(|node| node.name.starts_with("Archie"))
        .flat_map(|node| node.curve_mapping.values())
        .map(|mapping| mapping.suffix.clone())
        .collect();
    let distinct: std::collections::BTreeSet<_> = suffixes.iter().collect();
    assert_eq!(distinct.len(), suffixes.len(), "{suffixes:?}");
    assert_eq!(suffixes.len(), 4);
}
