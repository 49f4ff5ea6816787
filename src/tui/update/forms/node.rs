//! The form of a node: its source, operator or destination.

use std::sync::Arc;

use super::{as_shown, show, submit};
use crate::domain::dag::{DagNode, NodeType, SourceType};
use crate::domain::flow::FlowReport;
use crate::domain::statistics::CurveStatistics;
use crate::services::ingestion::IngestionFacts;
use crate::services::preview::NodePreview;
use crate::tui::effect::Effect;
use crate::tui::forms::{ingestion, operator, output};
use crate::tui::overlay::form::{Purpose, close, top};
use crate::tui::state::State;
use crate::tui::widget::form::{Ask, Form, FormEvent};

/// Opens the form of the selected node.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let Some(node) = state.pipelines.selected_node().cloned() else { return Vec::new() };
    let form = built(state, &node);
    let purpose = Purpose::Node { node: node.id.clone(), shown: Box::new(node.clone()) };
    show(state, form, purpose);
    if is_of_wells(&node) { ask_facts(state, &node) } else { Vec::new() }
}

/// Takes what happened in the form.
pub(super) fn told(state: &mut State, id: &str, shown: &DagNode, event: &FormEvent) -> Vec<Effect> {
    // The draft may have lost the node meanwhile, by an undo of another key.
    let Some(stored) = state.pipelines.definition().and_then(|it| it.node(id)).cloned() else {
        close(state);
        return Vec::new();
    };
    match event {
        FormEvent::Changed { field } => changed(state, shown, field),
        FormEvent::Submit => {
            let wells = state.known.ingestion.clone().unwrap_or_default();
            let edit = top(state).map(|dialog| match &stored.node_type {
                NodeType::Ingestion { .. } => ingestion::edit(&stored, &dialog.form, &wells.wells),
                NodeType::Operator { .. } => operator::edit(&stored, shown, &dialog.form),
                NodeType::Output { .. } => output::edit(&stored, &dialog.form),
            });
            submit(state, edit)
        }
        FormEvent::Ask { field, what: Ask::Suggestions | Ask::Pick } => {
            state.known.waiting = Some(field.clone());
            let Some(review) = as_shown(state, None) else { return Vec::new() };
            let flow = flow(state);
            let ground = operator::Ground {
                definition: &review.definition,
                flow: &flow,
                operators: &state.operators.clone(),
            };
            let keys = top(state).map(|dialog| operator::sources(&dialog.form, &ground, shown));
            vec![Effect::LoadStatistics(review, id.to_owned(), keys.unwrap_or_default())]
        }
        _ => Vec::new(),
    }
}

fn changed(state: &mut State, shown: &DagNode, field: &str) -> Vec<Effect> {
    let known = state.known.ingestion.clone();
    match &shown.node_type {
        NodeType::Ingestion { .. } => {
            let tops = known.as_ref().map_or(&[][..], |facts| &facts.tops);
            if let Some(dialog) = top(state) {
                ingestion::changed(&mut dialog.form, field, tops);
            }
            match field {
                "wells" | "all" => ask_facts(state, shown),
                "curves" | "depth" | "from_top" | "to_top" => ask_preview(state, shown),
                _ => Vec::new(),
            }
        }
        NodeType::Operator { .. } => {
            if field == "operator" {
                exchange(state, shown);
            } else if let Some(dialog) = top(state) {
                operator::changed(&mut dialog.form);
            }
            Vec::new()
        }
        NodeType::Output { .. } => {
            if let Some(dialog) = top(state) {
                output::changed(&mut dialog.form);
            }
            Vec::new()
        }
    }
}

/// Shows the form of another operator in place of this one.
fn exchange(state: &mut State, shown: &DagNode) {
    let Some(definition) = state.pipelines.definition().cloned() else { return };
    let flow = flow(state);
    let operators = state.operators.clone();
    let ground = operator::Ground { definition: &definition, flow: &flow, operators: &operators };
    let Some(dialog) = top(state) else { return };
    let Some(exchanged) = operator::exchanged(&ground, shown, &dialog.form) else { return };
    let mut form = operator::form(&ground, &exchanged);
    form.focus("operator");
    dialog.form = form;
    if let Purpose::Node { shown, .. } = &mut dialog.purpose {
        **shown = exchanged;
    }
}

