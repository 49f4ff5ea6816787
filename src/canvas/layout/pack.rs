//! Components: found, laid out apart, and packed on shelves in the author's order.

use std::collections::HashMap;

use petgraph::unionfind::UnionFind;

use super::keep::History;
use super::{Direction, Layout};
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::graph::Graph;

/// Nodes that hang together, and the edges between them but for those from a node to itself.
#[derive(Debug, Default)]
pub(super) struct Component {
    pub nodes: Vec<usize>,
    pub edges: Vec<usize>,
}

/// Returns the components in the order of their first nodes. What was one component stays one, since
/// its parts still stand among each other.
pub(super) fn components(graph: &Graph, history: Option<&History>) -> Vec<Component> {
    let mut together = UnionFind::<usize>::new(graph.nodes.len());
    for edge in &graph.edges {
        together.union(edge.from, edge.to);
    }
    let mut first_of: HashMap<usize, usize> = HashMap::new();
    for node in 0..graph.nodes.len() {
        if let Some(earlier) = history.and_then(|history| history.component(node)) {
            together.union(node, *first_of.entry(earlier).or_insert(node));
        }
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

/// Moves a component by so many columns and rows.
pub(super) fn shift(layout: &mut Layout, components: &[Component], number: usize, by: Point) {
    let component = &components[number];
    for &node in &component.nodes {
        layout.boxes[node].x += by.x;
        layout.boxes[node].y += by.y;
    }
    for &edge in &component.edges {
        for corner in &mut layout.routes[edge] {
            (corner.x, corner.y) = (corner.x + by.x, corner.y + by.y);
        }
    }
    let (along, across) = match layout.options.direction {
        Direction::LeftToRight => (by.x, by.y),
        Direction::TopToBottom => (by.y, by.x),
    };
    layout.trace.shift(number, along, across);
}

/// Returns by how much each component moves, and the size of all together.
///
/// Shelves run along the flow and are as long as the longest component, so that small components
/// share a shelf and large ones stand in a column. Components that stay do so unless another has
/// grown into them; then they make way, and so does all behind them.
pub(super) fn packed(
    extents: &[Rect],
    stays: &[bool],
    direction: Direction,
) -> (Vec<Point>, i32, i32) {
    let turned = direction == Direction::TopToBottom;
    // Everything below is told along and across the flow.
    let turn = |area: Rect| {
        if turned { Rect::new(area.y, area.x, area.height, area.width) } else { area }
    };
    let gap = if turned { (1, 3) } else { (3, 1) };
    let extents: Vec<Rect> = extents.iter().map(|extent| turn(*extent)).collect();
    let mut placed: Vec<Rect> = Vec::with_capacity(extents.len());
    let mut moves = vec![Point::new(0, 0); extents.len()];
    let mut staying: Vec<usize> = (0..extents.len()).filter(|&at| stays[at]).collect();
    staying.sort_by_key(|&at| (extents[at].y, extents[at].x, at));
    let mut pushed = 0;
    for at in staying {
        let mut area = extents[at];
        area.y += pushed;
        while let Some(other) = placed.iter().find(|other| near(**other, area, gap)) {
            let (along, across) = (other.right() + gap.0 - area.x, other.bottom() + gap.1 - area.y);
            if along < across {
                area.x += along;
            } else {
                area.y += across;
                pushed += across;
            }
        }
        moves[at] = Point::new(area.x - extents[at].x, area.y - extents[at].y);
        placed.push(area);
    }
    // A line that had to go round may have left the picture.
    let corner = placed.iter().copied().reduce(Rect::union).unwrap_or_default();
    let outside = Point::new(-corner.x.min(0), -corner.y.min(0));
    for at in (0..extents.len()).filter(|&at| stays[at]) {
        moves[at] = Point::new(moves[at].x + outside.x, moves[at].y + outside.y);
    }
    for area in &mut placed {
        (area.x, area.y) = (area.x + outside.x, area.y + outside.y);
    }
    let longest = extents.iter().map(|area| area.width).max().unwrap_or(0);
    let longest = placed.iter().map(|area| area.right()).fold(longest, i32::max);
    let below =
        |placed: &[Rect]| placed.iter().map(|area| area.bottom() + gap.1).max().unwrap_or(0);
    // New ones go to the end of the last shelf, else on a shelf of their own.
    let last = placed.iter().map(|area| area.y).max();
    let mut shelf = last.map_or((0, 0), |y| {
        let ends = placed.iter().filter(|area| area.bottom() > y).map(|area| area.right() + gap.0);
        (ends.max().unwrap_or(0), y)
    });
    for at in (0..extents.len()).filter(|&at| !stays[at]) {
        let extent = extents[at];
        if shelf.0 > 0 && shelf.0 + extent.width > longest {
            shelf = (0, below(&placed));
        }
        moves[at] = Point::new(shelf.0 - extent.x, shelf.1 - extent.y);
        placed.push(Rect::new(shelf.0, shelf.1, extent.width, extent.height));
        shelf.0 += extent.width + gap.0;
    }
    let size = (
        placed.iter().map(|area| area.right()).max().unwrap_or(0),
        placed.iter().map(|area| area.bottom()).max().unwrap_or(0),
    );
    if !turned {
        return (moves, size.0, size.1);
    }
    moves.iter_mut().for_each(|by| *by = Point::new(by.y, by.x));
    (moves, size.1, size.0)
}

/// Whether two components stand closer than the gaps between them.
fn near(a: Rect, b: Rect, gap: (i32, i32)) -> bool {
    a.x < b.right() + gap.0
        && b.x < a.right() + gap.0
        && a.y < b.bottom() + gap.1
        && b.y < a.bottom() + gap.1
}
