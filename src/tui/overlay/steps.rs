//! The edits of the open pipeline: go back to any of them, or forward again.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

use super::{Response, place};
use crate::edit::history::{History, Step};
use crate::tui::command::Action;
use crate::tui::pane::pipelines::mark;
use crate::tui::state::State;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// Rows that a page moves.
const PAGE: isize = 10;

/// A state of the pipeline being chosen; the newest stands first.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// Selected state.
    pub cursor: Cursor,
}

impl Steps {
    /// Begins where the pipeline is now.
    pub fn new(history: &History) -> Self {
        Self { cursor: Cursor { selected: history.future().len(), offset: 0 } }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, state: &State) -> Response {
        let Some(history) = history(state) else { return Response::Close };
        let len = history.future().len() + history.past().len() + 1;
        let rows = match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'U') => return Response::Close,
            KeyCode::Enter => {
                let back = self.cursor.selected as isize - history.future().len() as isize;
                return Response::Do(Action::GoBack(back));
            }
            KeyCode::Up | KeyCode::Char('k') => -1,
            KeyCode::Down | KeyCode::Char('j') => 1,
            KeyCode::PageUp => -PAGE,
            KeyCode::PageDown => PAGE,
            _ => 0,
        };
        self.cursor.move_by(rows, len);
        Response::Stay
    }
}

fn history(state: &State) -> Option<&History> {
    Some(&state.pipelines.work()?.draft.history)
}

/// Draws the list.
pub fn view(state: &State, steps: &Steps, buffer: &mut Buffer) {
    let Some(history) = history(state) else { return };
    let theme = &state.theme;
    let undone = history.future().len();
    let len = undone + history.past().len() + 1;
    let height = (len as u16 + 2).min(state.size.1.saturating_sub(4)).max(5);
    let area = place(buffer, state, state.size.0.saturating_sub(4).min(72), height);
    let note = Line::styled("↵ goes there", theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, true, "Edits, newest first", note);
    let rows = usize::from(inner.height);
    let mut cursor = steps.cursor;
    cursor.reveal(len, rows);
    let step_at = |index: usize| -> Option<&Step> {
        // The next step to do again is the last of the future.
        if index < undone {
            history.future().get(index)
        } else {
            history.past().iter().rev().nth(index - undone)
        }
    };
    for (row, index) in inner.rows().zip(cursor.visible(len, rows)) {
        let now = index == undone;
        let token = if index < undone { "muted" } else { "text" };
        let (label, at) = match step_at(index) {
            Some(step) => (step.label.clone(), text::ago(step.at, state.now)),
            None => ("the beginning".to_owned(), String::new()),
        };
        let sign = match (now, index < undone) {
            (true, _) => "▶",
            (_, true) => "↷",
            _ => " ",
        };
        let room = usize::from(row.width).saturating_sub(at.chars().count() + 6);
        let line = Line::from(vec![
            Span::styled(format!(" {sign} "), theme.style("accent")),
            Span::styled(text::left(&label, room), theme.style(token)),
            Span::styled(format!(" {at}"), theme.style("muted")),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == cursor.selected {
            mark(buffer, row, theme, true);
        }
    }
    frame::scroll_bar(buffer, area, theme.style("border_focused"), cursor.offset, rows, len);
}
