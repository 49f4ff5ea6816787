//! Moving a node to another place by hand; it is shown there at once, and pinned there by Enter.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};

use super::Picture;
use super::mode::Turn;
use crate::canvas::layout::Direction;
use crate::edit::change::Edit;
use crate::edit::group;
use crate::tui::command::{Action, Step};
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
        let pins = moved(&picture, &self.node, step);
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
        Some(Edit::Together { label, edits: vec![group::pinned(definition, &self.pins)] })
    }
}

/// Returns the pins that put a node one place further among those of its layer; none where it has no
/// neighbour that way.
fn moved(picture: &Picture, node: &str, step: Step) -> BTreeMap<String, [f64; 2]> {
    let (layout, graph) = (&picture.layout, picture.graph());
    let Some(here) = picture.index_of(node) else { return BTreeMap::new() };
    let forwards = match (layout.options.direction, step) {
        (Direction::LeftToRight, Step::Up) | (Direction::TopToBottom, Step::Left) => false,
        (Direction::LeftToRight, Step::Down) | (Direction::TopToBottom, Step::Right) => true,
        _ => return BTreeMap::new(),
    };
    let mut layer: Vec<usize> =
        (0..graph.nodes.len()).filter(|at| layout.layers[*at] == layout.layers[here]).collect();
    layer.sort_by_key(|at| match layout.options.direction {
        Direction::LeftToRight => layout.boxes[*at].y,
        Direction::TopToBottom => layout.boxes[*at].x,
    });
    let Some(place) = layer.iter().position(|at| *at == here) else { return BTreeMap::new() };
    let other = if forwards { place + 1 } else { place.wrapping_sub(1) };
    if other >= layer.len() {
        return BTreeMap::new();
    }
    layer.swap(place, other);
    let pin = |(place, at): (usize, usize)| {
        let (along, across) = (layout.layers[at] as f64, place as f64);
        let position = match layout.options.direction {
            Direction::LeftToRight => [along, across],
            Direction::TopToBottom => [across, along],
        };
        (graph.nodes[at].id.clone(), position)
    };
    layer.into_iter().enumerate().map(pin).collect()
}
