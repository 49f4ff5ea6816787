//! Edits of the open pipeline: made at once, reviewed and drawn off the draw thread.

use uuid::Uuid;

use super::{branches, saving};
use crate::domain::dag::{DagDefinition, NodeMetadata, NodeType};
use crate::edit::change::Edit;
use crate::edit::fragment::Fragment;
use crate::edit::group::{self, Aftermath};
use crate::services::operators::words;
use crate::tui::command::{Action, Spot};
use crate::tui::effect::{Effect, Review};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::ask::{self, Asked};
use crate::tui::overlay::confirm::Question;
use crate::tui::overlay::pick::{self, Novelty, Pick};
use crate::tui::pane::canvas::aim::{self, Purpose};
use crate::tui::pane::canvas::mode::Mode;
use crate::tui::pane::canvas::{self, place};
use crate::tui::pane::drafts::Facts;
use crate::tui::pane::operators::trial::SetUp;
use crate::tui::state::{Pane, State};
use crate::tui::widget::input::Input;
use crate::tui::widget::text;

/// Makes an edit of the open pipeline.
pub(super) fn edit(state: &mut State, edit: &Edit) -> Vec<Effect> {
    let now = state.now;
    let Some(before) = state.pipelines.definition().cloned() else { return Vec::new() };
    let Some(work) = state.pipelines.work_mut() else { return Vec::new() };
    if let Err(problem) = work.draft.edit(edit, now) {
        state.complain(problem);
        return Vec::new();
    }
    changed(state, &before)
}

/// Takes note that the draft says something else now.
pub(super) fn changed(state: &mut State, before: &DagDefinition) -> Vec<Effect> {
    if state.pipelines.definition() == Some(before) {
        return Vec::new();
    }
    state.pipelines.advance();
    reselect(state, before);
    let Some(work) = state.pipelines.work() else { return Vec::new() };
    let mut effects = vec![Effect::KeepDraft(work.project, Box::new(work.draft.clone()))];
    effects.extend(review(state).map(Effect::Review));
    effects.extend(canvas::redraw(state));
    effects
}

/// Returns what is to be reviewed: the open pipeline as it is shown.
pub(super) fn review(state: &State) -> Option<Box<Review>> {
    let open = state.pipelines.open.as_ref()?;
    Some(Box::new(Review {
        project: open.project_id,
        pipeline: open.id,
        edition: state.pipelines.edition,
        definition: state.pipelines.definition()?.clone(),
    }))
}

/// Keeps the selection on a node that is there: what came is looked at, what went gives way to a
/// neighbour.
pub(super) fn reselect(state: &mut State, before: &DagDefinition) {
    let Some(definition) = state.pipelines.definition() else { return };
    let came = definition.nodes.iter().rev().find(|node| before.node(&node.id).is_none());
    let selected = state.pipelines.node.as_deref();
    let kept = selected.filter(|id| definition.node(id).is_some());
    let neighbour = || {
        let gone = before.node(selected?)?;
        let above = gone.dependencies.iter();
        let below = before.nodes.iter().filter(|node| node.dependencies.contains(&gone.id));
        let mut near = above.chain(below.map(|node| &node.id));
        near.find(|id| definition.node(id).is_some()).map(String::as_str)
    };
    let first = || definition.nodes.first().map(|node| node.id.as_str());
    let next = came.map(|node| node.id.as_str());
    let next = next.or(kept).or_else(neighbour).or_else(first).map(str::to_owned);
    if next != state.pipelines.node {
        state.pipelines.node = next;
        state.pipelines.inspector_offset = 0;
    }
}

