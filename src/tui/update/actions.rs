//! What keys, palette and overlays ask for.

use std::sync::Arc;

use uuid::Uuid;

use super::details::details;
use super::{branches, carry, editing, filter, forms, revisions, run, saving, text};
use crate::services::trial::TrialRequest;
use crate::tui::command::{Action, Step};
use crate::tui::effect::{Departure, Effect};
use crate::tui::layout::arrange;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::ask::Asked;
use crate::tui::overlay::confirm::Question;
use crate::tui::overlay::form::{self, Dialog, Purpose as FormPurpose};
use crate::tui::overlay::keys::Keys;
use crate::tui::overlay::palette::Search;
use crate::tui::overlay::pick::Novelty;
use crate::tui::overlay::problems::Problems;
use crate::tui::overlay::steps::Steps;
use crate::tui::pane::canvas::aim::Purpose;
use crate::tui::pane::curves::Branch;
use crate::tui::pane::operators::trial;
use crate::tui::pane::{canvas, plot, tables};
use crate::tui::state::{Connection, Pane, Screen, State};
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;

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
            state.note("cancelling the runs…");
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
        Action::SwitchProject => {
            state.overlays.push(Overlay::Palette(Search::new("project: ")));
            // Other terminals may have made pipelines in projects of which no news come here.
            return vec![Effect::LoadProjects];
        }
        Action::Details => details(state),
        Action::Refresh => return refresh(state),
        Action::Show(screen) => return show(state, screen),
        Action::FocusNext => return focus_by(state, 1),
        Action::FocusPrevious => return focus_by(state, -1),
        Action::Focus(pane) => {
            state.set_focus(pane);
            return tables::missing(state).into_iter().collect();
        }
        Action::Maximise => state.maximised = !state.maximised,
        Action::NextTheme => {
            state.theme = state.theme.next();
            let name = state.theme.name().to_owned();
            state.note(format!("theme {name}"));
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
        Action::Filter => filter::begin(state),
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
        Action::AskDepth => {
            if let Some(form) = plot::depth_form(state) {
                state.overlays.push(Overlay::Form(Box::new(Dialog::new(form, FormPurpose::Depth))));
            }
        }
        Action::Plan(part) => return run::plan(state, part),
        Action::PlanStored(stored) => return run::plan_stored(state, stored),
        Action::ChooseWells => return run::choose_wells(state),
        Action::AskCancel => ask_cancel(state),
        Action::Cancel(id) => return vec![Effect::CancelRun(id)],
        Action::Run(request) => return vec![Effect::StartRun(request)],
        Action::SaveAndRun(request) => {
            state.pipelines.run_after_save = Some(request);
            return saving::save(state, None);
        }
        Action::Edit(edit) => return editing::edit(state, &edit),
        Action::Undo => return editing::go_back(state, 1),
        Action::Redo => return editing::go_back(state, -1),
        Action::GoBack(steps) => return editing::go_back(state, steps),
        Action::UndoList => {
            if let Some(work) = state.pipelines.work() {
                let steps = Steps::new(&work.draft.history);
                state.overlays.push(Overlay::Steps(steps));
            }
        }
        Action::Save => return saving::save(state, None),
        Action::NewPipeline => state.overlays.push(Overlay::Templates(Search::default())),
        Action::NewFrom(template) => editing::ask(state, Asked::NewPipeline(template)),
        Action::AskDiscard => saving::ask_discard(state),
        Action::Discard => return saving::discard(state),
        Action::AskSave => forms::ask_save(state),
        Action::MergeSaved(pipeline, conflict, choices) => {
            return saving::merge_saved(state, pipeline, &conflict, &choices);
        }
        Action::Revisions => return revisions::list(state),
        Action::LookAtRevision => return revisions::look(state),
        Action::CompareRevisions => return revisions::compare(state),
        Action::CompareWith(id) => return vec![Effect::LoadOther(id)],
        Action::ZoomComparison(zoom) => return revisions::zoom(state, zoom),
        Action::Restore(id, definition) => return revisions::restore(state, id, &definition),
        Action::Branches => return branches::list(state),
        Action::SwitchBranch(name) => return branches::switch(state, name),
        Action::PlanMerge(from) => return branches::plan_merge(state, from),
        Action::AskDeleteBranch(name) => branches::ask_delete(state, name),
        Action::DeleteBranch(name) => return branches::delete(state, name),
        Action::MergeBranches(planned, choices) => {
            return vec![Effect::SaveMerge(planned, choices)];
        }
        Action::ReloadDraft(id) => return saving::reload(state, id),
        Action::TakeOverDraft(id) => return saving::take_over(state, id),
        Action::AddNode => {
            let spot = editing::spot(state);
            editing::pick(state, spot);
        }
        Action::TryOut => return try_out(state),
        Action::SetTrialUp => set_trial_up(state),
        Action::TurnTrial => trial::turn(state),
        Action::Tables => {
            tables::open(state);
            return show(state, Screen::Runs);
        }
        Action::NextTable => return next_table(state, 1),
        Action::PreviousTable => return next_table(state, -1),
        Action::FormKeys => form_keys(state),
        Action::AddOperator => return add_operator(state),
        Action::InsertNode => return editing::aim_from_selected(state, Purpose::Insert),
        Action::PickNode(spot) => editing::pick(state, spot),
        Action::Add(novelty, spot) => return editing::add(state, &novelty, &spot),
        Action::ConnectTo => {
            let chosen = state.pipelines.chosen();
            return editing::aim(state, Purpose::Feed(chosen));
        }
        Action::ConnectFrom => return editing::aim_from_selected(state, Purpose::Read),
        Action::Disconnect => return editing::aim_from_selected(state, Purpose::Part),
        Action::ChangeEdge => return editing::aim_from_selected(state, Purpose::Change),
        Action::Rewire { from, to } => return editing::aim(state, Purpose::Rewire { from, to }),
        Action::Delete => return editing::delete(state),
        Action::Cut => {
            let count = editing::copy(state);
            editing::say_copied(state, count, "cut");
            let mut effects: Vec<_> = carry::to_clipboard(state).into_iter().collect();
            effects.extend(editing::delete(state));
            return effects;
        }
        Action::Copy => {
            let count = editing::copy(state);
            editing::say_copied(state, count, "copied");
            return carry::to_clipboard(state).into_iter().collect();
        }
        Action::Paste => return editing::paste(state),
        Action::Duplicate => return editing::duplicate(state),
        Action::Configure => return forms::configure(state),
        Action::MapCurves => return forms::curves(state),
        Action::Describe => forms::describe(state),
        Action::EditText => return text::open(state),
        Action::EditTextAgain(page, typed) => return vec![text::editor(page, typed)],
        Action::Ask(asked) => editing::ask(state, asked),
        Action::Answer(asked, typed) => return editing::answer(state, asked, typed),
        Action::MoveNode => editing::move_node(state),
        Action::Unpin => return editing::unpin(state),
        Action::Draw => return canvas::redraw(state),
        Action::Mark(marking) => canvas::walk::mark(state, marking),
        Action::Jump => return editing::aim(state, Purpose::Jump),
        Action::Select(node) => {
            canvas::select(state, Some(node));
            state.set_focus(Pane::Canvas);
        }
        Action::Search => canvas::search::begin(state),
        Action::NextFound => canvas::next_found(state, 1),
        Action::PreviousFound => canvas::next_found(state, -1),
        Action::Lay(layer) => return canvas::lay(state, layer),
        Action::Fold => return canvas::fold(state),
        Action::Problems => state.overlays.push(Overlay::Problems(Problems::default())),
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
        Action::Form(purpose, event) => return forms::told(state, &purpose, &event),
    }
    Vec::new()
}

