//! A line to type: a name, tags, a note.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

use super::{Response, place};
use crate::tui::command::Action;
use crate::tui::state::State;
use crate::tui::widget::input::Input;
use crate::tui::widget::{frame, text};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Name of the selected node.
    Name,
    /// Tags of the nodes that are chosen.
    Tags,
    /// Note on the selected node.
    Note,
    /// Name of a new pipeline; the template that it begins with.
    NewPipeline(Option<&'static str>),
    /// Name of a new branch.
    Branch,
}

impl Asked {
    fn title(self) -> &'static str {
        match self {
            Self::Name => "Name of the node",
            Self::Tags => "Tags, with commas between them",
            Self::Note => "Note on the node",
            Self::NewPipeline(_) => "New pipeline: its name",
            Self::Branch => "New branch: its name",
        }
    }

    /// Whether nothing typed is an answer.
    fn may_be_empty(self) -> bool {
        matches!(self, Self::Tags | Self::Note)
    }
}

/// A line being typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What for.
    pub asked: Asked,
    /// What was typed.
    pub input: Input,
}

impl Question {
    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Response {
        match key.code {
            KeyCode::Esc => return Response::Close,
            KeyCode::Enter => {
                let typed = self.input.text().trim();
                if typed.is_empty() && !self.asked.may_be_empty() {
                    return Response::Stay;
                }
                return Response::Do(Action::Answer(self.asked, typed.to_owned()));
            }
            _ => self.input.key(key),
        };
        Response::Stay
    }
}

/// Draws the line.
pub fn view(state: &State, question: &Question, buffer: &mut Buffer) {
    let theme = &state.theme;
    let area = place(buffer, state, state.size.0.min(64), 3);
    let note = Line::styled("↵ keeps", theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, true, question.asked.title(), note);
    let room = usize::from(inner.width).saturating_sub(4);
    let typed = text::tail(question.input.text(), room);
    let line = Line::from(vec![
        Span::styled(" › ", theme.style("accent")),
        Span::styled(typed, theme.style("text")),
        Span::styled("▏", theme.style("accent")),
    ]);
    frame::line(buffer, inner, &line);
}
