//! Components: found, laid out apart, and packed on shelves in the author's order.

use petgraph::unionfind::UnionFind;

use super::{Direction, Layout};
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::graph::Graph;

/// Nodes that hang together, and the edges between them but for those from a node to itself.
#[derive(Debug, Default)]
pub(super) struct Component {
    pub nodes: Vec<usize>,
    pub edges: Vec<usize>,
}

/// Returns the components in the order of their first nodes.
pub(super) fn components(graph: &Graph) -> Vec<Component> {
    let mut together = UnionFind::<usize>::new(graph.nodes.len());
    for edge in &graph.edges {
        together.union(edge.from, edge.to);
    }
    let mut number = vec![None; graph.nodes.len()];
    let mut components: Vec<Component> = Vec::new();
    for node in 0..graph.nodes.len() {
        let number = *number[together.find(node)].get_or_insert_with(|| {
            components.push(Component::default());
            components.len() - 1
        });
        components[number].nodes.push(node);
    }
    for (at, edge) in graph.edges.iter().enumerate().filter(|(_, edge)| edge.from != edge.to) {
        let number = number[together.find(edge.from)].expect("every node has its component");
        components[number].edges.push(at);
    }
    components
}

/// Returns the cells that a component takes.
pub(super) fn extent(layout: &Layout, component: &Component) -> Rect {
    let boxes = component.nodes.iter().map(|&node| layout.boxes[node]);
    let corners = component.edges.iter().flat_map(|&edge| &layout.routes[edge]);
    let cells = corners.map(|corner| Rect::new(corner.x, corner.y, 1, 1));
    boxes.chain(cells).reduce(Rect::union).unwrap_or_default()
}

/// Returns the top left cell of each component, and the size of all together.
///
/// Shelves run along the flow and are as long as the longest component, so that small components
/// share a shelf and large ones stand in a column.
pub(super) fn packed(extents: &[Rect], direction: Direction) -> (Vec<Point>, i32, i32) {
    let turned = direction == Direction::TopToBottom;
    let gap = if turned { (1, 3) } else { (3, 1) };
    let size = |extent: &Rect| {
        if turned { (extent.height, extent.width) } else { (extent.width, extent.height) }
    };
    let longest = extents.iter().map(|extent| size(extent).0).max().unwrap_or(0);
    let (mut along, mut across, mut deepest) = (0, 0, 0);
    let mut corners = Vec::with_capacity(extents.len());
    for (length, breadth) in extents.iter().map(size) {
        if along > 0 && along + length > longest {
            across += deepest + gap.1;
            (along, deepest) = (0, 0);
        }
        corners.push(if turned { Point::new(across, along) } else { Point::new(along, across) });
        along += length + gap.0;
        deepest = deepest.max(breadth);
    }
    let breadth = across + deepest;
    let (width, height) = if turned { (breadth, longest) } else { (longest, breadth) };
    (corners, width, height)
}
