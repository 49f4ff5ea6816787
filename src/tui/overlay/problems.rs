//! Everything that is wrong with the open pipeline, as it is just now; Enter goes to the node.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Response, message, place};
use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::edit::repair::Repair;
use crate::tui::command::Action;
use crate::tui::pane::pipelines::mark;
use crate::tui::state::State;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// Rows that a page moves.
const PAGE: isize = 10;
/// Columns of the node's name.
const NAME: usize = 22;

/// The list, the selection in it, and what would mend that.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Problems {
    /// Selected problem.
    pub cursor: Cursor,
    /// What mends the selected problem of an edition, once it was asked for.
    offer: Option<Box<Offer>>,
}

/// The edits that mend a problem.
#[derive(Debug, Clone, PartialEq)]
struct Offer {
    edition: u64,
    problem: Diagnostic,
    /// Nothing until the answer came.
    repairs: Option<Vec<Repair>>,
}

impl Problems {
    /// Asks for what mends the selected problem, where it was not asked for yet.
    pub fn wants(&mut self, state: &State) -> Option<Diagnostic> {
        let problem = state.pipelines.diagnostics().get(self.cursor.selected)?;
        let edition = state.pipelines.edition;
        let asked = self.offer.as_ref();
        if asked.is_some_and(|offer| offer.edition == edition && offer.problem == *problem) {
            return None;
        }
        let offer = Offer { edition, problem: problem.clone(), repairs: None };
        self.offer = Some(Box::new(offer));
        Some(problem.clone())
    }

    /// Takes what mends a problem.
    pub fn offer(&mut self, edition: u64, problem: &Diagnostic, found: Vec<Repair>) {
        let asked = |offer: &&mut Offer| offer.edition == edition && offer.problem == *problem;
        if let Some(offer) = self.offer.as_deref_mut().filter(asked) {
            offer.repairs = Some(found);
        }
    }

    /// Returns what mends the selected problem, as far as it is known.
    fn repairs(&self) -> &[Repair] {
        self.offer.as_ref().and_then(|offer| offer.repairs.as_deref()).unwrap_or_default()
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, state: &State) -> Response {
        let problems = state.pipelines.diagnostics();
        let rows = match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'P') => return Response::Close,
            KeyCode::Enter => {
                let problem = problems.get(self.cursor.selected);
                let node = problem.and_then(|problem| problem.place.node.clone());
                return node.map_or(Response::Stay, |node| Response::Do(Action::Select(node)));
            }
            KeyCode::Char(digit @ '1'..='9') => {
                let repair = self.repairs().get(digit as usize - '1' as usize);
                return repair.map_or(Response::Stay, |repair| {
                    Response::Tell(Action::Edit(repair.edit.clone()))
                });
            }
            KeyCode::Up | KeyCode::Char('k') => -1,
            KeyCode::Down | KeyCode::Char('j') => 1,
            KeyCode::PageUp => -PAGE,
            KeyCode::PageDown => PAGE,
            _ => 0,
        };
        self.cursor.move_by(rows, problems.len());
        Response::Stay
    }
}

/// Draws the list, and the selected problem in full below it.
pub fn view(state: &State, list: &Problems, buffer: &mut Buffer) {
    let theme = &state.theme;
    let problems = state.pipelines.diagnostics();
    let width = state.size.0.saturating_sub(4).min(92);
    let height = (state.size.1 * 3 / 4).clamp(8, 26);
    let area = place(buffer, state, width, height);
    let mends = if list.repairs().is_empty() { "" } else { "1–9 mends · " };
    let note = Line::styled(format!("{mends}↵ goes to the node"), theme.style("muted"));
    let title = format!("Problems · {}", problems.len());
    let inner = frame::pane(buffer, area, theme, true, &title, note);
    if problems.is_empty() {
        frame::empty(buffer, inner, theme, "Nothing is wrong.");
        return;
    }
    let mut cursor = list.cursor;
    cursor.selected = cursor.selected.min(problems.len() - 1);
    let room = usize::from(inner.width);
    let mut problem = state.pipelines.readable(&problems[cursor.selected]);
    // What can be done by a key needs no words.
    problem.hint.take_if(|_| !list.repairs().is_empty());
    let mut detail = message::lines(&problem, theme, room);
    let most = usize::from(inner.height).saturating_sub(3).min(problems.len()).max(1);
    for (at, repair) in list.repairs().iter().take(9).enumerate() {
        let number = text::left(&(at + 1).to_string(), 7);
        let title = text::cut(&repair.title, room.saturating_sub(10));
        detail.push(Line::from(vec![
            Span::styled(format!(" {number} "), theme.style("key_hint")),
            Span::styled(title, theme.style("text")),
        ]));
    }
    detail.truncate(usize::from(inner.height).saturating_sub(most.min(4) + 1));
    let rows = usize::from(inner.height).saturating_sub(detail.len() + 1).max(1);
    cursor.reveal(problems.len(), rows);
    for (row, index) in inner.rows().zip(cursor.visible(problems.len(), rows)) {
        let problem = &problems[index];
        let (glyph, token) = match problem.severity {
            Severity::Error => ("✗", "status.failed"),
            Severity::Warning => ("⚠", "status.partial"),
            Severity::Info => ("·", "muted"),
        };
        let node = problem.place.node.as_deref();
        let name = node.map_or("pipeline", |id| {
            let definition = state.pipelines.definition();
            definition.and_then(|definition| definition.node(id)).map_or(id, |node| &node.name)
        });
        let line = Line::from(vec![
            Span::styled(format!(" {glyph} "), theme.style(token)),
            Span::styled(text::left(name, NAME.min(room / 3)), theme.style("accent")),
            Span::styled(
                format!(
                    "  {}",
                    text::cut(
                        &state.pipelines.readable(problem).what,
                        room.saturating_sub(NAME.min(room / 3) + 6)
                    )
                ),
                theme.style("text"),
            ),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == cursor.selected {
            mark(buffer, row, theme, true);
        }
    }
    frame::scroll_bar(
        buffer,
        area,
        theme.style("border_focused"),
        cursor.offset,
        rows,
        problems.len(),
    );
    let below = inner.bottom().saturating_sub(detail.len() as u16);
    let rule = Rect { y: below.saturating_sub(1), height: 1, ..inner };
    if rule.y > inner.y {
        buffer.set_stringn(rule.x, rule.y, "─".repeat(room), room, theme.style("border"));
    }
    let area = Rect { y: below, height: detail.len() as u16, ..inner };
    frame::lines(buffer, area, detail);
}