fn focus_by(state: &mut State, step: isize) -> Vec<Effect> {
    let panes = state.screen.panes();
    let here = panes.iter().position(|pane| *pane == state.focused()).unwrap_or(0);
    let next = (here as isize + step).rem_euclid(panes.len() as isize) as usize;
    state.set_focus(panes[next]);
    tables::missing(state).into_iter().collect()
}

/// Shows another table of the run or of the trial.
fn next_table(state: &mut State, step: isize) -> Vec<Effect> {
    if state.focused() == Pane::Trial {
        trial::next_sheet(state, step);
        return Vec::new();
    }
    state.runs.tables.step(step);
    tables::missing(state).into_iter().collect()
}

/// Adds the selected operator to the open pipeline, as it was tried if it was.
fn add_operator(state: &mut State) -> Vec<Effect> {
    let spec = state.catalogue.selected(&state.operators);
    let Some(id) = spec.map(|spec| spec.id.clone()) else { return Vec::new() };
    let spot = editing::spot(state);
    let set_up = state.catalogue.trial.set_ups.get(&id).cloned();
    state.set_focus(Pane::Canvas);
    match set_up {
        Some(set_up) => editing::add_tried(state, &id, &spot, &set_up),
        None => editing::add(state, &Novelty::Operator(id), &spot),
    }
}

