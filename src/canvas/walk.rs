//! Moving from node to node with the arrow keys: along edges first, then by what the eye sees.

use super::geometry::Rect;
use super::graph::Graph;
use super::layout::{Direction, Layout};

/// An arrow key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
}

/// Returns the node that a step leads to, or nothing where no node lies that way.
///
/// With the flow, that is the nearest node that reads this one; against it, the nearest that this one
/// reads. Across the flow it is the neighbour in the layer. Where there is none of these it is the
/// nearest node that way.
pub fn next(layout: &Layout, graph: &Graph, from: usize, step: Step) -> Option<usize> {
    let here = *layout.boxes.get(from)?;
    let others = || (0..layout.boxes.len()).filter(move |&node| node != from);
    let ahead = |node: &usize| way(here, layout.boxes[*node], step).0 > 0;
    let far = |node: &usize| {
        let (along, across) = way(here, layout.boxes[*node], step);
        (along + 2 * across, *node)
    };
    let with_flow = match layout.options.direction {
        Direction::LeftToRight => (Step::Right, Step::Left),
        Direction::TopToBottom => (Step::Down, Step::Up),
    };
    let by_eye = || others().filter(ahead).min_by_key(far);
    if step == with_flow.0 || step == with_flow.1 {
        let forwards = step == with_flow.0;
        let tied = graph.edges.iter().filter_map(|edge| {
            let (own, other) = if forwards { (edge.from, edge.to) } else { (edge.to, edge.from) };
            (own == from && other != from).then_some(other)
        });
        let nearest = |node: &usize| {
            let (along, across) = way(here, layout.boxes[*node], step);
            (along <= 0, across, along, *node)
        };
        tied.min_by_key(nearest).or_else(by_eye)
    } else {
        let beside = |node: &usize| {
            let other = layout.boxes[*node];
            match step {
                Step::Up | Step::Down => other.x < here.right() && here.x < other.right(),
                Step::Left | Step::Right => other.y < here.bottom() && here.y < other.bottom(),
            }
        };
        others().filter(|node| ahead(node) && beside(node)).min_by_key(far).or_else(by_eye)
    }
}

/// Returns how far a box lies in the direction of a step, and how far to its side.
///
/// A row counts as two columns, which is about what a character cell measures.
fn way(from: Rect, to: Rect, step: Step) -> (i32, i32) {
    let (x, y) = (to.centre().x - from.centre().x, 2 * (to.centre().y - from.centre().y));
    match step {
        Step::Left => (-x, y.abs()),
        Step::Right => (x, y.abs()),
        Step::Up => (-y, x.abs()),
        Step::Down => (y, x.abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::graph::{Edge, Node};
    use crate::canvas::layout::{Options, layout};

    /// A diamond and a node apart: 0 feeds 1 and 2, which feed 3; 4 stands alone.
    fn diamond(direction: Direction) -> (Graph, Layout) {
        let node =
            |at: usize| Node { id: at.to_string(), title: format!("node {at}"), ..Node::default() };
        let edges = [(0, 1), (0, 2), (1, 3), (2, 3)];
        let graph = Graph {
            nodes: (0..5).map(node).collect(),
            edges: edges.iter().map(|&(from, to)| Edge { from, to, problem: None }).collect(),
        };
        let layout = layout(&graph, &Options { direction, ..Options::default() });
        (graph, layout)
    }

    #[test]
    fn arrows_follow_edges_and_cross_the_layer() {
        let (graph, layout) = diamond(Direction::LeftToRight);
        let go = |from, step| next(&layout, &graph, from, step);
        assert_eq!(go(0, Step::Right), Some(1));
        assert_eq!(go(1, Step::Down), Some(2));
        assert_eq!(go(2, Step::Up), Some(1));
        assert_eq!(go(2, Step::Right), Some(3));
        assert_eq!(go(3, Step::Left), Some(1));
        assert_eq!(go(0, Step::Left), None);
        assert_eq!(go(9, Step::Left), None);
    }

    #[test]
    fn arrows_turn_with_the_flow() {
        let (graph, layout) = diamond(Direction::TopToBottom);
        let go = |from, step| next(&layout, &graph, from, step);
        assert_eq!(go(0, Step::Down), Some(1));
        assert_eq!(go(1, Step::Right), Some(2));
        assert_eq!(go(3, Step::Up), Some(1));
    }

    #[test]
    fn every_node_is_reached_from_every_other() {
        for direction in [Direction::LeftToRight, Direction::TopToBottom] {
            let (graph, layout) = diamond(direction);
            for start in 0..5 {
                let (mut reached, mut at) = (vec![start], 0);
                while at < reached.len() {
                    for step in [Step::Left, Step::Right, Step::Up, Step::Down] {
                        let to = next(&layout, &graph, reached[at], step);
                        reached.extend(to.filter(|to| !reached.contains(to)));
                    }
                    at += 1;
                }
                assert_eq!(reached.len(), 5, "{direction:?} from {start}");
            }
        }
    }
}