/// Takes steps back, or (where negative) does them again.
pub(super) fn go_back(state: &mut State, steps: isize) -> Vec<Effect> {
    let Some(before) = state.pipelines.definition().cloned() else { return Vec::new() };
    let mut last = None;
    for _ in 0..steps.unsigned_abs() {
        let Some(work) = state.pipelines.work_mut() else { return Vec::new() };
        let done = if steps > 0 { work.draft.undo() } else { work.draft.redo() };
        match done {
            Ok(Some(label)) => last = Some(label),
            Ok(None) => break,
            Err(problem) => {
                state.complain(problem);
                break;
            }
        }
    }
    let verb = if steps > 0 { "undid" } else { "did again" };
    match (last, steps.abs()) {
        (Some(label), 1) => state.say(format!("{verb}: {label}")),
        (Some(_), steps) => state.say(format!("{verb} {steps} edits")),
        (None, _) => {}
    }
    changed(state, &before)
}

/// Begins to choose a node on the canvas.
pub(super) fn aim(state: &mut State, purpose: Purpose) -> Vec<Effect> {
    state.set_focus(Pane::Canvas);
    match aim::begin(state, purpose) {
        Ok(Some(wanted)) => super::action(state, wanted),
        Ok(None) => Vec::new(),
        Err(reason) => {
            state.note(reason);
            Vec::new()
        }
    }
}

/// Begins to choose a node for the selected one.
pub(super) fn aim_from_selected(state: &mut State, purpose: fn(String) -> Purpose) -> Vec<Effect> {
    match state.pipelines.selected_node().map(|node| node.id.clone()) {
        Some(node) => aim(state, purpose(node)),
        None => Vec::new(),
    }
}

/// Begins to choose what a new node is.
pub(super) fn pick(state: &mut State, spot: Spot) {
    let pick = Pick::new(state, &spot);
    state.overlays.push(Overlay::Pick(pick));
}

/// Returns where a node that is added goes: after the chosen nodes, as far as they offer anything.
pub(super) fn spot(state: &State) -> Spot {
    let Some(definition) = state.pipelines.definition() else { return Spot::After(Vec::new()) };
    let offers = |id: &String| {
        let node = definition.node(id);
        node.is_some_and(|node| !matches!(node.node_type, NodeType::Output { .. }))
    };
    Spot::After(state.pipelines.chosen().into_iter().filter(offers).collect())
}

/// Adds a new node.
///
/// Who types fast is ahead of the review of the last edit; what flows since then is not known yet, and
/// an operator that was added at once would be bound to something else, or to nothing.
pub(super) fn add(state: &mut State, novelty: &Novelty, spot: &Spot) -> Vec<Effect> {
    if matches!(novelty, Novelty::Operator(_)) && state.pipelines.awaits_review() {
        state.pipelines.add_after_review = Some((novelty.clone(), spot.clone()));
        return Vec::new();
    }
    let Some(wanted) = pick::added(state, novelty, spot) else { return Vec::new() };
    state.pipelines.marked.clear();
    edit(state, &wanted)
}

/// Adds an operator at a spot as it was tried on a well, as far as the curves flow there.
pub(super) fn add_tried(state: &mut State, id: &str, spot: &Spot, tried: &SetUp) -> Vec<Effect> {
    let Some((wanted, lost)) = pick::added_as_tried(state, id, spot, tried) else {
        return Vec::new();
    };
    state.pipelines.marked.clear();
    let effects = edit(state, &wanted);
    let parameters = tried.parameters.iter();
    let parameters = parameters.map(|(name, value)| format!("{name} {}", words::written(value)));
    let mut kept: Vec<String> = parameters.collect();
    let inputs = tried.inputs.iter().filter(|(port, _)| !lost.contains(port));
    kept.extend(inputs.map(|(port, curve)| format!("{port} = {curve}")));
    if !kept.is_empty() {
        state.say(format!("as it was tried: {}", kept.join(", ")));
    }
    if !lost.is_empty() {
        state.note(format!("{} of the trial: no such curve flows here", lost.join(", ")));
    }
    effects
}

