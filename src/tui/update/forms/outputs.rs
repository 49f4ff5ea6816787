//! The table of outputs: which are kept as curves, judged again at every key.

use super::{as_shown, show, submit};
use crate::domain::dag::NodeType;
use crate::services::mapping::MappingFacts;
use crate::tui::effect::Effect;
use crate::tui::forms::mapping;
use crate::tui::overlay::form::{Purpose, top};
use crate::tui::state::State;
use crate::tui::widget::form::FormEvent;

/// Opens the table for the operators among the chosen nodes; for all, where none is chosen.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let Some(definition) = state.pipelines.definition().cloned() else { return Vec::new() };
    let is_operator = |id: &String| {
        let node = definition.node(id);
        node.is_some_and(|node| matches!(node.node_type, NodeType::Operator { .. }))
    };
    let mut nodes: Vec<String> = state.pipelines.chosen().into_iter().filter(is_operator).collect();
    if nodes.is_empty() {
        nodes = definition.nodes.iter().map(|node| node.id.clone()).filter(is_operator).collect();
    }
    if nodes.is_empty() {
        state.note("no node computes anything yet");
        return Vec::new();
    }
    let flow = state.pipelines.flow().clone();
    let form = mapping::form(&definition, &flow, &nodes);
    show(state, form, Purpose::Outputs(nodes.clone()));
    judge(state);
    ask(state, nodes)
}

fn ask(state: &State, nodes: Vec<String>) -> Vec<Effect> {
    as_shown(state, None).map(|review| Effect::LoadMapping(review, nodes)).into_iter().collect()
}

/// Takes what happened in the table.
pub(super) fn told(state: &mut State, event: &FormEvent) -> Vec<Effect> {
    match event {
        FormEvent::Changed { .. } => judge(state),
        FormEvent::Submit => {
            let Some(definition) = state.pipelines.definition().cloned() else { return Vec::new() };
            let edit = top(state).map(|dialog| mapping::edit(&definition, &dialog.form));
            return submit(state, edit);
        }
        _ => {}
    }
    Vec::new()
}

/// Builds the table anew, with what is known by now.
pub(super) fn rebuild(state: &mut State, nodes: &[String]) {
    let Some(definition) = state.pipelines.definition().cloned() else { return };
    let flow = state.pipelines.flow().clone();
    if let Some(dialog) = top(state) {
        dialog.form = mapping::form(&definition, &flow, nodes);
    }
    judge(state);
}

/// Takes what stands where the outputs would be written.
pub(super) fn facts(state: &mut State, facts: Vec<MappingFacts>) {
    state.known.mapping = facts;
    judge(state);
}

fn judge(state: &mut State) {
    let Some(definition) = state.pipelines.definition().cloned() else { return };
    let facts = std::mem::take(&mut state.known.mapping);
    if let Some(dialog) = top(state)
        && matches!(dialog.purpose, Purpose::Outputs(_))
    {
        mapping::judge(&mut dialog.form, &definition, &facts);
    }
    state.known.mapping = facts;
}
