//! Revisions of the open pipeline: looked at, compared, restored; comparison with other pipelines.

use std::sync::Arc;

use uuid::Uuid;

use super::editing::changed;
use crate::canvas::layout::Zoom;
use crate::domain::dag::DagDefinition;
use crate::edit::suffixes::with_suffixes_of;
use crate::services::revisions::Revision;
use crate::services::rows::{PipelineDetail, RevisionRow, short_id};
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::compare::Compare;
use crate::tui::overlay::revisions::{Pair, Revisions};
use crate::tui::pane::canvas::Picture;
use crate::tui::state::State;

/// Lists the revisions.
pub(super) fn list(state: &mut State) -> Vec<Effect> {
    let Some(pipeline) = state.pipelines.open.as_ref().map(|open| open.id) else {
        return Vec::new();
    };
    state.overlays.push(Overlay::Revisions(Box::new(Revisions::new(pipeline))));
    vec![Effect::LoadRevisions(pipeline)]
}

fn top(state: &mut State) -> Option<&mut Revisions> {
    state.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Revisions(list) => Some(&mut **list),
        _ => None,
    })
}

/// Takes the list; the selection stays on its revision.
pub(super) fn listed(state: &mut State, pipeline: Uuid, rows: Vec<RevisionRow>) -> Vec<Effect> {
    let Some(list) = top(state).filter(|list| list.pipeline == pipeline) else { return Vec::new() };
    let selected = list.selected().map(|row| row.id);
    let place = rows.iter().position(|row| Some(row.id) == selected);
    list.cursor.selected = place.unwrap_or(0);
    list.rows = Some(rows);
    look(state)
}

/// Asks for what the selected revision says, if it is not known.
pub(super) fn look(state: &mut State) -> Vec<Effect> {
    let Some(list) = top(state) else { return Vec::new() };
    let selected = list.selected().map(|row| row.id).filter(|id| !list.known.contains_key(id));
    selected.map(|id| Effect::LoadRevision(list.pipeline, id)).into_iter().collect()
}

/// Takes what a revision says.
pub(super) fn read(state: &mut State, pipeline: Uuid, revision: Revision) {
    if let Some(list) = top(state).filter(|list| list.pipeline == pipeline) {
        list.known.insert(revision.row.id, Arc::new(revision.definition));
    }
}

/// Makes what is shown say what a revision said, as an edit: it can be undone, and is yet to be saved.
pub(super) fn restore(state: &mut State, id: Uuid, definition: &DagDefinition) -> Vec<Effect> {
    let now = state.now;
    let Some(before) = state.pipelines.definition().cloned() else { return Vec::new() };
    let Some(work) = state.pipelines.work_mut() else { return Vec::new() };
    let mut restored = with_suffixes_of(&before, definition.clone());
    restored.id.clone_from(&before.id);
    restored.project_id.clone_from(&before.project_id);
    work.draft.replace(restored, format!("restore {}", short_id(id)), now);
    let effects = changed(state, &before);
    if effects.is_empty() {
        state.note("nothing differs from that revision");
    } else {
        state.say(format!("restored {}; u undoes, ctrl-s saves", short_id(id)));
    }
    effects
}

/// Draws the two versions that are looked at as one graph.
pub(super) fn compare(state: &mut State) -> Vec<Effect> {
    let list = state.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::Revisions(list) => Some(list),
        _ => None,
    });
    let pair = list.and_then(|list| list.pair(state));
    pair.map_or_else(Vec::new, |pair| show(state, pair))
}

fn show(state: &mut State, Pair { before, after }: Pair) -> Vec<Effect> {
    let compare = Compare::new(before, after);
    if compare.is_empty() {
        state.note("nothing differs");
        return Vec::new();
    }
    let request = compare.request(state.size);
    state.overlays.push(Overlay::Compare(Box::new(compare)));
    vec![Effect::DrawComparison(Box::new(request))]
}

/// Draws the comparison at another zoom.
pub(super) fn zoom(state: &mut State, zoom: Option<Zoom>) -> Vec<Effect> {
    let size = state.size;
    match state.overlays.last_mut() {
        Some(Overlay::Compare(compare)) => {
            compare.zoom = zoom;
            vec![Effect::DrawComparison(Box::new(compare.request(size)))]
        }
        _ => Vec::new(),
    }
}

/// Takes the drawn comparison.
pub(super) fn drawn(state: &mut State, picture: Arc<Picture>) {
    let size = state.size;
    let shown = state.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Compare(compare) => Some(compare),
        _ => None,
    });
    if let Some(compare) = shown {
        compare.set_picture(picture, size);
    }
}

/// Compares another pipeline with what is shown.
pub(super) fn other(state: &mut State, other: PipelineDetail) -> Vec<Effect> {
    let Some(shown) = state.pipelines.definition().cloned() else { return Vec::new() };
    let before = (other.definition.name.clone(), other.definition);
    show(state, Pair { before, after: (shown.name.clone(), shown) })
}