/// Deletes the chosen nodes; asks first where others read them.
pub(super) fn delete(state: &mut State) -> Vec<Effect> {
    let nodes = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let flow = state.pipelines.flow();
    let [plain, bridged] =
        [false, true].map(|bridge| group::aftermath(definition, flow, &nodes, bridge));
    let remove = |bridge| Action::Edit(Edit::Remove { nodes: nodes.clone(), bridge });
    if plain.readers.is_empty() {
        return super::action(state, remove(false));
    }
    let name = |id: &String| definition.node(id).map_or("", |node| node.name.as_str());
    let names: Vec<_> = plain.readers.iter().map(name).collect();
    let verb = if names.len() == 1 { "reads" } else { "read" };
    let (what, it) = match nodes.as_slice() {
        [node] => (name(node).to_owned(), "it"),
        nodes => (format!("{} nodes", nodes.len()), "them"),
    };
    let mut told = format!("{} {verb} {it}.", listed(&names));
    if !plain.behind.is_empty() {
        let behind: Vec<_> = plain.behind.iter().map(name).collect();
        told += &format!(" Behind: {}.", listed(&behind));
    }
    let losses = |after: &Aftermath| {
        let ports: usize = after.unbound.values().map(Vec::len).sum();
        let ports = text::of(ports, "port loses its curve", "ports lose their curves");
        if after.unbound.is_empty() { "no port loses its curve".to_owned() } else { ports }
    };
    let question = Question::new(format!("Delete {what}?"), told)
        .choice('b', &format!("bridge the gap: {}", losses(&bridged)), Some(remove(true)))
        .choice('d', &format!("delete: {}", losses(&plain)), Some(remove(false)))
        .choice('n', "keep it", None);
    state.overlays.push(Overlay::Confirm(question));
    Vec::new()
}

/// Lists names as people do, the first few of many.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 6;
    match names {
        [one] => (*one).to_owned(),
        [start @ .., last] if names.len() <= MOST => format!("{} and {last}", start.join(", ")),
        _ => format!("{} and {} more", names[..MOST].join(", "), names.len() - MOST),
    }
}

/// Keeps a copy of the chosen nodes; returns how many.
pub(super) fn copy(state: &mut State) -> usize {
    let chosen = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return 0 };
    let fragment = Fragment::of(definition, state.pipelines.flow(), &chosen);
    let count = fragment.nodes().len();
    state.register = Some(fragment);
    count
}

/// Adds what was copied; several nodes stay marked.
pub(super) fn paste(state: &mut State) -> Vec<Effect> {
    let Some(fragment) = state.register.clone() else { return Vec::new() };
    add_copy(state, &fragment, "paste")
}

/// Takes text that was pasted into the terminal; nodes copied elsewhere are added.
pub(super) fn paste_text(state: &mut State, text: &str) -> Vec<Effect> {
    match Fragment::from_text(text) {
        None => Vec::new(),
        Some(Err(problem)) => {
            state.complain(problem);
            Vec::new()
        }
        Some(Ok(fragment)) => {
            let effects = add_copy(state, &fragment, "paste");
            state.register = Some(fragment);
            effects
        }
    }
}

/// Adds the chosen nodes a second time.
pub(super) fn duplicate(state: &mut State) -> Vec<Effect> {
    let chosen = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let fragment = Fragment::of(definition, state.pipelines.flow(), &chosen);
    add_copy(state, &fragment, "duplicate")
}

fn add_copy(state: &mut State, fragment: &Fragment, verb: &str) -> Vec<Effect> {
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let mut copies = fragment.pasted(definition, &state.pipelines.taken(), [0.0, 0.0]);
    let Edit::Add { nodes } = &mut copies else { return edit(state, &copies) };
    // A copy stands where the layout wants it, not on what it was copied from.
    nodes.iter_mut().for_each(|node| node.metadata.position = None);
    let ids: Vec<_> = nodes.iter().map(|node| node.id.clone()).collect();
    let label = match nodes.as_slice() {
        [node] => format!("{verb} \"{}\"", node.name),
        nodes => format!("{verb} {} nodes", nodes.len()),
    };
    let effects = edit(state, &Edit::Together { label, edits: vec![copies] });
    // Several copies stay marked, so that the next key is about all of them.
    state.pipelines.marked =
        if ids.len() > 1 { ids.into_iter().collect() } else { Default::default() };
    effects
}

