//! The keys of a form, since letters are typed into its fields and so cannot be commands.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

use super::{Response, place};
use crate::tui::state::State;
use crate::tui::widget::form::Form;
use crate::tui::widget::{frame, text};

/// Width of the column of keys.
const KEYS: usize = 16;

/// Keys that work in every form, and what they do.
const ALWAYS: [(&str, &str); 14] = [
    ("tab, ↓", "goes to the next field"),
    ("shift-tab, ↑", "goes to the field before"),
    ("↵", "opens a list, or goes on to the next field; on the button it ends the form"),
    ("ctrl-s", "ends the form and does what the button says, from any field"),
    ("esc", "closes; asks first where something was filled in"),
    ("←→, space", "choose the next thing, or switch yes and no"),
    ("a…z", "in a choice: open its list and filter it; in a text: are typed"),
    ("alt-↑, alt-↓", "step a number"),
    ("ctrl-d", "puts the default back, where the field has one"),
    ("ctrl-u", "clears the field"),
    ("ctrl-o", "opens suggestions, where there are any"),
    ("ctrl-p", "picks a value from data, where the field says so"),
    ("ctrl-e", "opens a long text in your editor"),
    ("f1, ?", "show this; ? only where no text is typed"),
];

/// The list, and what is seen of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Keys {
    title: String,
    submit: String,
    offset: usize,
}

impl Keys {
    /// Lists the keys of a form.
    pub fn of(form: &Form) -> Self {
        Self { title: form.title.clone(), submit: form.submit.clone(), offset: 0 }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Response {
        self.offset = match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.offset + 1,
            KeyCode::Up | KeyCode::Char('k') => self.offset.saturating_sub(1),
            KeyCode::Esc | KeyCode::Enter | KeyCode::F(1) | KeyCode::Char('q' | '?') => {
                return Response::Close;
            }
            _ => self.offset,
        };
        // No list is longer than each of its words on a line of its own.
        self.offset = self.offset.min(12 * ALWAYS.len());
        Response::Stay
    }

    fn lines(&self, state: &State, width: usize) -> Vec<Line<'static>> {
        let theme = &state.theme;
        let mut lines = Vec::new();
        for (keys, words) in ALWAYS {
            let words = match keys {
                "ctrl-s" => format!("{}: {words}", self.submit),
                _ => words.to_owned(),
            };
            let room = width.saturating_sub(KEYS + 3).max(8);
            for (index, part) in text::wrap(&words, room).into_iter().enumerate() {
                let keys = if index == 0 { keys } else { "" };
                lines.push(Line::from(vec![
                    Span::styled(format!(" {} ", text::left(keys, KEYS)), theme.style("key_hint")),
                    Span::styled(part, theme.style("text")),
                ]));
            }
        }
        lines
    }
}

/// Draws the list.
pub fn view(state: &State, keys: &Keys, buffer: &mut Buffer) {
    let theme = &state.theme;
    let width = state.size.0.saturating_sub(4).min(76);
    let lines = keys.lines(state, usize::from(width).saturating_sub(2));
    let height = (lines.len() as u16 + 2).min(state.size.1.saturating_sub(2));
    let area = place(buffer, state, width, height);
    let note = Line::styled("esc closes", theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, true, &format!("Keys: {}", keys.title), note);
    let rows = usize::from(inner.height);
    let offset = keys.offset.min(lines.len().saturating_sub(rows));
    let len = lines.len();
    frame::lines(buffer, inner, lines.into_iter().skip(offset));
    frame::scroll_bar(buffer, area, theme.style("border_focused"), offset, rows, len);
}
