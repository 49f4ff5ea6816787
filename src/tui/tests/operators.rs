//! The Operators screen: the list, the page, trials, and the way into a pipeline.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::json;

use super::rows::{self, send};
use super::screens::text;
use crate::domain::curve::{Column, Place, Quantity};
use crate::domain::dag::NodeType;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::flow::{FlowColumn, FlowReport, NodeFlow};
use crate::domain::operator::{Kind, OperatorSpec};
use crate::domain::table::{ResultTable, TableColumn};
use crate::edit::names::TakenNames;
use crate::services::operators;
use crate::services::rows::ProjectRow;
use crate::services::trial::{Trial, TrialCurve, TrialRequest};
use crate::tui::command::Action;
use crate::tui::event::{Answer, Event};
use crate::tui::overlay::form::{Dialog, Purpose, top};
use crate::tui::pane::drafts::Facts;
use crate::tui::state::{Pane, Screen, State};
use crate::tui::update;
use crate::tui::widget::form::FormEvent;

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
    let tables = match request.operator.as_str() {
        "porosity_density" => vec![zones(), single()],
        _ => Vec::new(),
    };
    Ok(Trial {
        operator: request.operator.clone(),
        version: "1.0.0".to_owned(),
        well: wells[0].name.clone(),
        parameters: request.parameters.clone(),
        before: vec![of("GR")],
        after: vec![of("VSH_LT")],
        tables,
        notes: vec!["7 samples passed over".to_owned()],
    })
}

fn column(name: &str, unit: &str, kind: Kind) -> TableColumn {
    TableColumn { name: name.to_owned(), unit: unit.to_owned(), kind }
}

fn zones() -> ResultTable {
    let names = ["TOP", "BASE", "GROSS", "NET", "NET_TO_GROSS", "PHIE_AVERAGE", "SW_AVERAGE"];
    let units = ["m", "m", "m", "m", "v/v", "v/v", "v/v"];
    let numbers = names.iter().zip(units).map(|(name, unit)| column(name, unit, Kind::Number));
    let columns = std::iter::once(column("ZONE", "", Kind::Text)).chain(numbers);
    let row = |at: usize| {
        let top = 1000.0 + 12.5 * at as f64;
        let numbers = [top, top + 12.5, 12.5, 8.0, 0.64, 0.213, 0.4175];
        std::iter::once(json!(format!("Zone {at}"))).chain(numbers.map(|it| json!(it))).collect()
    };
    ResultTable {
        name: "zones".to_owned(),
        columns: columns.collect(),
        rows: (0..40).map(row).collect(),
        row_count: 40,
    }
}

fn single() -> ResultTable {
    ResultTable {
        name: "values".to_owned(),
        columns: vec![
            column("SHIFT", "m", Kind::Number),
            column("CORRELATION", "", Kind::Number),
            column("WORD", "", Kind::Text),
        ],
        rows: vec![vec![json!(-1.25), json!(0.973_4), json!(null)]],
        row_count: 1,
    }
}

fn keys(state: &mut State, typed: &str) {
    for letter in typed.chars() {
        press(state, KeyCode::Char(letter));
    }
}

fn press_control(state: &mut State, letter: char) {
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    send(state, Event::Key(key));
}

fn selected(state: &State) -> String {
    state.catalogue.selected(&state.operators).expect("an operator").id.clone()
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
fn tables_of_a_trial() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = rows::state_at((width, height), Pane::Operators);
        keys(&mut state, "jt");
        insta::assert_snapshot!(format!("trial_with_tables_{width}x{height}"), text(&state));
        keys(&mut state, "vjl");
        insta::assert_snapshot!(format!("trial_table_{width}x{height}"), text(&state));
        keys(&mut state, "]");
        insta::assert_snapshot!(format!("trial_values_{width}x{height}"), text(&state));
        keys(&mut state, "v");
        assert!(text(&state).contains("VSH_LT"), "the plot is back");
    }
}

