//! Edits of the open pipeline: made at once, kept for a restart, reviewed and drawn off the thread.

use std::sync::Arc;

use uuid::Uuid;

use crate::domain::dag::{DagDefinition, NodeMetadata};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::flow::FlowReport;
use crate::edit::change::Edit;
use crate::edit::draft::Draft;
use crate::services::rows::RunRequest;
use crate::tui::command::{Action, Spot};
use crate::tui::effect::{Effect, Review};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::ask::{self, Asked};
use crate::tui::overlay::confirm::Question;
use crate::tui::overlay::palette::Search;
use crate::tui::overlay::pick::Pick;
use crate::tui::pane::canvas::aim::{self, Purpose};
use crate::tui::pane::canvas::mode::Mode;
use crate::tui::pane::canvas::{self, place};
use crate::tui::pane::drafts::Work;
use crate::tui::rules::{self, Novelty};
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
    let mut effects = vec![Effect::KeepDraft(Box::new(work.draft.clone()))];
    effects.extend(review(state));
    effects.extend(canvas::redraw(state));
    effects
}

/// Asks what is wrong with what is shown, and what flows in it.
pub(super) fn review(state: &State) -> Option<Effect> {
    let open = state.pipelines.open.as_ref()?;
    Some(Effect::Review(Box::new(Review {
        project: open.project_id,
        pipeline: open.id,
        edition: state.pipelines.edition,
        definition: state.pipelines.definition()?.clone(),
    })))
}

/// Keeps the selection on a node that is there: what came is looked at, what went gives way to a
/// neighbour.
fn reselect(state: &mut State, before: &DagDefinition) {
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
    state.overlays.push(Overlay::Pick(Pick { search: Search::default(), spot }));
}

/// Returns where a node that is added goes: after the chosen nodes, as far as they offer anything.
pub(super) fn spot(state: &State) -> Spot {
    use crate::domain::dag::NodeType;
    let Some(definition) = state.pipelines.definition() else { return Spot::After(Vec::new()) };
    let offers = |id: &String| {
        let node = definition.node(id);
        node.is_some_and(|node| !matches!(node.node_type, NodeType::Output { .. }))
    };
    Spot::After(state.pipelines.chosen().into_iter().filter(offers).collect())
}

/// Adds a new node.
pub(super) fn add(state: &mut State, novelty: &Novelty, spot: &Spot) -> Vec<Effect> {
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let reads = match (novelty, spot) {
        (Novelty::Source(_), _) => Vec::new(),
        (_, Spot::After(nodes)) => nodes.clone(),
        (_, Spot::On { from, .. }) => vec![from.clone()],
    };
    let node = rules::fresh(definition, &state.operators, novelty, reads);
    let wanted = match spot {
        Spot::After(_) => Edit::Add { nodes: vec![node] },
        Spot::On { from, to } => Edit::InsertOn {
            from: from.clone(),
            to: to.clone(),
            node: Box::new(node),
            inputs: rules::Inputs::new(),
        },
    };
    state.pipelines.marked.clear();
    edit(state, &wanted)
}

/// Deletes the chosen nodes; asks first where others read them.
pub(super) fn delete(state: &mut State) -> Vec<Effect> {
    let nodes = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let reads = |reader: &&crate::domain::dag::DagNode| {
        !nodes.contains(&reader.id) && reader.dependencies.iter().any(|read| nodes.contains(read))
    };
    let readers: Vec<_> = definition.nodes.iter().filter(reads).collect();
    let remove = |bridge| Action::Edit(Edit::Remove { nodes: nodes.clone(), bridge });
    if readers.is_empty() {
        return super::action(state, remove(false));
    }
    let names: Vec<_> = readers.iter().map(|reader| reader.name.as_str()).collect();
    let verb = if names.len() == 1 { "reads" } else { "read" };
    let what = match nodes.as_slice() {
        [node] => definition.node(node).map_or_else(String::new, |node| node.name.clone()),
        nodes => format!("{} nodes", nodes.len()),
    };
    let question =
        Question::new(format!("Delete {what}?"), format!("{} {verb} it.", listed(&names)))
            .choice('b', "bridge: they read what it read", Some(remove(true)))
            .choice('d', "delete; what reads it loses that", Some(remove(false)))
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
    let nodes = chosen.iter().filter_map(|id| definition.node(id)).cloned().collect();
    state.register = nodes;
    state.register.len()
}

