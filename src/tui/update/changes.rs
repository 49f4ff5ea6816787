//! What the change feed says, and which part of it is shown.

use uuid::Uuid;

use super::actions::refresh;
use super::branches;
use super::editing::review;
use crate::services::{self, Change, JobState, Topic};
use crate::tui::effect::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::pane::tables;
use crate::tui::state::{Screen, State};

pub(super) fn feed(state: &mut State, event: services::Event) -> Vec<Effect> {
    match event {
        services::Event::Feed(feed) => state.feed = feed,
        services::Event::Job(job) => {
            state.jobs.retain(|known| known.id != job.id);
            match &job.state {
                JobState::Running => state.jobs.push(job),
                JobState::Done(result) => state.say(format!("{}: {result}", job.title)),
                JobState::Cancelled => state.note(format!("{}: cancelled", job.title)),
                JobState::Failed(problem) => state.complain((**problem).clone()),
            }
        }
        services::Event::Changed(changes) => {
            let mut effects = Vec::new();
            for change in changes {
                for effect in changed(state, &change) {
                    if !effects.contains(&effect) {
                        effects.push(effect);
                    }
                }
            }
            return effects;
        }
    }
    Vec::new()
}

/// Reads the projects again while they are listed with what they hold, whichever of them changed.
fn counts(state: &State, topic: Topic) -> Option<Effect> {
    let counted = matches!(topic, Topic::Wells | Topic::Pipelines);
    let listed = matches!(state.overlays.last(), Some(Overlay::Palette(_)));
    (counted && listed).then_some(Effect::LoadProjects)
}

/// Asks only for what is shown; the rest is marked and read when its screen is.
fn changed(state: &mut State, change: &Change) -> Vec<Effect> {
    let (topic, key) = match change {
        Change::Resync => return refresh(state),
        Change::Row { topic: Topic::Projects, .. } => return vec![Effect::LoadProjects],
        Change::Row { topic, project, .. } if project.is_some() && *project != state.project => {
            return counts(state, *topic).into_iter().collect();
        }
        Change::Row { topic, key, .. } => (*topic, *key),
    };
    let Some(project) = state.project else { return Vec::new() };
    let shown_run = state.runs.selected().map(|run| run.id);
    let open = state.pipelines.open.as_ref();
    let open_run = open.and_then(|open| open.last_run.as_ref()).map(|run| run.run.id);
    let mut effects: Vec<Effect> = counts(state, topic).into_iter().collect();
    match topic {
        Topic::Projects => {}
        Topic::ResultTables => {
            if tables::are_shown(state) && key.is_none_or(|key| Some(key) == shown_run) {
                effects.extend(shown_run.map(Effect::LoadTables));
            } else if state.screen != Screen::Runs {
                state.outdated.insert(Screen::Runs);
            }
        }
        Topic::PipelineBranches => effects.extend(branches::refresh(state)),
        Topic::PipelineDrafts => {
            if state.screen == Screen::Pipelines {
                effects.push(Effect::LoadPipelines(project));
            } else {
                state.outdated.insert(Screen::Pipelines);
            }
        }
        Topic::Wells | Topic::WellMarkers | Topic::Curves => {
            // The catalogue tries operators out on them.
            if matches!(state.screen, Screen::Curves | Screen::Operators) {
                effects.push(Effect::LoadWells(project));
            } else {
                state.outdated.extend([Screen::Curves, Screen::Operators]);
            }
            if state.screen == Screen::Pipelines && state.pipelines.is_changed() {
                effects.extend(review(state).map(Effect::Review));
            }
        }
        Topic::Pipelines => {
            if state.screen == Screen::Pipelines {
                effects.push(Effect::LoadPipelines(project));
                let same = open.filter(|open| key.is_none_or(|key| key == open.id));
                effects.extend(same.map(|open| Effect::LoadPipeline(open.id)));
            } else {
                state.outdated.insert(Screen::Pipelines);
            }
        }
        Topic::PipelineExecutions | Topic::NodeExecutions | Topic::NodeWellResults => {
            let known = state.runs.rows.iter().flatten().any(|row| Some(row.id) == key);
            if topic == Topic::PipelineExecutions && (!known || state.screen == Screen::Runs) {
                effects.push(Effect::LoadRuns(project));
            }
            // A run that nobody here knows may be the newest of the open pipeline.
            if !known && state.screen == Screen::Pipelines {
                effects.extend(open.map(|open| Effect::LoadPipeline(open.id)));
                effects.push(Effect::LoadPipelines(project));
            }
            let wanted = |id: Uuid| {
                let ends = topic == Topic::PipelineExecutions && state.own_runs.contains(&id);
                let watched = match state.screen {
                    Screen::Pipelines => open_run == Some(id),
                    Screen::Runs => shown_run == Some(id),
                    Screen::Curves | Screen::Operators => false,
                };
                ends || watched
            };
            match key.filter(|id| wanted(*id)) {
                Some(id) => effects.push(Effect::LoadRun(id)),
                None => {
                    state.outdated.insert(Screen::Pipelines);
                    state.outdated.insert(Screen::Runs);
                }
            }
        }
        Topic::ExecutionLogs => {
            if state.screen == Screen::Runs
                && state.runs.log.run.is_some()
                && state.runs.log.run == key
                && let Some(run) = key
            {
                let after = state.runs.log.rows.last().map(|row| row.id);
                effects.push(Effect::LoadLogs(run, after));
            } else if state.screen != Screen::Runs {
                state.outdated.insert(Screen::Runs);
            }
        }
    }
    effects
}
