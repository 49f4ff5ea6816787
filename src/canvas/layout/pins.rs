//! Moving nodes by hand: where a node is pinned once it has moved by one place.

use super::{Direction, Layout};
use crate::canvas::geometry::Rect;
use crate::canvas::graph::Graph;
use crate::canvas::path;
use crate::canvas::walk::Step;

/// Returns the pin of a node that moves by one place, or nothing where it cannot go.
///
/// A pin is a layer along the flow and how many nodes of that layer stand before the node across the
/// flow, both counted from zero in its component; so it means the same at every zoom and in both
/// directions. With the flow a node may go as far as something changes, and its readers give way;
/// against it no further than right behind what it reads.
pub fn moved(graph: &Graph, layout: &Layout, node: usize, step: Step) -> Option<(i32, i32)> {
    let component = layout.trace.component.get(node)?;
    let layer = layout.layers[node];
    let others = |layer: usize| {
        (0..graph.nodes.len()).filter(move |&other| {
            other != node
                && layout.trace.component[other] == *component
                && layout.layers[other] == layer
        })
    };
    let across = |area: Rect| match layout.options.direction {
        Direction::LeftToRight => 2 * area.y + area.height,
        Direction::TopToBottom => 2 * area.x + area.width,
    };
    let here = across(layout.boxes[node]);
    // What reads the node gives way when it moves on.
    let readers = path::descendants(graph, node).nodes;
    let stays = |other: &usize| layout.layers[*other] <= layer || !readers[*other];
    let before = |layer| {
        let others = others(layer).filter(stays);
        others.filter(|&other| across(layout.boxes[other]) < here).count() as i32
    };
    let (with, against, later) = match layout.options.direction {
        Direction::LeftToRight => (Step::Right, Step::Left, Step::Down),
        Direction::TopToBottom => (Step::Down, Step::Up, Step::Right),
    };
    if step == with {
        // Alone in its layer, the node would only take everything behind it along.
        others(layer).chain(others(layer + 1)).find(stays)?;
        Some((layer as i32 + 1, before(layer + 1)))
    } else if step == against {
        let reads =
            graph.edges.iter().zip(&layout.against).filter(|(edge, _)| edge.from != edge.to);
        let reads =
            reads.filter_map(|(edge, &against)| match (edge.from == node, edge.to == node) {
                (true, _) if against => Some(edge.to),
                (_, true) if !against => Some(edge.from),
                _ => None,
            });
        let first = reads.map(|read| layout.layers[read] + 1).max().unwrap_or(0);
        (layer > first).then(|| (layer as i32 - 1, before(layer - 1)))
    } else {
        let (rank, last) = (before(layer), others(layer).count() as i32);
        let rank = if step == later { rank + 1 } else { rank - 1 };
        (0..=last).contains(&rank).then_some((layer as i32, rank))
    }
}
