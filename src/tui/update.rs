//! What an event changes, and what it wants done; the only place that changes the state.

use chrono::Utc;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use uuid::Uuid;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::Status;
use crate::services::rows::{RunDetail, RunRequest};
use crate::services::{self, Change, JobState, Topic};
use crate::tui::command::{Action, Step};
use crate::tui::effect::{Departure, Effect};
use crate::tui::event::{Answer, Event};
use crate::tui::keymap::{Chord, Meaning};
use crate::tui::layout::arrange;
use crate::tui::overlay::confirm::Question;
use crate::tui::overlay::message::Text;
use crate::tui::overlay::palette::Search;
use crate::tui::overlay::{self, Overlay, Response};
use crate::tui::pane::{canvas, inspector, plot};
use crate::tui::state::{Connection, Pane, Screen, State};
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::text;

/// Log rows that one fetch brings; where it is full, the next one follows.
pub const LOG_PAGE: i64 = 500;

/// Takes an event.
pub fn event(state: &mut State, event: Event) -> Vec<Effect> {
    let mut effects = match event {
        Event::Key(key) => self::key(state, key),
        Event::Paste(pasted) => {
            if !overlay::paste(state, &pasted) && state.filtering {
                let pane = state.focused();
                if let Some(filter) = state.filter_mut(pane) {
                    filter.paste(&pasted);
                }
                return filter_changed(state);
            }
            Vec::new()
        }
        Event::Resize(width, height) => {
            state.size = (width, height);
            Vec::new()
        }
        Event::Tick(now) => tick(state, now),
        Event::Feed(feed) => self::feed(state, feed),
        Event::Answer(answer) => self::answer(state, answer),
        Event::Panicked(message) => {
            state.complain(
                Diagnostic::error(
                    crate::domain::diagnostic::ErrorType::Internal,
                    "a background task ended with a panic",
                )
                .found(message)
                .hint("the screen goes on; please report this with the log file"),
            );
            Vec::new()
        }
        Event::Suspended => vec![Effect::Suspend],
        Event::Resumed => vec![Effect::Redraw],
        Event::Terminated => vec![Effect::Leave(Departure::RunsGoOn)],
        Event::HungUp => vec![Effect::Leave(Departure::HungUp)],
    };
    effects.extend(settle(state));
    effects
}

fn key(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let interrupt = key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL;
    if interrupt {
        let asked =
            matches!(state.overlays.last(), Some(Overlay::Confirm(question)) if question.quits);
        let action =
            if asked || state.leaving { Action::Leave(Departure::RunsGoOn) } else { Action::Quit };
        return self::action(state, action);
    }
    match overlay::key(state, key) {
        Some(Response::Do(action)) => return self::action(state, action),
        Some(Response::Stay | Response::Close) => return Vec::new(),
        None => {}
    }
    if state.filtering {
        return filter_key(state, key);
    }
    if matches!(state.connection, Connection::Failed(_))
        && matches!(key.code, KeyCode::Char('r') | KeyCode::Enter)
    {
        return self::action(state, Action::Retry);
    }
    state.pending.push(Chord::of(key));
    match state.keymap.meaning(state.focused(), &state.pending) {
        Meaning::Beginning => Vec::new(),
        Meaning::Nothing => {
            // A key that does not continue a sequence may begin something of its own.
            let begun = state.pending.len() > 1 && key.code != KeyCode::Esc;
            state.pending.clear();
            if begun { self::key(state, key) } else { Vec::new() }
        }
        Meaning::Command(command) => {
            state.pending.clear();
            match (command.refusal)(state) {
                Some(refusal) => {
                    state.say(format!("{}: {refusal}", command.title));
                    Vec::new()
                }
                None => self::action(state, command.action.clone()),
            }
        }
    }
}

fn filter_key(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    let pane = state.focused();
    match key.code {
        KeyCode::Enter => {
            state.filtering = false;
            return Vec::new();
        }
        KeyCode::Esc => return action(state, Action::Back),
        KeyCode::Up => return action(state, Action::Move(Step::Up)),
        KeyCode::Down => return action(state, Action::Move(Step::Down)),
        _ => {}
    }
    let typed = state.filter_mut(pane).is_some_and(|filter| filter.key(key));
    if typed { filter_changed(state) } else { Vec::new() }
}