/// Asks for a line of text, with what there is now.
pub(super) fn ask(state: &mut State, asked: Asked) {
    let node = state.pipelines.selected_node();
    let now = match asked {
        Asked::Name => node.map(|node| node.name.clone()),
        Asked::Tags => node.map(|node| node.metadata.tags.join(", ")),
        Asked::Note => node.map(|node| node.metadata.description.clone()),
        Asked::NewPipeline(template) => template.map(|slug| saving::free_name(state, slug)),
        Asked::Branch => None,
    };
    let input = Input::new(now.unwrap_or_default());
    state.overlays.push(Overlay::Ask(ask::Question { asked, input }));
}

/// Takes the line that was typed.
pub(super) fn answer(state: &mut State, asked: Asked, typed: String) -> Vec<Effect> {
    match asked {
        Asked::NewPipeline(template) => return saving::new_pipeline(state, &typed, template),
        Asked::Branch => return branches::create(state, typed),
        Asked::Name | Asked::Tags | Asked::Note => {}
    }
    let chosen = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let Some(node) = state.pipelines.selected_node() else {
        return Vec::new();
    };
    let wanted = match asked {
        Asked::NewPipeline(_) | Asked::Branch => return Vec::new(),
        Asked::Name => Edit::Rename { node: node.id.clone(), name: typed },
        Asked::Note => Edit::SetMetadata {
            node: node.id.clone(),
            metadata: NodeMetadata { description: typed, ..node.metadata.clone() },
        },
        Asked::Tags => {
            let typed = typed.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            let typed: Vec<_> = typed.map(str::to_owned).collect();
            let known = &node.metadata.tags;
            let missing = |some: &[String], others: &[String]| -> Vec<String> {
                some.iter().filter(|tag| !others.contains(tag)).cloned().collect()
            };
            let (add, take) = (missing(&typed, known), missing(known, &typed));
            group::tagged(definition, &chosen, &add, &take)
        }
    };
    edit(state, &wanted)
}

/// Begins to move the selected node.
pub(super) fn move_node(state: &mut State) {
    let Some(node) = state.pipelines.selected_node().map(|node| node.id.clone()) else { return };
    state.set_focus(Pane::Canvas);
    let edition = state.pipelines.edition;
    let place = place::Place { node, pins: Default::default(), edition };
    state.pipelines.canvas.mode = Some(Mode::Place(place));
}

/// Lets pinned nodes float: the chosen ones.
pub(super) fn unpin(state: &mut State) -> Vec<Effect> {
    let chosen = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let wanted = group::floated(definition, &chosen);
    let effects = edit(state, &wanted);
    if effects.is_empty() {
        state.note("it is not pinned");
        return canvas::redraw(state);
    }
    effects
}

/// Takes a review; one of an older edition comes too late.
pub(super) fn reviewed(state: &mut State, pipeline: Uuid, facts: Facts) -> Vec<Effect> {
    let open = state.pipelines.open.as_ref().map(|open| open.id);
    if open != Some(pipeline) || facts.edition != state.pipelines.edition {
        return Vec::new();
    }
    let before = state.pipelines.diagnostics().to_vec();
    state.pipelines.facts = Some(facts);
    super::forms::reviewed(state);
    if let Some((novelty, spot)) = state.pipelines.add_after_review.take() {
        return add(state, &novelty, &spot);
    }
    if state.pipelines.diagnostics() == before { Vec::new() } else { canvas::redraw(state) }
}

/// Says what was copied, or that nothing was.
pub(super) fn say_copied(state: &mut State, count: usize, verb: &str) {
    state.note(format!("{verb} {}; p pastes", text::of(count, "node", "nodes")));
}

/// Asks for what mends the problem that is looked at.
pub(super) fn repairs_wanted(state: &mut State) -> Option<Effect> {
    let Some(Overlay::Problems(mut problems)) = state.overlays.last().cloned() else { return None };
    let wanted = problems.wants(state);
    if let Some(top) = state.overlays.last_mut() {
        *top = Overlay::Problems(problems);
    }
    Some(Effect::LoadRepairs(review(state)?, Box::new(wanted?)))
}
