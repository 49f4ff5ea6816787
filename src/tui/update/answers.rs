//! What the services answered.

use super::actions::{open_project, selection_changed};
use super::{LOG_PAGE, branches, carry, editing, forms, revisions, run, saving, text};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::execution::Status;
use crate::services::rows::{ProjectRow, RunDetail};
use crate::tui::command::Action;
use crate::tui::effect::{Departure, Effect};
use crate::tui::event::Answer;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::confirm::Question;
use crate::tui::overlay::message::Text;
use crate::tui::pane::{canvas, tables};
use crate::tui::state::{Connection, Screen, State};
use crate::tui::widget::text as cells;

/// What is said of a run until it ends.
const STARTED: &str = "the run has started";

/// Takes an answer; one that came too late for what is shown now changes nothing.
pub(super) fn answer(state: &mut State, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Connected(user) => {
            state.connection = Connection::Ready;
            state.user = user;
            if state.demo {
                state.note("preparing the demo…");
                return vec![Effect::LoadProjects, Effect::PrepareDemo];
            }
            vec![Effect::LoadProjects]
        }
        Answer::NotConnected(problem) => {
            state.connection = Connection::Failed(Box::new(problem));
            Vec::new()
        }
        Answer::Projects(projects) => set_projects(state, projects),
        Answer::Demo { project, pipeline, execution } => {
            state.wanted_pipeline = Some(pipeline);
            state.own_runs.insert(execution);
            state.say("the demo is running");
            let mut effects = open_project(state, project);
            effects.push(Effect::LoadProjects);
            effects
        }
        Answer::Pipelines(project, rows) => {
            if state.project != Some(project) {
                return Vec::new();
            }
            state.pipelines.set_rows(project, rows);
            if let Some(wanted) = state.wanted_pipeline.take() {
                state.pipelines.select(wanted);
            }
            selection_changed(state)
        }
        Answer::Pipeline(detail) => {
            if state.project != Some(detail.project_id)
                || state.pipelines.selected().is_some_and(|id| id != detail.id)
            {
                return Vec::new();
            }
            state.pipelines.set_open(*detail);
            let known = state.pipelines.facts.as_ref().map(|facts| facts.edition);
            let mut effects = canvas::redraw(state);
            if known != Some(state.pipelines.edition) {
                effects.extend(editing::review(state).map(Effect::Review));
            }
            effects.extend(run::follow(state));
            effects
        }
        Answer::Picture(picture) => {
            canvas::set_picture(state, picture);
            Vec::new()
        }
        Answer::Planned(subject, found) => {
            run::planned(state, &subject, found);
            Vec::new()
        }
        Answer::FormFacts(facts) => forms::facts(state, facts),
        Answer::Reviewed(pipeline, facts) => editing::reviewed(state, pipeline, *facts),
        Answer::Repairs(edition, problem, found) => {
            if let (Some(Overlay::Problems(problems)), true) =
                (state.overlays.last_mut(), edition == state.pipelines.edition)
            {
                problems.offer(edition, &problem, found);
            }
            Vec::new()
        }
        Answer::Edited(subject, edited) => text::edited(state, subject, *edited),
        Answer::CopyKept(path) => {
            carry::say_kept(state, &path);
            Vec::new()
        }
        Answer::Draft(_, None) => Vec::new(),
        Answer::Draft(_, Some(draft)) => saving::draft_read(state, *draft),
        Answer::Saved(saved) => saving::saved(state, &saved),
        Answer::Conflict(pipeline, conflict) => {
            saving::not_saved(state, pipeline);
            saving::ask_merge(state, pipeline, conflict);
            Vec::new()
        }
        Answer::NotSaved(pipeline, problem) => {
            saving::not_saved(state, pipeline);
            state.complain(*problem);
            Vec::new()
        }
        Answer::NotKept(pipeline, problem) => {
            if problem.error_type == ErrorType::DraftConflict {
                saving::ask_draft(state, pipeline, &problem);
            } else {
                state.complain(*problem);
            }
            Vec::new()
        }
        Answer::Revisions(pipeline, rows) => revisions::listed(state, pipeline, rows),
        Answer::Revision(pipeline, revision) => {
            revisions::read(state, pipeline, *revision);
            Vec::new()
        }
        Answer::Other(detail) => revisions::other(state, *detail),
        Answer::Comparison(picture) => {
            revisions::drawn(state, picture);
            Vec::new()
        }
        Answer::Branches(pipeline, rows) => {
            branches::listed(state, pipeline, rows);
            Vec::new()
        }
        Answer::Switched(draft) => branches::switched(state, *draft),
        Answer::BranchCreated(pipeline, name) => branches::created(state, pipeline, name),
        Answer::BranchDeleted(name, head) => branches::deleted(state, &name, head),
        Answer::MergePlanned(planned) => {
            branches::merge_planned(state, *planned);
            Vec::new()
        }
        Answer::Merged(planned, saved) => branches::merged(state, &planned, &saved),
        Answer::Runs(project, rows) => {
            if state.project != Some(project) {
                return Vec::new();
            }
            state.runs.set_rows(rows);
            if state.screen == Screen::Runs { selection_changed(state) } else { Vec::new() }
        }
        Answer::Run(detail) => set_run(state, &detail),
        Answer::Logs(run, rows) => {
            let full = rows.len() as i64 >= LOG_PAGE;
            let continues = state.runs.log.rows.last().map(|row| row.id);
            state.runs.log.append(run, rows);
            let last = state.runs.log.rows.last().map(|row| row.id);
            if full && continues.is_some() && last > continues {
                return vec![Effect::LoadLogs(run, last)];
            }
            Vec::new()
        }
        Answer::Wells(project, wells) => {
            if state.project != Some(project) {
                return Vec::new();
            }
            state.curves.refusal = None;
            state.curves.set_wells(wells);
            if state.screen == Screen::Curves { selection_changed(state) } else { Vec::new() }
        }
        Answer::Trace(trace) => {
            state.curves.refusal = None;
            state.curves.trace = Some(trace);
            Vec::new()
        }
        Answer::Tables(run, listed) => {
            state.runs.tables.take_list(run, listed);
            tables::missing(state).into_iter().collect()
        }
        Answer::Rows(asked, rows) => {
            state.runs.tables.take_rows(&asked, &rows);
            Vec::new()
        }
        Answer::Trial(asked, answer) => {
            let spec = state.operators.iter().find(|spec| spec.id == asked.operator);
            state.catalogue.trial.take(spec, &asked, *answer);
            Vec::new()
        }
        Answer::NoTrace(curve, problem) => {
            state.curves.refusal = Some((curve, problem.clone()));
            state.complain(problem);
            Vec::new()
        }
        Answer::Started(run) => {
            state.own_runs.insert(run);
            state.say(STARTED);
            let project = state.project.map(Effect::LoadRuns);
            let open = state.pipelines.open.as_ref().map(|open| Effect::LoadPipeline(open.id));
            project.into_iter().chain(open).collect()
        }
        Answer::Cancelling(run) => {
            if !state.leaving {
                state.note("the run is being cancelled");
            }
            vec![Effect::LoadRun(run)]
        }
        Answer::ActiveRuns(0) => vec![Effect::Leave(Departure::Done)],
        Answer::ActiveRuns(_) if state.leaving => Vec::new(),
        Answer::ActiveRuns(active) => {
            let runs = cells::of(active, "run goes", "runs go");
            let mut question = Question::new(
                format!("{runs} on in the background"),
                "Closing the screen does not stop what is running.",
            )
            .choice(
                'w',
                "close the screen, let it finish",
                Some(Action::Leave(Departure::RunsGoOn)),
            )
            .choice('c', "cancel what is running, then quit", Some(Action::CancelAllAndLeave))
            .choice('s', "stay", None);
            question.quits = true;
            state.overlays.push(Overlay::Confirm(question));
            Vec::new()
        }
        Answer::Failed(problem) => {
            state.complain(problem);
            Vec::new()
        }
        Answer::Refused(mut problems) => {
            if problems.len() == 1 {
                state.complain(problems.remove(0));
            } else if !problems.is_empty() {
                let text = Text::problems("This cannot be done", problems);
                state.overlays.push(Overlay::Message(text));
            }
            Vec::new()
        }
    }
}