/// Adds what was copied, and marks it.
pub(super) fn paste(state: &mut State) -> Vec<Effect> {
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let nodes = rules::pasted(definition, &state.register);
    add_and_mark(state, nodes, "paste")
}

/// Adds the chosen nodes a second time.
pub(super) fn duplicate(state: &mut State) -> Vec<Effect> {
    let chosen = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let nodes: Vec<_> = chosen.iter().filter_map(|id| definition.node(id)).cloned().collect();
    let nodes = rules::pasted(definition, &nodes);
    add_and_mark(state, nodes, "duplicate")
}

fn add_and_mark(
    state: &mut State,
    nodes: Vec<crate::domain::dag::DagNode>,
    verb: &str,
) -> Vec<Effect> {
    let ids: Vec<_> = nodes.iter().map(|node| node.id.clone()).collect();
    let label = match nodes.as_slice() {
        [node] => format!("{verb} \"{}\"", node.name),
        nodes => format!("{verb} {} nodes", nodes.len()),
    };
    let effects = edit(state, &Edit::Together { label, edits: vec![Edit::Add { nodes }] });
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
        Asked::NewPipeline => None,
    };
    let input = Input::new(now.unwrap_or_default());
    state.overlays.push(Overlay::Ask(ask::Question { asked, input }));
}

/// Takes the line that was typed.
pub(super) fn answer(state: &mut State, asked: Asked, typed: String) -> Vec<Effect> {
    if asked == Asked::NewPipeline {
        return new_pipeline(state, &typed);
    }
    let chosen = state.pipelines.chosen();
    let Some(definition) = state.pipelines.definition() else { return Vec::new() };
    let Some(node) = state.pipelines.selected_node() else {
        return Vec::new();
    };
    let wanted = match asked {
        Asked::NewPipeline => return Vec::new(),
        Asked::Name => Edit::Rename { node: node.id.clone(), name: typed },
        Asked::Note => Edit::SetMetadata {
            node: node.id.clone(),
            metadata: NodeMetadata { description: typed, ..node.metadata.clone() },
        },
        Asked::Tags => {
            let tags = typed.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            let tags: Vec<_> = tags.map(str::to_owned).collect();
            let nodes = chosen.iter().filter_map(|id| definition.node(id));
            let edits: Vec<_> = nodes
                .map(|node| Edit::SetMetadata {
                    node: node.id.clone(),
                    metadata: NodeMetadata { tags: tags.clone(), ..node.metadata.clone() },
                })
                .collect();
            let label = match edits.as_slice() {
                [_] => format!("tag \"{}\"", node.name),
                edits => format!("tag {} nodes", edits.len()),
            };
            Edit::Together { label, edits }
        }
    };
    edit(state, &wanted)
}

/// Begins a pipeline without nodes, and opens it.
fn new_pipeline(state: &mut State, name: &str) -> Vec<Effect> {
    let Some(project) = state.project else { return Vec::new() };
    let draft = Draft::new_pipeline(name);
    let id = draft.pipeline;
    let kept = Effect::KeepDraft(Box::new(draft.clone()));
    let pipelines = &mut state.pipelines;
    pipelines.drafts.insert(id, Work::new(project, draft));
    pipelines.rows.get_or_insert_default();
    pipelines.list_unstored(project);
    pipelines.filter = Input::default();
    pipelines.select(id);
    pipelines.open_unstored(id);
    state.set_focus(Pane::Canvas);
    let mut effects = vec![kept];
    effects.extend(canvas::redraw(state));
    effects
}

/// Stores the draft.
pub(super) fn save(state: &mut State) -> Vec<Effect> {
    let Some(work) = state.pipelines.work_mut() else { return Vec::new() };
    if work.saving {
        return Vec::new();
    }
    work.saving = true;
    vec![Effect::SaveDraft(work.project, Box::new(work.draft.clone()))]
}

