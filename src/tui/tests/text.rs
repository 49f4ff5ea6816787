//! Texts that go to the editor and come back: a field, a pipeline, and what is wrong with either.

use serde_json::json;

use super::editing::press;
use super::{rows, screens};
use crate::domain::dag::NodeType;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::tui::clipboard;
use crate::tui::editor::Edited;
use crate::tui::effect::{Effect, Subject};
use crate::tui::event::{Answer, Event};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::form::{Dialog, Purpose, top};
use crate::tui::page::Page;
use crate::tui::state::{Pane, State};
use crate::tui::update::event;
use crate::tui::widget::form::{Field, Form};

fn on_canvas() -> State {
    rows::state_at((100, 30), Pane::Canvas)
}

/// Opens the pipeline as text; returns the page and what it says.
fn opened(state: &mut State) -> (Box<Page>, String) {
    match press(state, "e v").remove(0) {
        Effect::OpenEditor { subject: Subject::Pipeline(page), text, extension: "yaml" } => {
            (page, text)
        }
        other => panic!("{other:?}"),
    }
}

fn came_back(state: &mut State, page: &Page, edited: Edited) -> Vec<Effect> {
    let subject = Subject::Pipeline(Box::new(page.clone()));
    event(state, Event::Answer(Answer::Edited(subject, Box::new(edited))))
}

fn told(state: &State) -> &str {
    state.toasts.last().map_or("", |toast| &toast.text)
}

fn names(state: &State) -> Vec<&str> {
    let definition = state.pipelines.definition().unwrap();
    definition.nodes.iter().map(|node| node.name.as_str()).collect()
}

#[test]
fn a_text_that_is_sound_is_one_edit_that_is_undone_exactly() {
    let mut state = on_canvas();
    let before = state.pipelines.definition().unwrap().clone();
    let (page, text) = opened(&mut state);
    let text = text.replace("name: Archie", "name: Simandoux").replace("version: ", "version: 9");
    let effects = came_back(&mut state, &page, Edited::Text(text));
    assert!(names(&state).contains(&"Simandoux"), "{:?}", names(&state));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::KeepDraft(..))));
    let ids = |state: &State| {
        let nodes = &state.pipelines.definition().unwrap().nodes;
        nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>()
    };
    let kept: Vec<_> = before.nodes.iter().map(|node| node.id.clone()).collect();
    assert_eq!(ids(&state), kept);
    let past = state.pipelines.work().unwrap().draft.history.past();
    assert_eq!(past.iter().map(|step| step.label.as_str()).collect::<Vec<_>>(), ["edit as text"]);
    press(&mut state, "u");
    assert_eq!(state.pipelines.definition(), Some(&before));
}

#[test]
fn a_text_that_is_no_pipeline_goes_back_to_the_editor_as_it_was_typed() {
    let mut state = on_canvas();
    let before = state.pipelines.definition().unwrap().clone();
    let (page, text) = opened(&mut state);
    let broken = text.replace("operator_id:", "operatorid:");
    came_back(&mut state, &page, Edited::Text(broken.clone()));
    insta::assert_snapshot!("misfits", screens::text(&state));
    press(&mut state, "esc");
    assert!(screens::text(&state).contains("Esc again: the text is lost"));
    let again = press(&mut state, "e");
    let subject = Subject::Pipeline(page.clone());
    assert_eq!(again, [Effect::OpenEditor { subject, text: broken.clone(), extension: "yaml" }]);
    assert_eq!(state.overlays, []);
    came_back(&mut state, &page, Edited::Text(broken));
    press(&mut state, "x");
    assert_eq!(state.overlays, []);
    assert_eq!(state.pipelines.definition(), Some(&before));
    assert!(!state.pipelines.is_changed());
}

#[test]
fn what_somebody_stored_meanwhile_is_merged_with_the_text() {
    let mut state = on_canvas();
    let (page, text) = opened(&mut state);
    let mut stored = rows::detail();
    stored.definition.nodes[0].name = "All wells".to_owned();
    stored.updated_at += chrono::TimeDelta::seconds(1);
    rows::send(&mut state, Event::Answer(Answer::Pipeline(Box::new(stored))));
    let text = text.replace("name: Archie", "name: Simandoux");
    came_back(&mut state, &page, Edited::Text(text));
    assert!(names(&state).contains(&"Simandoux") && names(&state).contains(&"All wells"));
}