/// Lists the keys of the form that is open.
fn form_keys(state: &mut State) {
    if let Some(dialog) = form::top(state) {
        let keys = Keys::of(&dialog.form);
        state.overlays.push(Overlay::Keys(keys));
    }
}

/// The pane that Esc leads to from another one.
fn pane_before(state: &State) -> Pane {
    match state.focused() {
        // They were reached from the list, and stay in sight beside it.
        Pane::Trial => Pane::Operators,
        Pane::Tables => Pane::Runs,
        pane => {
            let panes = state.screen.panes();
            let here = panes.iter().position(|shown| *shown == pane).unwrap_or(0);
            panes[here.saturating_sub(1)]
        }
    }
}

pub(super) fn back(state: &mut State) -> Vec<Effect> {
    let pane = state.focused();
    // What is looked at stays until the list has the keys: then its filter goes.
    let own = pane == Pane::Tables || pane_before(state) == pane;
    let of_list = state.filtering || own;
    let filtered = state.filter_mut(pane).is_some_and(|filter| !filter.text().is_empty());
    if of_list && filtered {
        state.filtering = false;
        return filter::clear(state);
    }
    if state.filtering {
        state.filtering = false;
    } else if pane == Pane::Canvas && !state.pipelines.marked.is_empty() {
        state.pipelines.marked.clear();
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
        let before = pane_before(state);
        state.set_focus(before);
    }
    Vec::new()
}

pub(super) fn show(state: &mut State, screen: Screen) -> Vec<Effect> {
    state.screen = screen;
    state.filtering = false;
    if state.outdated.remove(&screen) {
        return refresh_screen(state, screen);
    }
    selection_changed(state)
}

pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
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
            let pipelines = &state.pipelines;
            let selected = pipelines.selected().filter(|id| !pipelines.is_new(*id));
            let selected = selected.map(Effect::LoadPipeline);
            std::iter::once(Effect::LoadPipelines(project)).chain(selected).collect()
        }
        Screen::Curves => vec![Effect::LoadWells(project)],
        // The catalogue comes with the program; the wells are there to try operators on.
        Screen::Operators => vec![Effect::LoadWells(project)],
        Screen::Runs => {
            let mut effects = vec![Effect::LoadRuns(project)];
            if let Some(run) = state.runs.selected().map(|run| run.id) {
                effects.push(Effect::LoadRun(run));
                let after = state.runs.log.rows.last().map(|row| row.id);
                effects.push(Effect::LoadLogs(run, after));
                if tables::are_shown(state) {
                    effects.push(Effect::LoadTables(run));
                }
            }
            effects
        }
    }
}

pub(super) fn open_project(state: &mut State, id: Uuid) -> Vec<Effect> {
    state.project = Some(id);
    state.pipelines = state.pipelines.of_another_project();
    state.curves = Default::default();
    state.runs = Default::default();
    state.catalogue.trial.leave_project();
    state.outdated = Screen::ALL.into_iter().collect();
    state.outdated.remove(&state.screen);
    let mut effects = refresh_screen(state, state.screen);
    // Runs are few, and known ones let a finished run of this session be told on any screen.
    if state.screen != Screen::Runs {
        effects.push(Effect::LoadRuns(id));
    }
    effects
}

