//! Why a text is no pipeline, line by line: it may go back to the editor, or be thrown away.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::text::Line;

use super::{Response, message};
use crate::domain::diagnostic::Diagnostic;
use crate::tui::command::Action;
use crate::tui::page::Page;
use crate::tui::state::State;
use crate::tui::widget::text;

/// A text that came back from the editor, and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Misfits {
    page: Box<Page>,
    text: String,
    told: message::Text,
    /// Whether Esc was pressed once: the text would be lost.
    leaving: bool,
}

impl Misfits {
    /// Tells what is wrong with a text.
    pub fn new(page: Box<Page>, text: String, problems: Vec<Diagnostic>) -> Self {
        let count = text::of(problems.len(), "problem", "problems");
        let told = message::Text::problems(format!("The text is no pipeline: {count}"), problems);
        Self { page, text, told, leaving: false }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, size: (u16, u16)) -> Response {
        let leaving = std::mem::take(&mut self.leaving);
        match key.code {
            KeyCode::Enter | KeyCode::Char('e') => {
                let page = self.page.clone();
                return Response::Do(Action::EditTextAgain(page, std::mem::take(&mut self.text)));
            }
            KeyCode::Char('x') => return Response::Close,
            KeyCode::Esc | KeyCode::Char('q') if leaving => return Response::Close,
            KeyCode::Esc | KeyCode::Char('q') => self.leaving = true,
            KeyCode::Char('d') => {}
            _ => return self.told.key(key, size),
        }
        Response::Stay
    }
}

/// Draws the problems with what can be done.
pub fn view(state: &State, misfits: &Misfits, buffer: &mut Buffer) {
    let theme = &state.theme;
    let note = match misfits.leaving {
        true => Line::styled("Esc again: the text is lost", theme.style("status.partial")),
        false => Line::styled("e edits it again · x throws it away", theme.style("muted")),
    };
    message::view_with(state, &misfits.told, note, buffer);
}