/// After a filter changed the selection is the first row that is left.
fn filter_changed(state: &mut State) -> Vec<Effect> {
    match state.focused() {
        Pane::Pipelines => state.pipelines.cursor = Cursor::default(),
        Pane::Wells | Pane::Curves => {
            state.curves.tree = Cursor::default();
            state.curves.table = Cursor::default();
        }
        Pane::Runs | Pane::RunNodes => state.runs.cursor = Cursor::default(),
        _ => {}
    }
    let mut effects = selection_changed(state);
    effects.extend(settle(state));
    effects
}

fn tick(state: &mut State, now: chrono::DateTime<Utc>) -> Vec<Effect> {
    state.now = now;
    state.toasts.retain(|toast| toast.until > now);
    if state.leaving { vec![Effect::CountRuns] } else { Vec::new() }
}

/// Takes an action.
pub fn action(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => match state.connection {
            Connection::Ready => return vec![Effect::CountRuns],
            _ => return vec![Effect::Leave(Departure::Done)],
        },
        Action::Leave(departure) => return vec![Effect::Leave(departure)],
        Action::CancelAllAndLeave => {
            state.leaving = true;
            state.say("cancelling the runs…");
            let mut effects: Vec<_> =
                state.own_runs.iter().map(|run| Effect::CancelRun(*run)).collect();
            effects.push(Effect::CountRuns);
            return effects;
        }
        Action::Suspend => return vec![Effect::Suspend],
        Action::Redraw => return vec![Effect::Redraw],
        Action::Retry => {
            state.connection = Connection::Connecting(state.now);
            return vec![Effect::Connect];
        }
        Action::Back => return back(state),
        Action::Help => state.overlays.push(Overlay::Help(Search::default())),
        Action::Palette => state.overlays.push(Overlay::Palette(Search::default())),
        Action::SwitchProject => state.overlays.push(Overlay::Palette(Search::new("project: "))),
        Action::Details => details(state),
        Action::Refresh => return refresh(state),
        Action::Show(screen) => return show(state, screen),
        Action::FocusNext => focus_by(state, 1),
        Action::FocusPrevious => focus_by(state, -1),
        Action::Focus(pane) => state.set_focus(pane),
        Action::Maximise => state.maximised = !state.maximised,
        Action::NextTheme => {
            state.theme = state.theme.next();
            let name = state.theme.name().to_owned();
            state.say(format!("theme {name}"));
        }
        Action::OpenProject(id) => return open_project(state, id),
        Action::OpenPipeline(id) => {
            state.pipelines.filter = Input::default();
            state.pipelines.select(id);
            state.set_focus(Pane::Canvas);
            let mut effects = show(state, Screen::Pipelines);
            effects.push(Effect::LoadPipeline(id));
            return effects;
        }
        Action::Filter => state.filtering = true,
        Action::Move(step) => return move_by(state, step),
        Action::Open => return open(state),
        Action::Toggle => {
            state.curves.toggle(None);
            return selection_changed(state);
        }
        Action::Pin => plot::toggle_pin(state),
        Action::PlotZoomIn => plot::zoom(state, 1),
        Action::PlotZoomOut => plot::zoom(state, -1),
        Action::PlotFit => plot::fit(state),
        Action::RunPipeline => return run(state, None),
        Action::RunNode => {
            let node = state.pipelines.node.clone();
            return if node.is_some() { run(state, node) } else { Vec::new() };
        }
        Action::AskCancel => ask_cancel(state),
        Action::Cancel(id) => return vec![Effect::CancelRun(id)],
        Action::ZoomIn => return canvas::zoom(state, 1),
        Action::ZoomOut => return canvas::zoom(state, -1),
        Action::Fit => return canvas::fit(state),
        Action::Pan(step) => canvas::pan(state, step),
        Action::NextProblem => canvas::next_problem(state, 1),
        Action::PreviousProblem => canvas::next_problem(state, -1),
        Action::Follow => state.runs.log.toggle_follow(),
        Action::LogLevel => state.runs.log.next_level(),
        Action::RunStatus => {
            state.runs.which = state.runs.which.next();
            state.runs.cursor = Cursor::default();
            return selection_changed(state);
        }
    }
    Vec::new()
}

