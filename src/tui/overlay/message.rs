//! Problems in full: what, where, found, wanted, and what to do.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Response, place};
use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};

/// Text to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Title.
    pub title: String,
    /// Problems, one below the other.
    pub problems: Vec<Diagnostic>,
    /// Plain text below the problems.
    pub plain: String,
    /// First visible line.
    pub offset: usize,
}

impl Text {
    /// Shows problems.
    pub fn problems(title: impl Into<String>, problems: Vec<Diagnostic>) -> Self {
        Self { title: title.into(), problems, plain: String::new(), offset: 0 }
    }

    /// Shows plain text.
    pub fn plain(title: impl Into<String>, plain: impl Into<String>) -> Self {
        Self { title: title.into(), problems: Vec::new(), plain: plain.into(), offset: 0 }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, size: (u16, u16)) -> Response {
        let page = usize::from(size.1).saturating_sub(6).max(1);
        self.offset = match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.offset + 1,
            KeyCode::Up | KeyCode::Char('k') => self.offset.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.offset + page,
            KeyCode::PageUp => self.offset.saturating_sub(page),
            KeyCode::Home => 0,
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | 'd') => return Response::Close,
            _ => self.offset,
        };
        self.offset = self.offset.min(self.longest());
        Response::Stay
    }

    /// No text has more lines than characters: a bound that keeps the offset from running away.
    fn longest(&self) -> usize {
        let problem = |problem: &Diagnostic| {
            problem.to_string().len() + problem.hint.as_ref().map_or(0, String::len) + 8
        };
        self.plain.len() + self.problems.iter().map(problem).sum::<usize>()
    }
}

/// Returns the lines of one problem, for a width in cells.
pub fn lines(problem: &Diagnostic, theme: &Theme, width: usize) -> Vec<Line<'static>> {
    let (glyph, token) = match problem.severity {
        Severity::Error => ("✗", "status.failed"),
        Severity::Warning => ("⚠", "status.partial"),
        Severity::Info => ("·", "muted"),
    };
    let mut lines = Vec::new();
    let mut part = |label: &str, content: &str, style: Style| {
        for (index, line) in text::wrap(content, width.saturating_sub(10)).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            lines.push(Line::from(vec![
                Span::styled(format!(" {} ", text::left(label, 7)), theme.style("muted")),
                Span::styled(line, style),
            ]));
        }
    };
    part(glyph, &problem.what, theme.style(token));
    let plain = theme.style("text");
    let place = problem.place.to_string();
    if !place.is_empty() {
        part("where", &place, plain);
    }
    if let Some(found) = &problem.found {
        part("found", found, plain);
    }
    if let Some(wanted) = &problem.wanted {
        part("wanted", wanted, plain);
    }
    if let Some(hint) = &problem.hint {
        part("to do", hint, theme.style("accent"));
    }
    lines
}

/// Draws the text.
pub fn view(state: &State, message: &Text, buffer: &mut Buffer) {
    let note = Line::styled("esc closes", state.theme.style("muted"));
    view_with(state, message, note, buffer);
}

/// Draws the text with another note on its frame.
pub fn view_with(state: &State, message: &Text, note: Line<'static>, buffer: &mut Buffer) {
    let theme = &state.theme;
    let width = state.size.0.saturating_sub(4).min(84);
    let room = usize::from(width).saturating_sub(2);
    let mut all = Vec::new();
    for problem in &message.problems {
        if !all.is_empty() {
            all.push(Line::default());
        }
        all.extend(lines(problem, theme, room));
    }
    for line in text::wrap(&message.plain, room.saturating_sub(2)) {
        all.push(Line::styled(format!(" {line}"), theme.style("text")));
    }
    let height = (all.len() as u16 + 2).min(state.size.1.saturating_sub(2));
    let area = place(buffer, state, width, height);
    let inner = frame::pane(buffer, area, theme, true, &message.title, note);
    let rows = usize::from(inner.height);
    let offset = message.offset.min(all.len().saturating_sub(rows));
    let len = all.len();
    frame::lines(buffer, inner, all.into_iter().skip(offset));
    frame::scroll_bar(buffer, area, theme.style("border_focused"), offset, rows, len);
}
