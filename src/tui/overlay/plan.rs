//! What a run would do, before it does it; what is shown is what Enter starts.

mod page;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::text::Line;
use uuid::Uuid;

use super::{Response, place};
use crate::domain::dag::{DagDefinition, MAIN_BRANCH};
use crate::domain::diagnostic::Diagnostic;
use crate::services::plan::RunPlan;
use crate::services::rows::RunRequest;
use crate::tui::command::Action;
use crate::tui::state::State;
use crate::tui::widget::{frame, text};

/// Widest overlay: longer lines are hard to read.
const WIDEST: u16 = 104;

/// What is planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// What to run.
    pub request: RunRequest,
    /// Project of the pipeline.
    pub project: Uuid,
    /// What the pipeline says.
    pub definition: DagDefinition,
    /// Whether that is what is stored, not the draft.
    pub stored: bool,
}

/// A plan being looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is planned.
    pub subject: Subject,
    /// What it comes to; `None` while it is being planned.
    pub found: Option<Result<Arc<RunPlan>, Box<Diagnostic>>>,
    /// First visible line.
    pub offset: usize,
}

/// What Enter would do.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Start {
    /// Nothing yet.
    Planning,
    /// Nothing: so many errors speak against it.
    Errors(usize),
    /// Nothing: the draft is saved on a branch, and what runs is main.
    Branch(String),
    /// It saves, then runs.
    AfterSave,
    /// It runs.
    Now,
}

impl Plan {
    /// Begins to look at a plan that is being made.
    pub fn new(subject: Subject) -> Self {
        Self { subject, found: None, offset: 0 }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, state: &State) -> Response {
        let stored = self.subject.stored;
        let page = usize::from(height(state)).saturating_sub(3).max(1);
        self.offset = match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Response::Close,
            KeyCode::Enter => return self.start(state),
            KeyCode::Char('r') if stored => return self.start(state),
            KeyCode::Char('s') if !stored => return self.start(state),
            KeyCode::Char('r') => return Response::Tell(Action::PlanStored(true)),
            KeyCode::Char('s') => return Response::Tell(Action::PlanStored(false)),
            KeyCode::Char('w') => return Response::Tell(Action::ChooseWells),
            KeyCode::Down | KeyCode::Char('j') => self.offset + 1,
            KeyCode::Up | KeyCode::Char('k') => self.offset.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.offset + page,
            KeyCode::PageUp => self.offset.saturating_sub(page),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => usize::MAX,
            _ => self.offset,
        };
        let len = page::lines(self, state, room(state)).len();
        let rows = usize::from(height(state)).saturating_sub(2);
        self.offset = self.offset.min(len.saturating_sub(rows));
        Response::Stay
    }

    fn start(&self, state: &State) -> Response {
        match self.ready(state) {
            Start::Now => Response::Do(Action::Run(self.subject.request.clone())),
            Start::AfterSave => Response::Do(Action::SaveAndRun(self.subject.request.clone())),
            Start::Planning | Start::Errors(_) | Start::Branch(_) => Response::Stay,
        }
    }

    fn ready(&self, state: &State) -> Start {
        let branch = state.pipelines.work().map(|work| work.draft.branch.as_str());
        match &self.found {
            None => Start::Planning,
            Some(Err(_)) => Start::Errors(1),
            Some(Ok(plan)) if !plan.can_run() => {
                Start::Errors(plan.problems.iter().filter(|problem| problem.is_error()).count())
            }
            Some(Ok(_)) if self.subject.stored => Start::Now,
            Some(Ok(_)) => match branch {
                Some(branch) if branch != MAIN_BRANCH => Start::Branch(branch.to_owned()),
                _ => Start::AfterSave,
            },
        }
    }

    fn title(&self) -> String {
        let definition = &self.subject.definition;
        let name =
            |id: &String| definition.node(id).map_or_else(|| id.clone(), |node| node.name.clone());
        match (&self.subject.request.only_node, &self.subject.request.until) {
            (Some(node), _) => format!("Run {} alone", name(node)),
            (None, Some(node)) => format!("Run up to {}", name(node)),
            (None, None) => format!("Run {}", definition.name),
        }
    }

    /// Says what the keys do, as far as there is room.
    fn foot(&self, state: &State) -> Line<'static> {
        let theme = &state.theme;
        let has_both = state.pipelines.is_stored() && state.pipelines.unstored().is_some();
        let (told, token, other) = match (self.ready(state), self.subject.stored) {
            (Start::Planning, _) => ("planning…".to_owned(), "status.running", None),
            (Start::Errors(errors), stored) => {
                let errors = text::of(errors, "error", "errors");
                let other = if stored { "s the unsaved" } else { "r what is stored" };
                (format!("✗ cannot run: {errors}"), "status.failed", Some(other))
            }
            (Start::Branch(branch), _) => {
                let told = format!("✗ main runs, not {branch}");
                (told, "status.partial", Some("r what is stored"))
            }
            (Start::AfterSave, _) => {
                ("↵ saves, then runs".to_owned(), "accent", Some("r what is stored"))
            }
            (Start::Now, _) => ("↵ runs".to_owned(), "accent", Some("s the unsaved")),
        };
        let mut words = vec!["w wells".to_owned(), "esc leaves".to_owned()];
        words.splice(0..0, other.filter(|_| has_both).map(str::to_owned));
        let rest = words.iter().map(|word| format!(" · {word}")).collect::<String>();
        let mut line = Line::styled(told, theme.style(token));
        line.push_span(ratatui::text::Span::styled(rest, theme.style("muted")));
        line
    }
}

fn width(state: &State) -> u16 {
    state.size.0.saturating_sub(if state.size.0 > 72 { 4 } else { 0 }).min(WIDEST)
}

fn height(state: &State) -> u16 {
    state.size.1.saturating_sub(if state.size.1 > 20 { 2 } else { 0 })
}

/// Returns the columns of a line.
fn room(state: &State) -> usize {
    usize::from(width(state)).saturating_sub(3)
}

/// Draws the plan.
pub fn view(state: &State, plan: &Plan, buffer: &mut Buffer) {
    let theme = &state.theme;
    let lines = page::lines(plan, state, room(state));
    let area = place(buffer, state, width(state), height(state));
    let note = match (plan.subject.stored, state.pipelines.unstored()) {
        (true, None) => Line::default(),
        (true, Some(_)) => Line::styled("as it is stored", theme.style("muted")),
        (false, Some(draft)) if draft.branch != MAIN_BRANCH => {
            Line::styled(format!("on {}", draft.branch), theme.style("status.partial"))
        }
        (false, _) => Line::styled("● unsaved", theme.style("status.partial")),
    };
    let inner = frame::pane(buffer, area, theme, true, &plan.title(), note);
    let rows = usize::from(inner.height);
    let len = lines.len();
    let offset = plan.offset.min(len.saturating_sub(rows));
    frame::lines(buffer, inner, lines.into_iter().skip(offset));
    frame::scroll_bar(buffer, area, theme.style("border_focused"), offset, rows, len);
    frame::foot(buffer, area, plan.foot(state));
}
