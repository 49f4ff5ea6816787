//! A question with a few answers, each with its letter.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};

use super::{Response, place};
use crate::tui::command::Action;
use crate::tui::state::State;
use crate::tui::widget::{frame, text};

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Letter.
    pub key: char,
    /// What it does, in words.
    pub label: String,
    /// What it does; `None` closes the question.
    pub action: Option<Action>,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The question itself.
    pub title: String,
    /// What to know before answering.
    pub body: String,
    /// Answers; the first is selected at the start.
    pub choices: Vec<Choice>,
    /// Index of the selected answer.
    pub selected: usize,
    /// Whether this is the question before quitting.
    pub quits: bool,
}

impl Question {
    /// Asks something that is not about quitting.
    pub fn new(title: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            body: body.into(),
            choices: Vec::new(),
            selected: 0,
            quits: false,
        }
    }

    /// Adds an answer.
    pub fn choice(mut self, key: char, label: &str, action: Option<Action>) -> Self {
        self.choices.push(Choice { key, label: label.to_owned(), action });
        self
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Response {
        let answer = |choice: &Choice| choice.action.clone().map_or(Response::Close, Response::Do);
        let last = self.choices.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return Response::Close,
            KeyCode::Enter => {
                return self.choices.get(self.selected).map_or(Response::Close, answer);
            }
            KeyCode::Up | KeyCode::Left | KeyCode::BackTab => {
                self.selected = self.selected.saturating_sub(1);
            }
            KeyCode::Down | KeyCode::Right | KeyCode::Tab => {
                self.selected = (self.selected + 1).min(last);
            }
            KeyCode::Char(letter) => {
                let letter = letter.to_ascii_lowercase();
                if let Some(choice) = self.choices.iter().find(|choice| choice.key == letter) {
                    return answer(choice);
                }
            }
            _ => {}
        }
        Response::Stay
    }
}

/// Draws the question.
pub fn view(state: &State, question: &Question, buffer: &mut Buffer) {
    let theme = &state.theme;
    let width = state.size.0.min(60);
    let body = text::wrap(&question.body, usize::from(width.saturating_sub(4)));
    let height = body.len() + question.choices.len() + 3 - usize::from(body.is_empty());
    let area = place(buffer, state, width, height as u16);
    let inner = frame::pane(buffer, area, theme, true, &question.title, Line::default());
    let mut lines: Vec<_> = body
        .into_iter()
        .map(|line| Line::styled(format!(" {line}"), theme.style("text")))
        .collect();
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    for (index, choice) in question.choices.iter().enumerate() {
        let selected = index == question.selected;
        let label = if selected { theme.style("title") } else { theme.style("text") };
        let line = Line::from(vec![
            Span::styled(if selected { " ▸ " } else { "   " }, theme.style("accent")),
            Span::styled(choice.key.to_string(), theme.style("key_hint")),
            Span::styled(format!("  {}", choice.label), label),
        ]);
        lines.push(line);
    }
    frame::lines(buffer, inner, lines);
}