/// Builds the form anew, with what is known by now.
pub(super) fn rebuild(state: &mut State, shown: &DagNode) {
    let mut form = built(state, shown);
    if let Some(facts) = &state.known.ingestion {
        ingestion::set_facts(&mut form, facts);
    }
    if let Some(dialog) = top(state) {
        if let Some(key) = dialog.form.focused().map(|field| field.key.clone()) {
            form.focus(&key);
        }
        dialog.form = form;
    }
}

fn built(state: &State, node: &DagNode) -> Form {
    match (&node.node_type, state.pipelines.definition()) {
        (NodeType::Ingestion { .. }, _) => ingestion::form(node),
        (NodeType::Output { .. }, _) => output::form(node),
        (NodeType::Operator { .. }, Some(definition)) => {
            let flow = flow(state);
            let operators = &state.operators;
            operator::form(&operator::Ground { definition, flow: &flow, operators }, node)
        }
        (NodeType::Operator { .. }, None) => Form::new(node.name.clone(), Vec::new()),
    }
}

fn flow(state: &State) -> FlowReport {
    state.pipelines.flow().clone()
}

fn is_of_wells(node: &DagNode) -> bool {
    matches!(&node.node_type, NodeType::Ingestion { source_type: SourceType::WellLogs { .. }, .. })
}

/// Asks for wells and curves of the selection, and for what the node would bring.
fn ask_facts(state: &mut State, node: &DagNode) -> Vec<Effect> {
    let selection = top(state).map(|dialog| ingestion::selection(&dialog.form));
    let Some((project, selection)) = state.project.zip(selection) else { return Vec::new() };
    let mut effects = vec![Effect::LoadIngestion(project, selection)];
    effects.extend(ask_preview(state, node));
    effects
}

fn ask_preview(state: &mut State, node: &DagNode) -> Vec<Effect> {
    let known = state.known.ingestion.clone().unwrap_or_default();
    let shown = top(state).map(|dialog| ingestion::shown(node, &dialog.form, &known.wells));
    let review = as_shown(state, shown.as_ref());
    review.map(|review| Effect::LoadPreview(review, node.id.clone())).into_iter().collect()
}

/// Takes wells, curves and tops.
pub(super) fn ingestion_facts(state: &mut State, facts: Arc<IngestionFacts>) -> Vec<Effect> {
    let Some(dialog) = top(state) else { return Vec::new() };
    let Purpose::Node { shown, .. } = &dialog.purpose else { return Vec::new() };
    let shown = shown.clone();
    ingestion::set_facts(&mut dialog.form, &facts);
    let first = state.known.ingestion.replace(facts).is_none();
    // Names behind a tag are known only now.
    if first { ask_preview(state, &shown) } else { Vec::new() }
}

/// Takes what a node would bring.
pub(super) fn preview(state: &mut State, node: &str, preview: &NodePreview) {
    let Some(dialog) = top(state) else { return };
    if matches!(&dialog.purpose, Purpose::Node { node: open, .. } if open == node) {
        ingestion::set_preview(&mut dialog.form, preview);
    }
}

/// Takes statistics of the inputs, as values to pick.
pub(super) fn statistics(state: &mut State, node: &str, statistics: &[CurveStatistics]) {
    let Some(field) = state.known.waiting.take() else { return };
    let Some(dialog) = top(state) else { return };
    if !matches!(&dialog.purpose, Purpose::Node { node: open, .. } if open == node) {
        return;
    }
    let unit = dialog.form.field(&field).map(|field| field.unit.clone()).unwrap_or_default();
    let values = operator::suggestions(statistics, &unit);
    if values.is_empty() {
        let note = "no input in this unit has values before a run";
        dialog.form.set_note(&field, Some(note.to_owned()));
    }
    dialog.form.set_suggestions(&field, values);
}