#[test]
fn what_came_out_is_seen_beside_each_of_many_inputs() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = rows::state_at((width, height), Pane::Operators);
        state.operators = only(&["sw_simandoux"]);
        let asked = TrialRequest { operator: "sw_simandoux".to_owned(), ..TrialRequest::default() };
        state.catalogue.trial.begin(&asked);
        let wells = rows::wells();
        let of = |port: &str, curve: usize| {
            let trace = rows::trace(&wells[0].curves[curve]);
            TrialCurve { port: port.to_owned(), trace: Arc::new(trace) }
        };
        let mut made = of("SW_SIM", 4);
        Arc::make_mut(&mut made.trace).curve.name = "SW_SIM".to_owned();
        let answer = Trial {
            before: vec![of("RT", 3), of("PHIE", 1), of("VSH", 4)],
            after: vec![made],
            ..tried(&asked).expect("a trial")
        };
        state.catalogue.trial.take(state.operators.first(), &asked, Ok(answer));
        state.set_focus(Pane::Trial);
        send(&mut state, Event::Resize(width, height));
        insta::assert_snapshot!(format!("trial_of_many_{width}x{height}"), text(&state));
        for _ in 0..4 {
            assert!(text(&state).contains("SW_SIM"), "{}", text(&state));
            keys(&mut state, "l");
        }
        assert!(text(&state).contains("VSH_LT_1"), "{}", text(&state));
    }
}

#[test]
fn a_table_keeps_the_keys_until_its_left_edge() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    keys(&mut state, "jtv");
    keys(&mut state, "jjl");
    let place = state.catalogue.trial.place;
    assert_eq!((place.row, place.column, state.catalogue.cursor.selected), (2, 1, 2));
    keys(&mut state, "hh");
    assert_eq!(state.focused(), Pane::Operators);
    keys(&mut state, "v");
    assert_eq!((state.focused(), state.catalogue.trial.is_table), (Pane::Trial, false));
    keys(&mut state, "kv");
    let told = state.toasts.last().map(|toast| toast.text.clone()).unwrap_or_default();
    assert!(told.contains("the trial has no table"), "{told}");
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
    assert_eq!(selected(&state), "sw_indonesia");
    press(&mut state, KeyCode::Esc);
    assert!(state.catalogue.rows(&state.operators).len() > 248);
    assert_eq!(selected(&state), "sw_indonesia", "what was found stays selected");
}

#[test]
fn escape_goes_back_to_the_list_before_it_clears_the_filter() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    keys(&mut state, "/porosity");
    press(&mut state, KeyCode::Enter);
    keys(&mut state, "t");
    assert!(text(&state).contains("Trial: porosity_density"));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.focused(), Pane::Operators);
    let shown = text(&state);
    assert!(shown.contains("Trial: porosity_density"), "the trial stays in sight: {shown}");
    assert_eq!(state.catalogue.filter.text(), "porosity");
    press(&mut state, KeyCode::Esc);
    assert_eq!(
        (state.catalogue.filter.text(), selected(&state)),
        ("", "porosity_density".to_owned())
    );
    assert!(text(&state).contains("Trial: porosity_density"));
    // Another operator has its page there, and the trial is back with the one that was tried.
    press(&mut state, KeyCode::Up);
    assert!(!text(&state).contains("Trial:"));
    press(&mut state, KeyCode::Down);
    assert!(text(&state).contains("Trial: porosity_density"));
}

#[test]
fn a_search_begins_anew_when_there_is_one_already() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    state.operators = Arc::new(operators::list());
    keys(&mut state, "/power_spectrum");
    press(&mut state, KeyCode::Enter);
    keys(&mut state, "/");
    assert!(text(&state).contains("/▏power_spe"), "{}", text(&state));
    keys(&mut state, "sw_archie");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.catalogue.filter.text(), "sw_archie");
    assert_ne!(selected(&state), "power_spectrum");
    keys(&mut state, "/");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.catalogue.filter.text(), "sw_archie", "Enter keeps what was there");
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