#[test]
fn without_an_editor_the_pipeline_is_typed_in_a_form() {
    let mut state = on_canvas();
    let (page, text) = opened(&mut state);
    let problem = Diagnostic::warning(ErrorType::NotSupported, "no editor was found");
    came_back(&mut state, &page, Edited::NoEditor { text: text.clone(), problem });
    assert_eq!(told(&state), "no editor was found");
    let dialog = top(&mut state).unwrap();
    assert_eq!(dialog.form.field("text").unwrap().long_text().as_ref(), Some(&text));
    dialog.form.retype("text", &text.replace("name: Archie", "nom: Archie"));
    press(&mut state, "ctrl-s");
    assert!(matches!(state.overlays.last(), Some(Overlay::Message(_))));
    press(&mut state, "esc");
    assert!(screens::text(&state).contains("unknown key \"nom\""), "{}", screens::text(&state));
    let dialog = top(&mut state).unwrap();
    dialog.form.retype("text", &text.replace("name: Archie", "name: Simandoux"));
    press(&mut state, "ctrl-s");
    assert_eq!(state.overlays, []);
    assert!(names(&state).contains(&"Simandoux"));
}

#[test]
fn a_field_comes_back_as_if_it_was_typed() {
    let mut state = on_canvas();
    let form = Form::new("F", vec![Field::json("limits", "Limits", 6).value(json!({"a": 1}))]);
    state.overlays.push(Overlay::Form(Box::new(Dialog::new(form, Purpose::Pipeline))));
    let effects = press(&mut state, "ctrl-e");
    let subject = Subject::Field("limits".to_owned());
    let text = "{\"a\":1}".to_owned();
    let wanted = Effect::OpenEditor { subject: subject.clone(), text, extension: "json" };
    assert_eq!(effects, [wanted]);
    let typed = "{\n  \"a\": \n}";
    let edited = Edited::Text(typed.to_owned());
    rows::send(&mut state, Event::Answer(Answer::Edited(subject, Box::new(edited))));
    assert!(screens::text(&state).contains("this is not JSON"), "{}", screens::text(&state));
    let form = &top(&mut state).unwrap().form;
    assert_eq!(form.field("limits").unwrap().long_text().as_deref(), Some(typed));
}

#[test]
fn an_editor_that_fails_is_told_and_changes_nothing() {
    let mut state = on_canvas();
    let before = state.pipelines.definition().unwrap().clone();
    let (page, _) = opened(&mut state);
    let problem = Diagnostic::warning(ErrorType::FileUnreadable, "vi gave up");
    for (edited, said) in [
        (Edited::Failed(problem), "vi gave up"),
        (Edited::Unchanged { soon: false }, "the text was left as it was"),
        (Edited::Unchanged { soon: true }, "the editor ended at once"),
    ] {
        came_back(&mut state, &page, edited);
        assert!(told(&state).starts_with(said), "{}", told(&state));
    }
    assert_eq!(state.pipelines.definition(), Some(&before));
    assert_eq!(state.overlays, []);
}

#[test]
fn copied_nodes_go_to_the_clipboard_and_come_back_as_pasted_text() {
    let mut state = on_canvas();
    let effects = press(&mut state, "v a y");
    let [Effect::Copy(text)] = &effects[..] else { panic!("{effects:?}") };
    let count = names(&state).len();
    rows::send(&mut state, Event::Paste(text.clone()));
    assert_eq!(names(&state).len(), 2 * count);
}

#[test]
fn nodes_too_many_for_the_clipboard_go_to_a_file() {
    let mut state = on_canvas();
    let work = state.pipelines.work_mut().unwrap();
    let node = work
        .draft
        .definition
        .nodes
        .iter_mut()
        .find(|node| matches!(node.node_type, NodeType::Operator { .. }));
    node.unwrap().metadata.description = "x".repeat(clipboard::LONGEST);
    let effects = press(&mut state, "v a y");
    assert!(matches!(&effects[..], [Effect::KeepCopy(_)]), "{}", effects.len());
    let path = "/data/copied-nodes.json".into();
    rows::send(&mut state, Event::Answer(Answer::CopyKept(path)));
    assert!(told(&state).ends_with("/data/copied-nodes.json"));
}
