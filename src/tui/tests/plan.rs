//! The plan of a run: told before it starts, for what is unsaved or what is stored, and for some wells.

use chrono::TimeDelta;
use uuid::Uuid;

use super::editing::press;
use super::{rows, screens};
use crate::config::ColorDepth;
use crate::domain::dag::{IfExists, NodeType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::survey::CurveThere;
use crate::services::ingestion::{IngestionFacts, WellFacts};
use crate::services::plan::*;
use crate::tui::effect::Effect;
use crate::tui::event::{Answer, Event};
use crate::tui::overlay::plan::Subject;
use crate::tui::state::{Pane, State};
use crate::tui::update::{FormFacts, event};

/// A plan such as the service gives for a definition.
pub fn found(subject: &Subject) -> RunPlan {
    let definition = &subject.definition;
    let unknown = definition.nodes.iter().any(|node| {
        matches!(&node.node_type, NodeType::Operator { operator_id, .. } if operator_id == "signal_hampel")
    });
    if unknown {
        let problems = rows::broken().diagnostics;
        return RunPlan { pipeline: definition.name.clone(), problems, ..RunPlan::default() };
    }
    let node = |node: &crate::domain::dag::DagNode| {
        let (kind, operator) = match &node.node_type {
            NodeType::Ingestion { .. } => ("ingestion", None),
            NodeType::Operator { operator_id, .. } => ("operator", Some(operator_id.clone())),
            NodeType::Output { .. } => ("output", None),
        };
        NodePlan {
            id: node.id.clone(),
            name: node.name.clone(),
            kind,
            version: operator.as_ref().map(|_| "1.0.0".to_owned()),
            operator,
            wells: if kind == "ingestion" { 20 } else { 17 },
            rows: 204_017,
        }
    };
    let lost =
        |well: &str, why: &str| LostWell { well: well.into(), node: "vsh".into(), why: why.into() };
    let there = |well: &str, version| CurveThere {
        curve_id: Uuid::from_u128(9),
        name: "SW_FINAL".into(),
        well: well.into(),
        version,
        source: "saturation_archie 1.0.0".into(),
        author: "bernd@example.org".into(),
        written_at: rows::now() - TimeDelta::days(3),
        execution_id: None,
    };
    RunPlan {
        pipeline: definition.name.clone(),
        nodes: definition.nodes.iter().map(node).collect(),
        wells: match subject.request.wells.as_slice() {
            [] => (1..=20).map(|number| format!("A-{number:02}")).collect(),
            wells => wells.to_vec(),
        },
        excluded: vec![
            lost("B-07", "the curve GR is missing"),
            lost("C-01", "the curve GR is missing"),
            lost("25/4-10 S", "GR is in V, wanted gAPI"),
        ],
        creates: vec![PlannedCurve {
            node: "vsh".into(),
            port: "VSH_LT".into(),
            name: "VSH_LT_1".into(),
            unit: Some("v/v".into()),
            wells: 17,
        }],
        overwrites: vec![PlannedOverwrite {
            node: "sw".into(),
            port: "SW".into(),
            name: "SW_FINAL".into(),
            wells: 3,
            curves: vec![there("A-01", 2), there("A-02", 1)],
        }],
        outputs: vec![PlannedOutput {
            node: "out".into(),
            kind: "las",
            wells: 1,
            rows: 12_001,
            target: "/exports/formation-evaluation/A-01.las".into(),
            exists: true,
            if_exists: IfExists::Replace,
        }],
        samples_read: 612_051,
        bytes_read: 9_792_816,
        samples_written: 408_034,
        bytes_written: 6_528_544,
        problems: rows::detail().diagnostics,
    }
}

fn on_canvas(size: (u16, u16)) -> State {
    let mut state = rows::state_at(size, Pane::Canvas);
    state.pipelines.node = Some("sw".into());
    state
}

fn planned(effects: &[Effect]) -> &Subject {
    match effects {
        [Effect::LoadPlan(subject)] => subject,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_run_is_planned_and_starts_at_enter() {
    for (width, height) in [(60, 15), (80, 24), (160, 48)] {
        let mut state = on_canvas((width, height));
        press(&mut state, "r");
        insta::assert_snapshot!(format!("plan_{width}x{height}"), screens::text(&state));
    }
    let mut state = on_canvas((80, 24));
    press(&mut state, "r G");
    insta::assert_snapshot!("plan_end", screens::text(&state));
    let effects = press(&mut state, "enter");
    assert!(matches!(&effects[..], [Effect::StartRun(request)]
        if request.pipeline_id == rows::PIPELINE && request.only_node.is_none()));
    assert_eq!(state.overlays, []);
}

#[test]
fn a_node_runs_alone_or_with_all_before_it() {
    let mut state = on_canvas((80, 24));
    let alone = press(&mut state, "R");
    assert_eq!(planned(&alone).request.only_node.as_deref(), Some("sw"));
    assert!(screens::text(&state).contains("Run Archie alone"));
    let up_to = press(&mut state, "esc >");
    assert_eq!(planned(&up_to).request.until.as_deref(), Some("sw"));
    assert!(screens::text(&state).contains("Run up to Archie"));
    state.overlays.clear();
    state.pipelines.node = Some("logs".into());
    assert_eq!(press(&mut state, ">"), []);
    assert_eq!(state.overlays, []);
}

#[test]
fn nothing_starts_before_the_plan_is_there_or_against_an_error() {
    let mut state = on_canvas((80, 24));
    let effects =
        event(&mut state, Event::Key(crate::tui::keymap::Chord::parse("r").unwrap().event()));
    assert!(screens::text(&state).contains("planning…"));
    assert_eq!(press(&mut state, "enter"), []);
    let subject = Box::new(planned(&effects).clone());
    let mut refused = found(&subject);
    let error =
        Diagnostic::error(ErrorType::CurveConflict, "the curve exists already").at_node("vsh");
    refused.problems.push(error);
    rows::send(&mut state, Event::Answer(Answer::Planned(subject, Ok(refused.into()))));
    let text = screens::text(&state);
    assert!(text.contains("cannot run: 1 error") && text.contains("Shale volume"), "{text}");
    assert_eq!(press(&mut state, "enter r"), []);
    assert!(!state.overlays.is_empty());
}

#[test]
fn a_plan_of_something_else_comes_too_late() {
    let mut state = on_canvas((80, 24));
    let old = press(&mut state, "r");
    press(&mut state, "esc R");
    let subject = Box::new(planned(&old).clone());
    let mut other = found(&subject);
    other.wells = vec!["Z-99".into()];
    rows::send(&mut state, Event::Answer(Answer::Planned(subject, Ok(other.into()))));
    press(&mut state, "G");
    assert!(!screens::text(&state).contains("Z-99"));
}

#[test]
fn what_is_unsaved_and_what_is_stored_are_planned_apart() {
    let mut state = on_canvas((80, 24));
    press(&mut state, "Y");
    let draft = press(&mut state, "r");
    assert!(!planned(&draft).stored);
    assert_eq!(planned(&draft).definition.nodes.len(), 7);
    insta::assert_snapshot!("plan_unsaved", screens::text(&state));
    let stored = press(&mut state, "r");
    assert!(planned(&stored).stored);
    assert_eq!(planned(&stored).definition.nodes.len(), 6);
    assert!(screens::text(&state).contains("as it is stored"));
    let draft = press(&mut state, "s");
    assert!(!planned(&draft).stored);
    let saved = press(&mut state, "s");
    assert!(matches!(&saved[..], [Effect::SaveDraft(..)]), "{saved:?}");
}

#[test]
fn a_pipeline_that_was_never_stored_is_saved_to_run() {
    let mut state = rows::state_at((80, 24), Pane::Pipelines);
    press(&mut state, "ctrl-n enter \"fresh\" enter a \"well_logs\" enter r");
    assert!(!screens::text(&state).contains("what is stored"), "{}", screens::text(&state));
    assert_eq!(press(&mut state, "r"), []);
    assert!(matches!(&press(&mut state, "enter")[..], [Effect::SaveDraft(..)]));
}

#[test]
fn a_run_is_narrowed_to_some_wells() {
    let mut state = on_canvas((80, 24));
    press(&mut state, "r");
    assert!(matches!(&press(&mut state, "w")[..], [Effect::LoadIngestion(rows::PROJECT, _)]));
    let well = |number: u128, name: &str| WellFacts {
        id: Uuid::from_u128(number),
        name: name.into(),
        uwi: None,
        field: None,
        tags: vec!["north".into()],
        curves: 5,
        top_m: None,
        base_m: None,
        chosen: true,
    };
    let facts =
        IngestionFacts { wells: vec![well(1, "A-12"), well(2, "B-07")], ..Default::default() };
    rows::send(&mut state, Event::Answer(Answer::FormFacts(FormFacts::Ingestion(facts.into()))));
    let effects = press(&mut state, "enter \"north\" space enter enter ctrl-s");
    assert_eq!(planned(&effects).request.wells, ["tag:north"]);
    assert!(screens::text(&state).contains("chosen by tag:north"), "{}", screens::text(&state));
    assert!(matches!(&press(&mut state, "enter")[..], [Effect::StartRun(request)]
        if request.wells == ["tag:north"]));
}

#[test]
fn a_plan_follows_what_somebody_stores_meanwhile() {
    let mut state = on_canvas((80, 24));
    press(&mut state, "r");
    let mut theirs = rows::detail();
    theirs.definition.nodes.retain(|node| node.id != "sw");
    theirs.updated_at += TimeDelta::minutes(3);
    let effects = event(&mut state, Event::Answer(Answer::Pipeline(Box::new(theirs))));
    let again = effects.iter().find(|effect| matches!(effect, Effect::LoadPlan(_)));
    assert!(
        matches!(again, Some(Effect::LoadPlan(subject)) if subject.definition.nodes.len() == 5)
    );
}

#[test]
fn a_plan_is_told_without_colours_and_in_ascii() {
    let mut state = rows::state_with((80, 24), ColorDepth::None);
    state.ascii = true;
    state.set_focus(Pane::Canvas);
    press(&mut state, "r pagedown");
    let text = screens::text(&state);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!("plan_ascii", text);
}