/// The catalogue with these operators alone, so that a new one elsewhere changes no frame.
fn only(ids: &[&str]) -> Arc<Vec<OperatorSpec>> {
    let own = |spec: &OperatorSpec| ids.contains(&spec.id.as_str());
    Arc::new(operators::list().into_iter().filter(own).collect())
}

/// A state whose well A-12 has a curve that the others lack.
fn with_a_curve_of_its_own() -> State {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    state.operators = Arc::new(operators::list());
    let mut wells = rows::wells();
    let mut own = wells[0].curves[0].clone();
    own.name = "GR_EDITED".to_owned();
    wells[0].curves.push(own);
    state.curves.set_wells(wells);
    state.catalogue.select("moving_average", &operators::list());
    state
}

fn dialog(state: &mut State) -> &mut Dialog {
    top(state).expect("a form is open")
}

fn choose(state: &mut State, field: &str, value: &str) {
    dialog(state).form.set(field, &json!(value));
    let changed = FormEvent::Changed { field: field.to_owned() };
    let effects = update::action(state, Action::Form(Purpose::Trial, changed));
    rows::answer(state, effects);
}

#[test]
fn another_well_in_the_form_offers_its_own_curves() {
    let mut state = with_a_curve_of_its_own();
    keys(&mut state, "s");
    choose(&mut state, "in:X", "GR_EDITED");
    assert_eq!(dialog(&mut state).form.problems(), []);
    choose(&mut state, "well", "B-07");
    let form = &dialog(&mut state).form;
    assert_eq!((form.text("in:X").as_str(), form.problems().len()), ("GR", 0));
    let shown = text(&state);
    assert!(!shown.contains("not on offer") && !shown.contains("GR_EDITED"), "{shown}");
}

#[test]
fn another_project_forgets_the_well_and_the_curve_of_a_trial() {
    let mut state = with_a_curve_of_its_own();
    keys(&mut state, "s");
    choose(&mut state, "in:X", "GR_EDITED");
    choose(&mut state, "par:window", "7");
    press_control(&mut state, 's');
    let asked = state.catalogue.trial.asked.clone().expect("a trial");
    assert_eq!(
        (asked.inputs["X"].as_str(), asked.parameters["window"].as_i64()),
        ("GR_EDITED", Some(7))
    );
    let other =
        ProjectRow { id: uuid::Uuid::from_u128(2), name: "other".to_owned(), ..rows::project() };
    state.projects.push(other.clone());
    update::action(&mut state, Action::OpenProject(other.id));
    assert!(!text(&state).contains("computing"), "nothing is being computed");
    let mut wells = rows::wells();
    wells.remove(0);
    send(&mut state, Event::Answer(Answer::Wells(other.id, wells)));
    keys(&mut state, "t");
    let asked = state.catalogue.trial.asked.clone().expect("a trial");
    assert_eq!((asked.project, asked.well.as_deref()), (other.id, Some("B-07")));
    assert_eq!((asked.inputs["X"].as_str(), asked.parameters["window"].as_i64()), ("GR", Some(7)));
}

#[test]
fn the_form_tells_what_the_operator_refuses() {
    let mut state = with_a_curve_of_its_own();
    keys(&mut state, "s");
    choose(&mut state, "par:window", "4");
    let shown = text(&state);
    assert!(shown.contains("found 4, wanted an odd"), "{shown}");
    press_control(&mut state, 's');
    assert!(!state.overlays.is_empty(), "what is refused is not tried");
    choose(&mut state, "par:window", "9");
    assert!(!text(&state).contains("found 4"));
}

