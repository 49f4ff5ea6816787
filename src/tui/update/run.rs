//! Runs: planned first, looked at, then started.

use std::sync::Arc;

use super::forms;
use crate::domain::diagnostic::Diagnostic;
use crate::services::ingestion::IngestionFacts;
use crate::services::plan::RunPlan;
use crate::services::rows::RunRequest;
use crate::tui::effect::Effect;
use crate::tui::forms::wells;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::form::{self, Purpose};
use crate::tui::overlay::plan::{Plan, Subject};
use crate::tui::state::State;

/// Which part of the open pipeline is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Pipeline,
    /// The selected node alone.
    Node,
    /// All up to the selected node.
    UpTo,
}

/// Plans a run of the open pipeline, and shows the plan.
pub(super) fn plan(state: &mut State, part: Part) -> Vec<Effect> {
    let node = state.pipelines.selected_node().map(|node| node.id.clone());
    let Some(open) = state.pipelines.open.as_ref().map(|open| open.id) else { return Vec::new() };
    let request = match part {
        Part::Pipeline => RunRequest::all_of(open),
        Part::Node => RunRequest { only_node: node, ..RunRequest::all_of(open) },
        Part::UpTo => RunRequest { until: node, ..RunRequest::all_of(open) },
    };
    let stored = state.pipelines.unstored().is_none();
    let Some(subject) = subject(state, request, stored) else { return Vec::new() };
    state.overlays.push(Overlay::Plan(Box::new(Plan::new(subject.clone()))));
    vec![Effect::LoadPlan(Box::new(subject))]
}

fn subject(state: &State, request: RunRequest, stored: bool) -> Option<Subject> {
    let open = state.pipelines.open.as_ref()?;
    let definition = match stored {
        true => open.definition.clone(),
        false => state.pipelines.definition()?.clone(),
    };
    Some(Subject { request, project: open.project_id, definition, stored })
}

/// Returns the plan that is being looked at.
fn top(state: &mut State) -> Option<&mut Plan> {
    state.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Plan(plan) => Some(&mut **plan),
        _ => None,
    })
}

/// Plans again: another state of the pipeline, or other wells.
fn again(state: &mut State, request: RunRequest, stored: bool) -> Vec<Effect> {
    let Some(subject) = subject(state, request, stored) else { return Vec::new() };
    let Some(plan) = top(state) else { return Vec::new() };
    if plan.subject == subject {
        return Vec::new();
    }
    *plan = Plan { offset: plan.offset, ..Plan::new(subject.clone()) };
    vec![Effect::LoadPlan(Box::new(subject))]
}

/// Plans what is stored, or what is not stored yet, in place of the other.
pub(super) fn plan_stored(state: &mut State, stored: bool) -> Vec<Effect> {
    let there =
        if stored { state.pipelines.is_stored() } else { state.pipelines.unstored().is_some() };
    let Some(request) = top(state).map(|plan| plan.subject.request.clone()) else {
        return Vec::new();
    };
    if there { again(state, request, stored) } else { Vec::new() }
}

/// Plans again after the pipeline was read anew, so that what is shown stays what would run.
pub(super) fn follow(state: &mut State) -> Vec<Effect> {
    let open = state.pipelines.open.as_ref().map(|open| open.id);
    let Some(plan) = top(state) else { return Vec::new() };
    let (request, stored) = (plan.subject.request.clone(), plan.subject.stored);
    if Some(request.pipeline_id) == open { again(state, request, stored) } else { Vec::new() }
}

/// Takes a plan; one of something else came too late.
pub(super) fn planned(
    state: &mut State,
    subject: &Subject,
    found: Result<Box<RunPlan>, Box<Diagnostic>>,
) {
    if let Some(plan) = top(state)
        && plan.subject == *subject
    {
        plan.found = Some(found.map(Arc::from));
    }
}

/// Opens the form that chooses wells for the run that is being planned.
pub(super) fn choose_wells(state: &mut State) -> Vec<Effect> {
    let Some(plan) = top(state) else { return Vec::new() };
    let (project, chosen) = (plan.subject.project, plan.subject.request.wells.clone());
    forms::show(state, wells::form(&chosen), Purpose::Wells);
    vec![Effect::LoadIngestion(project, vec!["*".to_owned()])]
}

/// Offers the wells of the project in the form, if it is the one that is open.
pub(super) fn offer_wells(state: &mut State, facts: &IngestionFacts) -> bool {
    let Some(dialog) = form::top(state) else { return false };
    let asked = dialog.purpose == Purpose::Wells;
    if asked {
        wells::set_facts(&mut dialog.form, facts);
    }
    asked
}

/// Plans the run for the wells that were chosen.
pub(super) fn take_wells(state: &mut State) -> Vec<Effect> {
    let Some(wells) = form::top(state).map(|dialog| dialog.form.texts("wells")) else {
        return Vec::new();
    };
    form::close(state);
    let Some(plan) = top(state) else { return Vec::new() };
    let stored = plan.subject.stored;
    let request = RunRequest { wells, ..plan.subject.request.clone() };
    again(state, request, stored)
}
