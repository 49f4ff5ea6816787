//! The Operators screen: the list, the page, trials, and the way into a pipeline.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::json;

use super::rows::{self, send};
use super::screens::text;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::operators;
use crate::services::trial::{Trial, TrialCurve, TrialRequest};
use crate::tui::event::Event;
use crate::tui::state::{Pane, Screen, State};

/// What a trial answers: the well's gamma ray before, and a shale volume after.
pub fn tried(request: &TrialRequest) -> Result<Trial, Vec<Diagnostic>> {
    if request.parameters.contains_key("rocks") {
        let refused = Diagnostic::error(ErrorType::ParameterInvalid, "there are no such rocks");
        return Err(vec![refused.at_parameter("rocks")]);
    }
    let wells = rows::wells();
    let of = |name: &str| {
        let mut curve = wells[0].curves[0].clone();
        curve.name = name.to_owned();
        TrialCurve { port: name.to_owned(), trace: Arc::new(rows::trace(&curve)) }
    };
    Ok(Trial {
        operator: request.operator.clone(),
        version: "1.0.0".to_owned(),
        well: wells[0].name.clone(),
        parameters: request.parameters.clone(),
        before: vec![of("GR")],
        after: vec![of("VSH_LT")],
        tables: Vec::new(),
        notes: vec!["7 samples passed over".to_owned()],
    })
}

fn keys(state: &mut State, typed: &str) {
    for letter in typed.chars() {
        press(state, KeyCode::Char(letter));
    }
}

fn press(state: &mut State, code: KeyCode) {
    send(state, Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
}

#[test]
fn operators_screen() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = rows::state_at((width, height), Pane::Operators);
        insta::assert_snapshot!(format!("operators_screen_{width}x{height}"), text(&state));
        keys(&mut state, "t");
        insta::assert_snapshot!(format!("operators_trial_{width}x{height}"), text(&state));
    }
}

#[test]
fn every_page_of_the_catalogue_is_drawn_at_every_size() {
    for size in [(60, 15), (80, 24), (160, 48)] {
        let mut state = rows::state_at(size, Pane::Operators);
        state.operators = Arc::new(operators::list());
        keys(&mut state, "gg");
        for _ in 0..state.operators.len() {
            let spec = state.catalogue.selected(&state.operators).expect("an operator").clone();
            if size.0 >= 80 {
                let shown = text(&state);
                let word = spec.summary.split(' ').next().expect("a word");
                assert!(shown.contains(word), "{}: {shown}", spec.id);
            }
            press(&mut state, KeyCode::Down);
        }
    }
}

#[test]
fn a_search_leaves_what_fits_and_escape_brings_all_back() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    state.operators = Arc::new(operators::list());
    keys(&mut state, "/indonesia");
    press(&mut state, KeyCode::Enter);
    let found = state.catalogue.selected(&state.operators).map(|spec| spec.id.clone());
    assert_eq!(found.as_deref(), Some("sw_indonesia"));
    press(&mut state, KeyCode::Esc);
    assert!(state.catalogue.rows(&state.operators).len() > 248);
}

#[test]
fn a_trial_is_set_up_and_remembered() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    keys(&mut state, "ts");
    assert!(text(&state).contains("Try out: shale_volume_larionov"), "{}", text(&state));
    // The first parameter is reached from the end, whatever ports stand above it.
    press(&mut state, KeyCode::End);
    for _ in 0..8 {
        press(&mut state, KeyCode::Esc);
    }
    assert!(state.overlays.is_empty());
    let asked = state.catalogue.trial.asked.clone().expect("a trial");
    assert_eq!(asked.operator, "shale_volume_larionov");
    assert!(matches!(&state.catalogue.trial.answer, Some(Ok(_))));

    let with =
        TrialRequest { parameters: json!({"rocks": "red"}).as_object().cloned().unwrap(), ..asked };
    let effects = crate::tui::update::start_trial(&mut state, with);
    rows::answer(&mut state, effects);
    let shown = text(&state);
    assert!(
        shown.contains("there are no such rocks") && shown.contains("s sets the trial up"),
        "{shown}"
    );
}

#[test]
fn an_answer_to_an_older_question_comes_too_late() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    keys(&mut state, "t");
    let first = state.catalogue.trial.asked.clone().expect("a trial");
    let newer = TrialRequest { well: Some("B-2".to_owned()), ..first.clone() };
    state.catalogue.trial.asked = Some(newer);
    state.catalogue.trial.answer = None;
    state.catalogue.trial.take(&first, tried(&first));
    assert!(state.catalogue.trial.answer.is_none());
}

#[test]
fn an_operator_is_added_to_the_open_pipeline() {
    let mut state = rows::state_at((80, 24), Pane::Canvas);
    let before = state.pipelines.definition().expect("a pipeline").nodes.len();
    keys(&mut state, "4ja");
    assert_eq!(state.screen, Screen::Pipelines);
    let nodes = &state.pipelines.definition().expect("a pipeline").nodes;
    assert_eq!(nodes.len(), before + 1);
    keys(&mut state, "u");
    assert_eq!(state.pipelines.definition().expect("a pipeline").nodes.len(), before);
}