fn focus_by(state: &mut State, step: isize) {
    let panes = state.screen.panes();
    let here = panes.iter().position(|pane| *pane == state.focused()).unwrap_or(0);
    let next = (here as isize + step).rem_euclid(panes.len() as isize) as usize;
    state.set_focus(panes[next]);
}

fn back(state: &mut State) -> Vec<Effect> {
    let pane = state.focused();
    if let Some(filter) = state.filter_mut(pane)
        && !filter.text().is_empty()
    {
        *filter = Input::default();
        state.filtering = false;
        return filter_changed(state);
    }
    if state.filtering {
        state.filtering = false;
    } else if pane == Pane::Plot && plot::drop_cursor(state) {
        return Vec::new();
    } else if !state.toasts.is_empty() {
        state.toasts.clear();
    } else if state.maximised {
        state.maximised = false;
    } else if pane == Pane::Log && state.runs.log.node.is_some() {
        state.runs.log.node = None;
        state.runs.log.follows = true;
    } else {
        let panes = state.screen.panes();
        let here = panes.iter().position(|shown| *shown == pane).unwrap_or(0);
        state.set_focus(panes[here.saturating_sub(1)]);
    }
    Vec::new()
}

fn show(state: &mut State, screen: Screen) -> Vec<Effect> {
    state.screen = screen;
    state.filtering = false;
    if state.outdated.remove(&screen) {
        return refresh_screen(state, screen);
    }
    selection_changed(state)
}

fn refresh(state: &mut State) -> Vec<Effect> {
    if state.connection != Connection::Ready {
        return Vec::new();
    }
    let mut effects = vec![Effect::LoadProjects];
    for screen in Screen::ALL {
        if screen == state.screen {
            effects.extend(refresh_screen(state, screen));
        } else {
            state.outdated.insert(screen);
        }
    }
    effects
}

fn refresh_screen(state: &mut State, screen: Screen) -> Vec<Effect> {
    let Some(project) = state.project else { return Vec::new() };
    match screen {
        Screen::Pipelines => {
            let selected = state.pipelines.selected().map(Effect::LoadPipeline);
            std::iter::once(Effect::LoadPipelines(project)).chain(selected).collect()
        }
        Screen::Curves => vec![Effect::LoadWells(project)],
        Screen::Runs => {
            let mut effects = vec![Effect::LoadRuns(project)];
            if let Some(run) = state.runs.selected().map(|run| run.id) {
                effects.push(Effect::LoadRun(run));
                let after = state.runs.log.rows.last().map(|row| row.id);
                effects.push(Effect::LoadLogs(run, after));
            }
            effects
        }
    }
}

fn open_project(state: &mut State, id: Uuid) -> Vec<Effect> {
    state.project = Some(id);
    state.pipelines = Default::default();
    state.curves = Default::default();
    state.runs = Default::default();
    state.outdated = Screen::ALL.into_iter().collect();
    state.outdated.remove(&state.screen);
    let mut effects = refresh_screen(state, state.screen);
    // Runs are few, and known ones let a finished run of this session be told on any screen.
    if state.screen != Screen::Runs {
        effects.push(Effect::LoadRuns(id));
    }
    effects
}

fn open(state: &mut State) -> Vec<Effect> {
    match state.focused() {
        Pane::Pipelines if state.pipelines.open.is_some() => state.set_focus(Pane::Canvas),
        Pane::Canvas => state.set_focus(Pane::Inspector),
        Pane::Wells => {
            use crate::tui::pane::curves::Branch;
            match state.curves.branches().get(state.curves.tree.selected) {
                Some(Branch::Well(_)) => state.curves.toggle(None),
                Some(Branch::Curve(..)) => state.set_focus(Pane::Plot),
                None => {}
            }
        }
        Pane::Curves => state.set_focus(Pane::Plot),
        Pane::Runs => state.set_focus(Pane::RunNodes),
        Pane::RunNodes => {
            let runs = &mut state.runs;
            let node = runs.node_rows().get(runs.nodes.selected).map(|node| node.node_name.clone());
            runs.log.node = node;
            runs.log.follows = true;
            state.set_focus(Pane::Log);
        }
        Pane::Log => details(state),
        _ => {}
    }
    Vec::new()
}