/// Takes note of what was stored.
pub(super) fn saved(
    state: &mut State,
    pipeline: Uuid,
    definition: DagDefinition,
    updated_at: chrono::DateTime<chrono::Utc>,
) -> Vec<Effect> {
    let Some(work) = state.pipelines.drafts.get_mut(&pipeline) else { return Vec::new() };
    work.saving = false;
    let name = definition.name.clone();
    work.draft.saved(definition, updated_at);
    let kept = Effect::KeepDraft(Box::new(work.draft.clone()));
    let project = work.project;
    state.say(format!("stored {name}"));
    let mut effects = vec![kept, Effect::LoadPipelines(project)];
    if state.pipelines.selected() == Some(pipeline) {
        effects.push(Effect::LoadPipeline(pipeline));
    }
    let run = state.pipelines.run_after_save.take_if(|run| run.pipeline_id == pipeline);
    effects.extend(run.map(Effect::StartRun));
    effects
}

/// Tells why a draft was not stored.
pub(super) fn not_saved(state: &mut State, pipeline: Uuid) {
    if let Some(work) = state.pipelines.drafts.get_mut(&pipeline) {
        work.saving = false;
    }
    state.pipelines.run_after_save = None;
}

/// Asks before a run of a pipeline with unsaved changes; says whether it asked.
pub(super) fn ask_before_run(state: &mut State, request: &RunRequest) -> bool {
    let Some(work) = state.pipelines.work().filter(|work| work.draft.is_changed()) else {
        return false;
    };
    let name = work.draft.definition.name.clone();
    let stored = work.draft.base.is_some();
    let mut question = Question::new(
        format!("{name} has unsaved changes"),
        "A run computes what is stored, so that what it did can be told afterwards.",
    )
    .choice('s', "save, then run", Some(Action::SaveAndRun(request.clone())));
    if stored {
        question = question.choice('r', "run what is stored", Some(Action::Run(request.clone())));
    }
    state.overlays.push(Overlay::Confirm(question.choice('n', "do not run", None)));
    true
}

/// Asks before unsaved changes are thrown away.
pub(super) fn ask_discard(state: &mut State) {
    let Some(work) = state.pipelines.work() else { return };
    let name = &work.draft.definition.name;
    let told = match &work.draft.base {
        Some(_) => "It becomes what is stored.",
        None => "It was never stored: all of it goes.",
    };
    let question = Question::new(format!("Discard the changes of {name}?"), told)
        .choice('n', "no, keep them", None)
        .choice('y', "yes, throw them away", Some(Action::Discard));
    state.overlays.push(Overlay::Confirm(question));
}

/// Throws the draft away.
pub(super) fn discard(state: &mut State) -> Vec<Effect> {
    let Some(open) = state.pipelines.open.clone() else { return Vec::new() };
    let Some(work) = state.pipelines.drafts.remove(&open.id) else { return Vec::new() };
    let mut effects = vec![Effect::DropDraft(open.id)];
    state.pipelines.advance();
    if work.draft.base.is_none() {
        if let Some(rows) = &mut state.pipelines.rows {
            rows.retain(|row| row.id != open.id);
        }
        state.pipelines.open = None;
        state.pipelines.node = None;
        state.pipelines.canvas.forget();
        state.set_focus(Pane::Pipelines);
        effects.extend(super::actions::selection_changed(state));
    } else {
        reselect(state, &work.draft.definition);
        effects.push(Effect::LoadPipeline(open.id));
        effects.extend(canvas::redraw(state));
    }
    effects
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
    match place::unpinned(definition, &chosen) {
        Some(wanted) => {
            let mut effects = edit(state, &wanted);
            if effects.is_empty() {
                effects = canvas::redraw(state);
            }
            effects
        }
        None => {
            state.note("it is not pinned");
            canvas::redraw(state)
        }
    }
}

/// Takes a review; one of an older edition comes too late.
pub(super) fn reviewed(
    state: &mut State,
    pipeline: Uuid,
    edition: u64,
    diagnostics: Vec<Diagnostic>,
    flow: Arc<FlowReport>,
) -> Vec<Effect> {
    let open = state.pipelines.open.as_ref().map(|open| open.id);
    if open != Some(pipeline) || edition != state.pipelines.edition {
        return Vec::new();
    }
    state.pipelines.flow = Some((pipeline, flow));
    super::forms::reviewed(state);
    match state.pipelines.drafts.get_mut(&pipeline) {
        Some(work) => work.reviewed = diagnostics,
        None => return Vec::new(),
    }
    canvas::redraw(state)
}

/// Says what was copied, or that nothing was.
pub(super) fn say_copied(state: &mut State, count: usize, verb: &str) {
    state.note(format!("{verb} {}; p pastes", text::of(count, "node", "nodes")));
}