#[test]
fn trial_form() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = with_a_curve_of_its_own();
        for (id, name) in [("sw_simandoux", "ports"), ("duplicate_curve_check", "many")] {
            state.operators = only(&[id]);
            send(&mut state, Event::Resize(width, height));
            keys(&mut state, "s");
            insta::assert_snapshot!(format!("trial_form_{name}_{width}x{height}"), text(&state));
            state.overlays.clear();
        }
    }
}

#[test]
fn the_keys_of_a_form_are_told_in_it() {
    let mut state = with_a_curve_of_its_own();
    state.operators = only(&["moving_average"]);
    send(&mut state, Event::Resize(80, 24));
    keys(&mut state, "s");
    let shown = text(&state);
    assert!(shown.contains("f1 keys of the form"), "{shown}");
    assert!(!shown.contains("? help"), "keys of the list do nothing now: {shown}");
    keys(&mut state, "?");
    insta::assert_snapshot!("form_keys", text(&state));
    press(&mut state, KeyCode::Esc);
    assert_eq!(state.overlays.len(), 1, "the form is still there");
    press(&mut state, KeyCode::F(1));
    assert_eq!(state.overlays.len(), 2);
}

#[test]
fn an_answer_to_an_older_question_comes_too_late() {
    let mut state = rows::state_at((80, 24), Pane::Operators);
    keys(&mut state, "t");
    let first = state.catalogue.trial.asked.clone().expect("a trial");
    let newer = TrialRequest { well: Some("B-2".to_owned()), ..first.clone() };
    state.catalogue.trial.asked = Some(newer);
    state.catalogue.trial.answer = None;
    state.catalogue.trial.take(None, &first, tried(&first));
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

/// A review of the open pipeline that knows one curve, which the logs bring.
fn facts(state: &State) -> Facts {
    let column = Column {
        key: "logs.GR".to_owned(),
        mnemonic: "GR".to_owned(),
        unit: Some("gAPI".to_owned()),
        quantity: Quantity::GammaRay,
        kind: Some(Kind::Number),
        place: Place::Depths,
        is_set: false,
    };
    let column = FlowColumn {
        column,
        name: "GR".to_owned(),
        node: "logs".to_owned(),
        ingested: true,
        wells: Some(3),
    };
    let node = NodeFlow {
        id: "logs".to_owned(),
        reads: Vec::new(),
        adds: Some(vec![column]),
        blind: false,
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    Facts {
        edition: state.pipelines.edition,
        diagnostics: Vec::new(),
        flow: FlowReport { nodes: vec![node], edges: Vec::new(), order: vec![0] },
        taken: TakenNames::default(),
    }
}

#[test]
fn an_operator_is_added_as_it_was_tried() {
    let mut state = rows::state_at((80, 24), Pane::Canvas);
    state.pipelines.facts = Some(facts(&state));
    keys(&mut state, "4t");
    let tried = state.catalogue.trial.asked.clone().expect("a trial");
    let with = TrialRequest {
        parameters: json!({"gr_clean": 33.0}).as_object().cloned().expect("an object"),
        inputs: [("GR", "GR"), ("RHOB", "RHOB_9")]
            .map(|(port, curve)| (port.to_owned(), curve.to_owned()))
            .into(),
        ..tried
    };
    let effects = update::start_trial(&mut state, with);
    rows::answer(&mut state, effects);
    keys(&mut state, "a");
    let node = state.pipelines.definition().expect("a pipeline").nodes.last().expect("a node");
    let NodeType::Operator { parameters, inputs, .. } = &node.node_type else {
        panic!("an operator was added");
    };
    assert_eq!(parameters["gr_clean"], json!(33.0));
    assert_eq!(inputs.get("GR").map(String::as_str), Some("logs.GR"));
    assert!(!inputs.contains_key("RHOB"), "no such curve flows there");
    let told: Vec<&str> = state.toasts.iter().map(|toast| toast.text.as_str()).collect();
    assert!(told[0].contains("gr_clean 33") && told[1].contains("RHOB of the trial"), "{told:?}");
}
