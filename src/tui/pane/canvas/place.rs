//! Moving a node to another place by hand; it is shown there at once, and pinned there by Enter.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};

use super::mode::Turn;
use crate::canvas::layout::moved;
use crate::canvas::walk::Step;
use crate::edit::change::Edit;
use crate::edit::group;
use crate::tui::command::Action;
use crate::tui::state::State;

/// A node being moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The node.
    pub node: String,
    /// Where nodes are shown for the time being.
    pub pins: BTreeMap<String, [f64; 2]>,
    /// Edition of the pipeline.
    pub edition: u64,
}

impl Place {
    pub(super) fn key(&mut self, state: &mut State, key: KeyEvent) -> Turn {
        let step = match key.code {
            KeyCode::Left | KeyCode::Char('h') => Step::Left,
            KeyCode::Down | KeyCode::Char('j') => Step::Down,
            KeyCode::Up | KeyCode::Char('k') => Step::Up,
            KeyCode::Right | KeyCode::Char('l') => Step::Right,
            KeyCode::Char('u' | 'M') => return Turn::Do(Action::Unpin),
            KeyCode::Enter | KeyCode::Char('m') => {
                return match self.edit(state) {
                    Some(edit) => Turn::Do(Action::Edit(edit)),
                    None => Turn::Leave,
                };
            }
            _ => return Turn::Stay,
        };
        let Some(picture) = state.pipelines.canvas.picture.clone() else { return Turn::Stay };
        let node = picture.index_of(&self.node);
        let pin = node.and_then(|node| moved(picture.graph(), &picture.layout, node, step));
        let Some((layer, rank)) = pin else {
            state.note("it cannot go further that way");
            return Turn::Stay;
        };
        self.pins.insert(self.node.clone(), [f64::from(layer), f64::from(rank)]);
        Turn::Also(Action::Draw)
    }

    /// Returns the edit that keeps the place.
    fn edit(&self, state: &State) -> Option<Edit> {
        if self.pins.is_empty() {
            return None;
        }
        let definition = state.pipelines.definition()?;
        let label = format!("move \"{}\"", definition.node(&self.node)?.name);
        Some(Edit::Together { label, edits: vec![group::pinned(definition, &self.pins)] })
    }
}
