//! Drafts: kept, saved, merged with what others saved, thrown away.

use uuid::Uuid;

use super::editing::{changed, reselect, review};
use crate::domain::dag::MAIN_BRANCH;
use crate::domain::dag_file;
use crate::domain::diagnostic::Diagnostic;
use crate::edit::draft::Draft;
use crate::edit::merge::Choice;
use crate::services::saving::{Conflict, Saved};
use crate::services::templates::{Template, templates};
use crate::tui::command::Action;
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::confirm::Question;
use crate::tui::overlay::merge::{Merging, Subject};
use crate::tui::pane::canvas;
use crate::tui::pane::drafts::Work;
use crate::tui::state::{Pane, State};
use crate::tui::widget::input::Input;
use crate::tui::widget::text;

/// Returns a name for a pipeline from a template that no pipeline of the list has.
pub(super) fn free_name(state: &State, template: &str) -> String {
    let title = template_of(template).map_or_else(String::new, |template| template.title.clone());
    let taken = |name: &String| state.pipelines.rows.iter().flatten().any(|row| row.name == *name);
    let numbered = (2..).map(|number| format!("{title} {number}"));
    let mut names = std::iter::once(title.clone()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

fn template_of(slug: &str) -> Option<&'static Template> {
    templates().iter().find(|template| template.slug == slug)
}

/// Begins a pipeline, without nodes or from a template, and opens it.
pub(super) fn new_pipeline(state: &mut State, name: &str, template: Option<&str>) -> Vec<Effect> {
    let Some(project) = state.project else { return Vec::new() };
    let mut draft = Draft::new_pipeline(name);
    let id = draft.pipeline;
    if let Some(template) = template.and_then(template_of) {
        let mut definition = dag_file::with_stored_ids(template.definition.clone(), id);
        name.clone_into(&mut definition.name);
        definition.id.clone_from(&draft.definition.id);
        draft.replace(definition, format!("begin with the template {}", template.slug), state.now);
    }
    let kept = Effect::KeepDraft(project, Box::new(draft.clone()));
    let pipelines = &mut state.pipelines;
    pipelines.drafts.insert(id, Work::new(project, draft));
    pipelines.rows.get_or_insert_default();
    pipelines.list_unstored(project);
    pipelines.filter = Input::default();
    pipelines.select(id);
    pipelines.open_unstored(id);
    state.set_focus(Pane::Canvas);
    let mut effects = vec![kept];
    effects.extend(review(state).map(Effect::Review));
    effects.extend(canvas::redraw(state));
    effects
}

/// Stores the draft; without a message, its steps are the message.
pub(super) fn save(state: &mut State, message: Option<String>) -> Vec<Effect> {
    let Some(work) = state.pipelines.work_mut() else { return Vec::new() };
    if work.saving {
        return Vec::new();
    }
    work.saving = true;
    vec![Effect::SaveDraft(work.project, Box::new(work.draft.clone()), message)]
}

/// Takes note of what was stored.
pub(super) fn saved(state: &mut State, saved: &Saved) -> Vec<Effect> {
    let (id, now) = (saved.pipeline_id, state.now);
    let Some(work) = state.pipelines.drafts.get_mut(&id) else { return Vec::new() };
    let before = work.draft.definition.clone();
    work.saving = false;
    saved.apply(&mut work.draft, now);
    let mut effects = vec![
        Effect::KeepDraft(work.project, Box::new(work.draft.clone())),
        Effect::LoadPipelines(work.project),
    ];
    let errors = saved.diagnostics.iter().filter(|problem| problem.is_error()).count();
    let name = &saved.definition.name;
    match errors {
        0 => state.say(format!("saved {name}")),
        errors => {
            let errors = text::of(errors, "error keeps", "errors keep");
            state.note(format!("saved {name}; {errors} it from running"));
        }
    }
    if state.pipelines.open.as_ref().is_some_and(|open| open.id == id) {
        if state.pipelines.definition() != Some(&before) {
            state.pipelines.advance();
        }
        effects.push(Effect::LoadPipeline(id));
    }
    let run = state.pipelines.run_after_save.take_if(|run| run.pipeline_id == id);
    effects.extend(run.filter(|_| errors == 0).map(Effect::StartRun));
    effects
}

/// Tells why a draft was not stored.
pub(super) fn not_saved(state: &mut State, pipeline: Uuid) {
    if let Some(work) = state.pipelines.drafts.get_mut(&pipeline) {
        work.saving = false;
    }
    state.pipelines.run_after_save = None;
}

/// Shows what somebody else stored meanwhile beside the draft, to be merged.
pub(super) fn ask_merge(state: &mut State, pipeline: Uuid, conflict: Box<Conflict>) {
    if state.pipelines.open.as_ref().is_none_or(|open| open.id != pipeline) {
        state.complain(conflict.diagnostic());
        return;
    }
    let merging = Merging::new(Subject::Draft(pipeline, conflict));
    state.overlays.push(Overlay::Merge(Box::new(merging)));
}

/// Lets the draft go on from what somebody else stored, as one step, and saves both.
pub(super) fn merge_saved(
    state: &mut State,
    pipeline: Uuid,
    conflict: &Conflict,
    choices: &[Choice],
) -> Vec<Effect> {
    let now = state.now;
    let open = state.pipelines.open.as_ref().map(|open| open.id);
    let Some(before) = state.pipelines.definition().filter(|_| open == Some(pipeline)).cloned()
    else {
        return Vec::new();
    };
    let Some(work) = state.pipelines.work_mut() else { return Vec::new() };
    conflict.resolve(&mut work.draft, choices, now);
    let nothing_left = !work.draft.is_changed();
    let mut effects = changed(state, &before);
    if nothing_left {
        state.note("merged: nothing of yours differs from what is stored");
    } else {
        effects.extend(save(state, None));
    }
    effects
}

/// Asks what becomes of a draft that another terminal of the user keeps differently.
pub(super) fn ask_draft(state: &mut State, pipeline: Uuid, problem: &Diagnostic) {
    let question = Question::new(problem.what.clone(), problem.found.clone().unwrap_or_default())
        .choice('t', "take over: keep what is here", Some(Action::TakeOverDraft(pipeline)))
        .choice('r', "reload: go on from what is there", Some(Action::ReloadDraft(pipeline)))
        .choice('n', "not now", None);
    state.overlays.push(Overlay::Confirm(question));
}

/// Keeps what is here in place of what another terminal kept.
pub(super) fn take_over(state: &State, pipeline: Uuid) -> Vec<Effect> {
    let work = state.pipelines.drafts.get(&pipeline);
    let kept = work.map(|work| Effect::TakeOverDraft(work.project, Box::new(work.draft.clone())));
    kept.into_iter().collect()
}

/// Goes on from what another terminal kept.
pub(super) fn reload(state: &mut State, pipeline: Uuid) -> Vec<Effect> {
    state.pipelines.drafts.remove(&pipeline);
    state.pipelines.advance();
    let mut effects = vec![Effect::LoadDraft(pipeline)];
    effects.extend(canvas::redraw(state));
    effects
}

/// Takes what this user left unsaved; what was edited since in this session stays.
pub(super) fn draft_read(state: &mut State, draft: Draft) -> Vec<Effect> {
    let id = draft.pipeline;
    let (Some(project), false) = (state.project, state.pipelines.drafts.contains_key(&id)) else {
        return Vec::new();
    };
    let name = draft.definition.name.clone();
    let changed = draft.is_changed();
    state.pipelines.drafts.insert(id, Work::new(project, draft));
    if state.pipelines.selected() != Some(id) {
        return Vec::new();
    }
    if changed {
        state.note(format!("{name} has unsaved changes"));
    }
    state.pipelines.open_unstored(id);
    if state.pipelines.open.as_ref().is_none_or(|open| open.id != id) {
        return Vec::new();
    }
    state.pipelines.advance();
    state.pipelines.select_known();
    let mut effects: Vec<_> = review(state).map(Effect::Review).into_iter().collect();
    effects.extend(canvas::redraw(state));
    effects
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
        if work.draft.branch != MAIN_BRANCH {
            state.note(format!("back on main; {} is as it was saved", work.draft.branch));
        }
        effects.push(Effect::LoadPipeline(open.id));
        effects.extend(canvas::redraw(state));
    }
    effects
}