fn rows_of(step: Step, page: usize) -> isize {
    let page = page.saturating_sub(1).max(1) as isize;
    match step {
        Step::Up => -1,
        Step::Down => 1,
        Step::PageUp => -page,
        Step::PageDown => page,
        Step::First => isize::MIN / 2,
        Step::Last => isize::MAX / 2,
        Step::Left | Step::Right => 0,
    }
}

fn move_by(state: &mut State, step: Step) -> Vec<Effect> {
    let pane = state.focused();
    let rows = rows_of(step, arrange(state).rows(pane));
    match pane {
        Pane::Pipelines => {
            let len = state.pipelines.shown().len();
            state.pipelines.cursor.move_by(rows, len);
            if step == Step::Right {
                return open(state);
            }
        }
        Pane::Canvas => canvas::walk(state, step),
        Pane::Inspector => {
            let offset = state.pipelines.inspector_offset;
            state.pipelines.inspector_offset = offset.saturating_add_signed(rows);
            if step == Step::Left {
                return back(state);
            }
        }
        Pane::Wells => match step {
            Step::Left => state.curves.toggle(Some(false)),
            Step::Right => state.curves.toggle(Some(true)),
            _ => state.curves.move_tree(rows),
        },
        Pane::Curves => state.curves.move_table(rows),
        Pane::Plot => plot::move_by(state, step),
        Pane::Runs => {
            let len = state.runs.shown().len();
            state.runs.cursor.move_by(rows, len);
        }
        Pane::RunNodes => {
            let len = state.runs.node_rows().len();
            state.runs.nodes.move_by(rows, len);
        }
        Pane::Log => state.runs.log.move_by(rows),
    }
    selection_changed(state)
}

/// Asks for what the selection wants to see and is not there yet.
fn selection_changed(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    match state.screen {
        Screen::Pipelines => {
            let open = state.pipelines.open.as_ref().map(|open| open.id);
            if let Some(id) = state.pipelines.selected().filter(|id| Some(*id) != open) {
                effects.push(Effect::LoadPipeline(id));
            }
        }
        Screen::Curves => {
            let refused = state.curves.refusal.as_ref().map(|(id, _)| *id);
            let missing = state.curves.selected_trace().is_none();
            let curve = state.curves.curve().map(|curve| curve.id);
            effects
                .extend(curve.filter(|id| missing && refused != Some(*id)).map(Effect::LoadTrace));
        }
        Screen::Runs => {
            let selected = state.runs.selected().map(|run| run.id);
            let known = state.runs.detail.as_ref().map(|detail| detail.run.id);
            if let Some(id) = selected.filter(|id| Some(*id) != known) {
                state.runs.nodes = Cursor::default();
                effects.push(Effect::LoadRun(id));
            }
            if state.runs.log.turn_to(selected)
                && let Some(id) = selected
            {
                effects.push(Effect::LoadLogs(id, None));
            }
        }
    }
    effects
}

fn run(state: &mut State, only_node: Option<String>) -> Vec<Effect> {
    let Some(open) = &state.pipelines.open else { return Vec::new() };
    let errors: Vec<_> =
        open.diagnostics.iter().filter(|problem| problem.is_error()).cloned().collect();
    // A single node may be sound in a pipeline that is not; the service decides about that.
    if only_node.is_none() && !errors.is_empty() {
        let title = format!("{} cannot run", open.definition.name);
        state.overlays.push(Overlay::Message(Text::problems(title, errors)));
        return Vec::new();
    }
    vec![Effect::StartRun(RunRequest { pipeline_id: open.id, wells: Vec::new(), only_node })]
}

fn ask_cancel(state: &mut State) {
    let Some(id) = state.run_to_cancel() else { return };
    let name = match state.screen {
        Screen::Runs => state.runs.selected().map(|run| run.pipeline_name.clone()),
        _ => state.pipelines.open.as_ref().map(|open| open.definition.name.clone()),
    };
    let question = Question::new(
        format!("Cancel the run of {}?", name.unwrap_or_default()),
        "Wells that are done stay done; what is being computed is thrown away.",
    )
    .choice('y', "yes, cancel it", Some(Action::Cancel(id)))
    .choice('n', "no, let it run", None);
    state.overlays.push(Overlay::Confirm(question));
}

