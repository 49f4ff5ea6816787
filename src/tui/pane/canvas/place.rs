//! Moving a node to another place by hand; it is shown there at once, and pinned there by Enter.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};

use super::mode::Turn;
use crate::domain::dag::{DagDefinition, NodeMetadata};
use crate::edit::change::Edit;
use crate::tui::command::{Action, Step};
use crate::tui::rules;
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
        let pins = rules::moved(&picture, &self.node, step);
        if pins.is_empty() {
            state.note("a node stands before what reads it; it moves only beside its neighbours");
            return Turn::Stay;
        }
        self.pins.extend(pins);
        Turn::Also(Action::Draw)
    }

    /// Returns the edit that keeps the place.
    fn edit(&self, state: &State) -> Option<Edit> {
        if self.pins.is_empty() {
            return None;
        }
        let definition = state.pipelines.definition()?;
        let label = format!("move \"{}\"", definition.node(&self.node)?.name);
        Some(Edit::Together { label, edits: pinned(definition, &self.pins) })
    }
}

/// Returns the edits that pin nodes.
fn pinned(definition: &DagDefinition, pins: &BTreeMap<String, [f64; 2]>) -> Vec<Edit> {
    let nodes = definition.nodes.iter().filter_map(|node| Some((node, pins.get(&node.id)?)));
    nodes
        .map(|(node, place)| Edit::SetMetadata {
            node: node.id.clone(),
            metadata: NodeMetadata { position: Some(*place), ..node.metadata.clone() },
        })
        .collect()
}

/// Returns the edit that lets nodes float again; nothing where none is pinned.
pub fn unpinned(definition: &DagDefinition, nodes: &[String]) -> Option<Edit> {
    let pinned = nodes.iter().filter_map(|id| definition.node(id));
    let pinned = pinned.filter(|node| node.metadata.position.is_some());
    let mut edits: Vec<_> = pinned
        .map(|node| Edit::SetMetadata {
            node: node.id.clone(),
            metadata: NodeMetadata { position: None, ..node.metadata.clone() },
        })
        .collect();
    match edits.len() {
        0 => None,
        1 => edits.pop(),
        count => Some(Edit::Together { label: format!("let {count} nodes float"), edits }),
    }
}
