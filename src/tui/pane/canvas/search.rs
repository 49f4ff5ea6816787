//! Searching nodes by name, operator or tag, while one types.

use crossterm::event::{KeyCode, KeyEvent};

use super::mode::{Mode, Turn};
use super::{select, walk};
use crate::tui::state::{Pane, State};
use crate::tui::widget::input::Input;

/// A text being searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What was typed.
    pub input: Input,
    /// Selection before.
    pub origin: Option<String>,
}

/// Begins to search.
pub fn begin(state: &mut State) {
    state.set_focus(Pane::Canvas);
    let origin = state.pipelines.node.clone();
    state.pipelines.canvas.mode = Some(Mode::Search(Search { input: Input::default(), origin }));
}

impl Search {
    pub(super) fn key(&mut self, state: &mut State, key: KeyEvent) -> Turn {
        match key.code {
            KeyCode::Enter => return if self.found(state) > 0 { Turn::Kept } else { Turn::Leave },
            KeyCode::Down | KeyCode::Tab => walk::next_found(state, 1),
            KeyCode::Up | KeyCode::BackTab => walk::next_found(state, -1),
            _ => {
                if self.input.key(key) {
                    self.look(state);
                }
            }
        }
        Turn::Stay
    }

    /// Takes pasted text.
    pub fn paste(&mut self, state: &mut State, text: &str) {
        self.input.paste(text);
        self.look(state);
    }

    /// Selects the first node from where the search began.
    fn look(&self, state: &mut State) {
        state.pipelines.canvas.search = self.input.text().to_owned();
        select(state, self.origin.clone());
        let wanted = self.input.text().to_lowercase();
        let here =
            state.pipelines.selected_node().is_some_and(|node| walk::is_found(node, &wanted));
        if !here && self.found(state) > 0 {
            walk::next_found(state, 1);
        }
    }

    /// Returns how many nodes hold the text.
    pub fn found(&self, state: &State) -> usize {
        let wanted = self.input.text().to_lowercase();
        if wanted.is_empty() {
            return 0;
        }
        let nodes = state.pipelines.definition().map_or(&[][..], |definition| &definition.nodes);
        nodes.iter().filter(|node| walk::is_found(node, &wanted)).count()
    }
}
