//! Branches of the open pipeline: listed, begun, switched to, merged, forgotten.

use uuid::Uuid;

use super::editing::review;
use crate::domain::dag::MAIN_BRANCH;
use crate::edit::draft::Draft;
use crate::services::branches::BranchMerge;
use crate::services::rows::BranchRow;
use crate::services::saving::Saved;
use crate::tui::command::Action;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::branches::Branches;
use crate::tui::overlay::confirm::Question;
use crate::tui::overlay::merge::{Merging, Subject};
use crate::tui::pane::canvas;
use crate::tui::pane::drafts::Work;
use crate::tui::state::State;

/// Returns the open pipeline.
fn open(state: &State) -> Option<Uuid> {
    state.pipelines.open.as_ref().map(|open| open.id)
}

/// Lists the branches.
pub(super) fn list(state: &mut State) -> Vec<Effect> {
    let Some(pipeline) = open(state) else { return Vec::new() };
    state.overlays.push(Overlay::Branches(Branches::new(pipeline)));
    vec![Effect::LoadBranches(pipeline)]
}

/// Takes the list.
pub(super) fn listed(state: &mut State, pipeline: Uuid, rows: Vec<BranchRow>) {
    let here = state.pipelines.branch().to_owned();
    for overlay in &mut state.overlays {
        let Overlay::Branches(list) = overlay else { continue };
        if list.pipeline != pipeline {
            continue;
        }
        if list.rows.is_none() {
            list.cursor.selected = rows.iter().position(|row| row.name == here).unwrap_or(0);
        }
        list.cursor.selected = list.cursor.selected.min(rows.len().saturating_sub(1));
        list.rows = Some(rows);
        return;
    }
}

/// Reads the list again, if it is shown.
pub(super) fn refresh(state: &State) -> Vec<Effect> {
    let shown = state.overlays.iter().find_map(|overlay| match overlay {
        Overlay::Branches(list) => Some(list.pipeline),
        _ => None,
    });
    shown.map(Effect::LoadBranches).into_iter().collect()
}

/// Lets the draft go on from another branch; unsaved changes stay where they are.
pub(super) fn switch(state: &mut State, branch: String) -> Vec<Effect> {
    let Some(pipeline) = open(state) else { return Vec::new() };
    if state.pipelines.branch() == branch {
        state.note(format!("the draft is on {branch} already"));
        return Vec::new();
    }
    if state.pipelines.is_changed() {
        state.note(
            "save or discard the unsaved changes first: they belong to the branch they are on",
        );
        return Vec::new();
    }
    vec![Effect::SwitchBranch(pipeline, branch)]
}

/// Shows a branch.
pub(super) fn switched(state: &mut State, draft: Draft) -> Vec<Effect> {
    let id = draft.pipeline;
    let Some(project) = state.pipelines.open.as_ref().map(|open| open.project_id) else {
        return Vec::new();
    };
    // What was edited while the branch was read is not thrown away.
    if open(state) != Some(id) || state.pipelines.is_changed() {
        return Vec::new();
    }
    let branch = draft.branch.clone();
    let mut effects = vec![Effect::KeepDraft(project, Box::new(draft.clone()))];
    state.pipelines.drafts.insert(id, Work::new(project, draft));
    state.pipelines.advance();
    state.pipelines.select_known();
    state.say(match branch.as_str() {
        MAIN_BRANCH => "back on main, which is what runs".to_owned(),
        branch => format!("on {branch}: saves go there, runs are of main"),
    });
    effects.extend(review(state).map(Effect::Review));
    effects.extend(canvas::redraw(state));
    effects
}

/// Begins a branch where the draft's own branch is.
pub(super) fn create(state: &State, name: String) -> Vec<Effect> {
    let from = state.pipelines.branch().to_owned();
    open(state).map(|pipeline| Effect::CreateBranch { pipeline, name, from }).into_iter().collect()
}

/// Goes to the branch that was begun.
pub(super) fn created(state: &mut State, pipeline: Uuid, name: String) -> Vec<Effect> {
    if open(state) != Some(pipeline) {
        return Vec::new();
    }
    let mut effects = refresh(state);
    if state.pipelines.is_changed() {
        state.say(format!("{name} is there; the unsaved changes stay where they are"));
    } else {
        effects.extend(switch(state, name));
    }
    effects
}

/// Asks what merging a branch into that of the draft would come to.
pub(super) fn plan_merge(state: &mut State, from: String) -> Vec<Effect> {
    let into = state.pipelines.branch().to_owned();
    let Some(pipeline) = open(state) else { return Vec::new() };
    if from == into {
        state.note(format!("switch to another branch to merge {from} into that"));
        return Vec::new();
    }
    if state.pipelines.is_changed() {
        state.note("save or discard the unsaved changes first");
        return Vec::new();
    }
    vec![Effect::PlanMerge { pipeline, from, into }]
}

/// Shows what a merge would come to.
pub(super) fn merge_planned(state: &mut State, planned: BranchMerge) {
    if open(state) != Some(planned.pipeline_id) {
        return;
    }
    if planned.is_done() {
        state.note(format!("{} has all of {} already", planned.into, planned.from));
        return;
    }
    let merging = Merging::new(Subject::Branches(Box::new(planned)));
    state.overlays.push(Overlay::Merge(Box::new(merging)));
}

/// Shows what a merge has made of the branch.
pub(super) fn merged(state: &mut State, planned: &BranchMerge, saved: &Saved) -> Vec<Effect> {
    state.say(format!("merged {} into {}", planned.from, planned.into));
    let mut effects = refresh(state);
    if open(state) == Some(saved.pipeline_id) {
        let now = state.now;
        if let Some(work) = state.pipelines.drafts.get_mut(&saved.pipeline_id)
            && work.draft.branch == saved.branch
            && !work.draft.is_changed()
        {
            let label = format!("merge {}", planned.from);
            work.draft.replace(saved.definition.clone(), label, now);
            work.draft.saved(saved.definition.clone(), saved.updated_at);
            effects.push(Effect::KeepDraft(work.project, Box::new(work.draft.clone())));
            state.pipelines.advance();
            state.pipelines.select_known();
            effects.extend(review(state).map(Effect::Review));
            effects.extend(canvas::redraw(state));
        }
        effects.push(Effect::LoadPipeline(saved.pipeline_id));
    }
    effects
}

/// Asks before a branch is forgotten.
pub(super) fn ask_delete(state: &mut State, name: String) {
    if name == MAIN_BRANCH {
        state.note("main is what runs: it stays");
        return;
    }
    if state.pipelines.branch() == name {
        state.note(format!("the draft is on {name}: switch to another branch first"));
        return;
    }
    let question = Question::new(format!("Delete the branch {name}?"), "Its revisions stay.")
        .choice('n', "no, keep it", None)
        .choice('y', "yes, delete it", Some(Action::DeleteBranch(name)));
    state.overlays.push(Overlay::Confirm(question));
}

/// Forgets a branch.
pub(super) fn delete(state: &State, name: String) -> Vec<Effect> {
    open(state).map(|pipeline| Effect::DeleteBranch(pipeline, name)).into_iter().collect()
}

/// Takes note that a branch is gone.
pub(super) fn deleted(state: &mut State, name: &str, head: Uuid) -> Vec<Effect> {
    let head = crate::services::rows::short_id(head);
    state.say(format!("deleted {name}; its newest revision was {head}"));
    refresh(state)
}
