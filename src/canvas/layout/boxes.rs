//! How large a node's box is, and where on its sides wires meet it.

use super::{Direction, Options, Zoom};
use crate::canvas::graph::Node;
use crate::canvas::label::columns;

/// Titles and details are cut to no less than this.
const NARROWEST: i32 = 3;

/// Size of a box in cells, before it is turned into the direction of flow.
#[derive(Debug, Clone, Copy)]
pub(super) struct BoxSize {
    pub width: i32,
    pub height: i32,
    bordered: bool,
}

/// Returns the size of a node's box with so many wires on its busier side.
///
/// `signs` says whether room for a state is kept before the title.
pub(super) fn size(node: &Node, options: &Options, signs: bool, wires: usize) -> BoxSize {
    let sign = if signs || node.problem.is_some() { 2 } else { 0 };
    let title = columns(&node.title) as i32 + sign;
    let detail = columns(&node.detail) as i32;
    let text = |wanted: i32| wanted.clamp(NARROWEST, options.widest_text.max(NARROWEST));
    let (width, height, bordered) = match options.zoom {
        Zoom::Glyph => (3, 1, false),
        Zoom::Line => (text(title) + 2, 1, false),
        Zoom::Box => (text(title) + 4, 3, true),
        Zoom::Card => (text(title.max(detail)) + 4, 4, true),
    };
    let wires = wires as i32;
    let (width, height) = match options.direction {
        Direction::LeftToRight if bordered => (width, height.max(wires + 2)),
        Direction::LeftToRight => (width, height.max(wires)),
        // Arrows side by side are told apart by a free column.
        Direction::TopToBottom => (width.max(2 * wires + 1), height),
    };
    BoxSize { width, height, bordered }
}

impl BoxSize {
    /// Makes the box at least so large across the flow.
    pub fn grow_to(&mut self, breadth: i32, direction: Direction) {
        match direction {
            Direction::LeftToRight => self.height = self.height.max(breadth),
            Direction::TopToBottom => self.width = self.width.max(breadth),
        }
    }

    /// Returns the first and the last cell across the flow where a wire may meet the box, and how far
    /// apart two wires must be.
    pub fn port_room(self, direction: Direction) -> (i32, i32, i32) {
        match direction {
            Direction::LeftToRight => {
                let border = i32::from(self.bordered);
                (border, self.height - 1 - border, 1)
            }
            Direction::TopToBottom => (1, self.width - 2, 2),
        }
    }

    /// Returns where so many wires meet the box, counted across the flow from its first cell.
    pub fn ports(self, wires: usize, direction: Direction) -> Vec<i32> {
        let count = wires as i32;
        match direction {
            Direction::LeftToRight => {
                let border = i32::from(self.bordered);
                let rows = self.height - 2 * border;
                let first = border + (rows - count) / 2;
                (0..count).map(|at| first + at).collect()
            }
            Direction::TopToBottom => {
                let step = ((self.width - 2) / count.max(1)).clamp(2, 4);
                let first = (self.width - step * (count - 1)) / 2;
                (0..count).map(|at| first + at * step).collect()
            }
        }
    }
}