fn details(state: &mut State) {
    let of_pipeline = || {
        let open = state.pipelines.open.as_ref()?;
        let node = state.pipelines.node.as_deref();
        let of_node = |problem: &&Diagnostic| problem.place.node.as_deref() == node;
        let own: Vec<_> = open.diagnostics.iter().filter(of_node).cloned().collect();
        let (title, problems) = match state.pipelines.selected_node() {
            Some(node) if !own.is_empty() => (format!("Problems of {}", node.name), own),
            _ => (format!("Problems of {}", open.definition.name), open.diagnostics.clone()),
        };
        (!problems.is_empty()).then(|| Text::problems(title, problems))
    };
    let of_log = || {
        let row = *state.runs.log.shown().get(state.runs.log.cursor.selected)?;
        let data = match &row.data {
            serde_json::Value::Null => String::new(),
            data => serde_json::to_string_pretty(data).unwrap_or_default(),
        };
        let title = format!("{} {}", row.level.name(), row.at.format("%Y-%m-%d %H:%M:%S%.3f"));
        Some(Text::plain(title, format!("{}\n\n{data}", row.message)))
    };
    let of_run = || {
        let node = state.runs.node_rows().get(state.runs.nodes.selected);
        let error = match state.focused() {
            Pane::RunNodes => node.and_then(|node| {
                node.error_message.as_ref().map(|error| (node.node_name.clone(), error))
            }),
            _ => state.runs.selected().and_then(|run| {
                run.error_message.as_ref().map(|error| (run.pipeline_name.clone(), error))
            }),
        };
        error.map(|(name, error)| Text::plain(format!("Error of {name}"), error))
    };
    let text = match state.focused() {
        Pane::Log => of_log(),
        Pane::Runs | Pane::RunNodes => of_run(),
        Pane::Canvas | Pane::Inspector | Pane::Pipelines => of_pipeline(),
        _ => None,
    };
    let recent = || {
        let problems: Vec<_> = state.problems.iter().rev().take(10).cloned().collect();
        (!problems.is_empty()).then(|| Text::problems("Recent problems", problems))
    };
    // A problem that is being told right now is what the user asks about.
    let told =
        state.toasts.iter().any(|toast| toast.severity > crate::domain::diagnostic::Severity::Info);
    let text = if told { recent().or(text) } else { text.or_else(recent) };
    match text {
        Some(text) => state.overlays.push(Overlay::Message(text)),
        None => state.say("no problems here"),
    }
}