fn set_projects(state: &mut State, projects: Vec<ProjectRow>) -> Vec<Effect> {
    state.projects = projects;
    if let Some(wanted) = state.wanted_project.take() {
        let named = state
            .projects
            .iter()
            .find(|project| project.name == wanted || project.id.to_string() == wanted);
        if let Some(id) = named.map(|project| project.id) {
            return open_project(state, id);
        }
        let names: Vec<_> = state.projects.iter().map(|project| project.name.as_str()).collect();
        let problem = Diagnostic::error(ErrorType::ProjectNotFound, "there is no such project")
            .found(wanted)
            .wanted(if names.is_empty() { "a project".to_owned() } else { names.join(", ") })
            .hint("ctrl-o switches the project");
        state.complain(problem);
    }
    let still_there = state.project_row().is_some();
    match state.projects.first().map(|project| project.id) {
        Some(first) if !still_there => open_project(state, first),
        _ => Vec::new(),
    }
}

fn set_run(state: &mut State, detail: &RunDetail) -> Vec<Effect> {
    let run = &detail.run;
    state.runs.set_run(detail);
    state.pipelines.set_run(detail);
    if run.status.is_final() && state.own_runs.remove(&run.id) {
        let took = run.execution_time_ms.map(cells::duration_ms).unwrap_or_default();
        let wells = cells::of(run.wells.done as usize, "well", "wells");
        state.toasts.retain(|toast| toast.text != STARTED);
        let told = match run.status {
            Status::Completed => format!("{}: {wells} in {took}", run.pipeline_name),
            Status::Partial => {
                let failed = run.wells.failed;
                format!("{}: {wells} done, {failed} failed", run.pipeline_name)
            }
            status => format!("{}: {status}", run.pipeline_name),
        };
        match (run.status, &run.error_message) {
            (Status::Failed, Some(error)) => {
                state.complain(Diagnostic::error(ErrorType::Internal, told).found(error.clone()))
            }
            (Status::Completed, _) => state.say(told),
            _ => state.note(told),
        }
    }
    canvas::redraw(state)
}