pub(super) fn open(state: &mut State) -> Vec<Effect> {
    match state.focused() {
        Pane::Pipelines if state.pipelines.open.is_some() => state.set_focus(Pane::Canvas),
        Pane::Canvas => state.set_focus(Pane::Inspector),
        Pane::Wells => match state.curves.branches().get(state.curves.tree.selected) {
            Some(Branch::Well(_)) => state.curves.toggle(None),
            Some(Branch::Curve(..)) => state.set_focus(Pane::Plot),
            None => {}
        },
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
        Pane::Operators => state.set_focus(Pane::Manual),
        Pane::Manual => return try_out(state),
        Pane::Trial => set_trial_up(state),
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
    match (pane, step) {
        (Pane::Pipelines, Step::Right) => return open(state),
        (Pane::Canvas, _) => canvas::walk::walk(state, step),
        (Pane::Trial, _) if trial::move_by(state, step) => {}
        (Pane::Tables, _) => tables::move_by(state, step),
        (Pane::Inspector | Pane::Manual | Pane::Trial, Step::Left) => return back(state),
        (Pane::Operators, Step::Right) => return open(state),
        (Pane::Wells, Step::Left) => state.curves.toggle(Some(false)),
        (Pane::Wells, Step::Right) => state.curves.toggle(Some(true)),
        (Pane::Plot, _) => plot::move_by(state, step),
        _ => move_rows(state, pane, rows),
    }
    selection_changed(state)
}

/// Moves the selection of a list, or what is seen of a text.
pub(super) fn move_rows(state: &mut State, pane: Pane, rows: isize) {
    match pane {
        Pane::Pipelines => {
            let len = state.pipelines.shown().len();
            state.pipelines.cursor.move_by(rows, len);
        }
        Pane::Canvas => {}
        Pane::Inspector => {
            let offset = state.pipelines.inspector_offset;
            state.pipelines.inspector_offset = offset.saturating_add_signed(rows);
        }
        Pane::Wells => state.curves.move_tree(rows),
        Pane::Curves => state.curves.move_table(rows),
        Pane::Plot => plot::move_by(state, if rows < 0 { Step::Up } else { Step::Down }),
        Pane::Runs => {
            let len = state.runs.shown().len();
            state.runs.cursor.move_by(rows, len);
        }
        Pane::RunNodes => {
            let len = state.runs.node_rows().len();
            state.runs.nodes.move_by(rows, len);
        }
        Pane::Log => state.runs.log.move_by(rows),
        Pane::Tables => tables::scroll(state, rows),
        Pane::Trial if trial::scroll(state, rows) => {}
        Pane::Operators | Pane::Trial => {
            state.catalogue.move_by(rows, &Arc::clone(&state.operators));
        }
        Pane::Manual => {
            state.catalogue.offset = state.catalogue.offset.saturating_add_signed(rows);
        }
    }
}

/// Asks for what the selection wants to see and is not there yet.
pub(super) fn selection_changed(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    match state.screen {
        Screen::Pipelines => {
            let open = state.pipelines.open.as_ref().map(|open| open.id);
            if let Some(id) = state.pipelines.selected().filter(|id| Some(*id) != open) {
                if !state.pipelines.drafts.contains_key(&id) {
                    effects.push(Effect::LoadDraft(id));
                }
                if state.pipelines.open_unstored(id) {
                    effects.extend(canvas::redraw(state));
                } else if !state.pipelines.is_new(id) {
                    effects.push(Effect::LoadPipeline(id));
                }
            }
        }
        Screen::Curves => {
            let refused = state.curves.refusal.as_ref().map(|(id, _)| *id);
            let missing = state.curves.selected_trace().is_none();
            let curve = state.curves.curve().map(|curve| curve.id);
            effects
                .extend(curve.filter(|id| missing && refused != Some(*id)).map(Effect::LoadTrace));
        }
        // The wells to try operators on.
        Screen::Operators if state.curves.wells.is_none() => {
            effects.extend(state.project.map(Effect::LoadWells));
        }
        Screen::Operators => {}
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
            effects.extend(tables::missing(state));
        }
    }
    effects
}

/// Tries the selected operator out, as it was set up or with its defaults.
fn try_out(state: &mut State) -> Vec<Effect> {
    let Some(request) = trial::request(state) else { return Vec::new() };
    start_trial(state, request)
}

/// Asks for a trial and shows where its answer will be.
pub fn start_trial(state: &mut State, request: TrialRequest) -> Vec<Effect> {
    state.set_focus(Pane::Trial);
    state.catalogue.trial.begin(&request);
    vec![Effect::TryOut(Box::new(request))]
}

fn set_trial_up(state: &mut State) {
    if let Some(form) = trial::form::form(state) {
        state.overlays.push(Overlay::Form(Box::new(Dialog::new(form, FormPurpose::Trial))));
    }
}

fn ask_cancel(state: &mut State) {
    let Some(id) = state.run_to_cancel() else { return };
    let name = match state.screen {
        Screen::Runs => state.runs.selected().map(|run| run.pipeline_name.clone()),
        _ => state.pipelines.definition().map(|shown| shown.name.clone()),
    };
    let question = Question::new(
        format!("Cancel the run of {}?", name.unwrap_or_default()),
        "Wells that are done stay done, so the next run takes the next suffix; what is being computed is thrown away.",
    )
    .choice('y', "yes, cancel it", Some(Action::Cancel(id)))
    .choice('n', "no, let it run", None);
    state.overlays.push(Overlay::Confirm(question));
}