fn feed(state: &mut State, event: services::Event) -> Vec<Effect> {
    match event {
        services::Event::Feed(feed) => state.feed = feed,
        services::Event::Job(job) => {
            state.jobs.retain(|known| known.id != job.id);
            match &job.state {
                JobState::Running => state.jobs.push(job),
                JobState::Done(result) => state.say(format!("{}: {result}", job.title)),
                JobState::Cancelled => state.say(format!("{}: cancelled", job.title)),
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

/// Asks only for what is shown; the rest is marked and read when its screen is.
fn changed(state: &mut State, change: &Change) -> Vec<Effect> {
    let (topic, key) = match change {
        Change::Resync => return refresh(state),
        Change::Row { project, .. } if project.is_some() && *project != state.project => {
            return Vec::new();
        }
        Change::Row { topic, key, .. } => (*topic, *key),
    };
    let Some(project) = state.project else {
        return if topic == Topic::Projects { vec![Effect::LoadProjects] } else { Vec::new() };
    };
    let shown_run = state.runs.selected().map(|run| run.id);
    let open = state.pipelines.open.as_ref();
    let open_run = open.and_then(|open| open.last_run.as_ref()).map(|run| run.run.id);
    let mut effects = Vec::new();
    match topic {
        Topic::Projects => effects.push(Effect::LoadProjects),
        Topic::Wells | Topic::WellMarkers | Topic::Curves => {
            if state.screen == Screen::Curves {
                effects.push(Effect::LoadWells(project));
            } else {
                state.outdated.insert(Screen::Curves);
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
                    Screen::Curves => false,
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

fn answer(state: &mut State, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Connected(user) => {
            state.connection = Connection::Ready;
            state.user = user;
            if state.demo {
                state.say("preparing the demo…");
                return vec![Effect::LoadProjects, Effect::PrepareDemo];
            }
            vec![Effect::LoadProjects]
        }
        Answer::NotConnected(problem) => {
            state.connection = Connection::Failed(Box::new(problem));
            Vec::new()
        }
        Answer::Projects(projects) => set_projects(state, projects),
        Answer::Demo(project, execution) => {
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
            state.pipelines.set_rows(rows);
            selection_changed(state)
        }
        Answer::Pipeline(detail) => {
            if state.project != Some(detail.project_id)
                || state.pipelines.selected().is_some_and(|id| id != detail.id)
            {
                return Vec::new();
            }
            state.pipelines.set_open(*detail);
            canvas::redraw(state)
        }
        Answer::Picture(picture) => {
            canvas::set_picture(state, picture);
            Vec::new()
        }
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
        Answer::NoTrace(curve, problem) => {
            state.curves.refusal = Some((curve, problem.clone()));
            state.complain(problem);
            Vec::new()
        }
        Answer::Started(run) => {
            state.own_runs.insert(run);
            state.say("the run has started");
            let project = state.project.map(Effect::LoadRuns);
            let open = state.pipelines.open.as_ref().map(|open| Effect::LoadPipeline(open.id));
            project.into_iter().chain(open).collect()
        }
        Answer::Cancelling(run) => {
            if !state.leaving {
                state.say("the run is being cancelled");
            }
            vec![Effect::LoadRun(run)]
        }
        Answer::ActiveRuns(0) => vec![Effect::Leave(Departure::Done)],
        Answer::ActiveRuns(_) if state.leaving => Vec::new(),
        Answer::ActiveRuns(active) => {
            let runs = text::of(active, "run goes", "runs go");
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
    }
}

fn set_projects(
    state: &mut State,
    projects: Vec<crate::services::rows::ProjectRow>,
) -> Vec<Effect> {
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
        let problem = Diagnostic::error(
            crate::domain::diagnostic::ErrorType::ProjectNotFound,
            "there is no such project",
        )
        .found(wanted)
        .wanted(if names.is_empty() { "a project".to_owned() } else { names.join(", ") })
        .hint("p switches the project");
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
        let took = run.execution_time_ms.map(text::duration_ms).unwrap_or_default();
        let wells = text::of(run.wells.done as usize, "well", "wells");
        let told = match run.status {
            Status::Completed => format!("{}: {wells} in {took}", run.pipeline_name),
            Status::Partial => {
                let failed = run.wells.failed;
                format!("{}: {wells} done, {failed} failed", run.pipeline_name)
            }
            status => format!("{}: {status}", run.pipeline_name),
        };
        match (run.status, &run.error_message) {
            (Status::Failed, Some(error)) => state.complain(
                Diagnostic::error(crate::domain::diagnostic::ErrorType::Internal, told)
                    .found(error.clone()),
            ),
            _ => state.say(told),
        }
    }
    canvas::redraw(state)
}

/// Keeps every selection in its list and in view.
fn settle(state: &mut State) -> Vec<Effect> {
    let arrangement = arrange(state);
    let rows = |pane| arrangement.rows(pane);
    let pipelines = state.pipelines.shown().len();
    state.pipelines.cursor.reveal(pipelines, rows(Pane::Pipelines));
    let inspector_rows = rows(Pane::Inspector);
    let width = arrangement.pane(Pane::Inspector).map_or(0, |area| usize::from(area.width));
    if inspector_rows > 0 {
        let lines = inspector::lines(state, width.saturating_sub(2)).len();
        let last = lines.saturating_sub(inspector_rows);
        state.pipelines.inspector_offset = state.pipelines.inspector_offset.min(last);
    }
    let branches = state.curves.branches().len();
    state.curves.tree.reveal(branches, rows(Pane::Wells));
    let curves = state.curves.well().map_or(0, |well| well.curves.len());
    // The head of the table takes a row, and facts about the selected curve may take another.
    state.curves.table.reveal(curves, rows(Pane::Curves).saturating_sub(2));
    let runs = state.runs.shown().len();
    state.runs.cursor.reveal(runs, rows(Pane::Runs).saturating_sub(1));
    let nodes = state.runs.node_rows().len();
    state.runs.nodes.reveal(nodes, rows(Pane::RunNodes));
    let logs = state.runs.log.shown().len();
    if state.runs.log.follows {
        state.runs.log.cursor.selected = logs.saturating_sub(1);
    }
    state.runs.log.cursor.reveal(logs, rows(Pane::Log));
    canvas::settle(state, arrangement.pane(Pane::Canvas))
}
