//! The whole drawing in a few cells, with the window that is looked at.

use super::geometry::{Point, Rect};
use super::graph::{Graph, NodeKind, severity};
use super::layout::Layout;
use crate::domain::execution::Status;

/// Into what a cell of the map is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dots {
    /// Two by four dots: braille.
    #[default]
    Braille,
    /// Two by two dots: quadrants.
    Quadrants,
    /// Nothing: `#` for terminals that draw ASCII alone.
    Whole,
}

/// One cell of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The character; a blank where no node is.
    pub glyph: char,
    /// What the nodes here do, the selected or worst of them first.
    pub kind: Option<NodeKind>,
    /// The worst state of the nodes here.
    pub status: Option<Status>,
    /// Whether a node here has a problem.
    pub problem: bool,
    /// Whether the selected node is here.
    pub selected: bool,
    /// Whether the cell lies in the window that is looked at.
    pub in_view: bool,
}

/// A small picture of a layout.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimap {
    /// Columns in use.
    pub width: i32,
    /// Rows in use.
    pub height: i32,
    /// Cells of the map that the window covers.
    pub view: Rect,
    spots: Vec<Spot>,
    /// Cells of the drawing that one cell of the map stands for, along both axes.
    scale: f64,
}

impl Dots {
    /// Returns columns and rows of dots in a cell.
    const fn size(self) -> (i32, i32) {
        match self {
            Self::Braille => (2, 4),
            Self::Quadrants => (2, 2),
            Self::Whole => (1, 1),
        }
    }

    /// Returns the character with these dots; bits count from the upper left, row by row.
    fn glyph(self, dots: u8) -> char {
        const QUADRANTS: [char; 16] =
            [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];
        match self {
            _ if dots == 0 => ' ',
            Self::Whole => '#',
            Self::Quadrants => QUADRANTS[usize::from(dots & 15)],
            Self::Braille => {
                // Unicode numbers braille dots by column, and the fourth row after the others.
                const BITS: [u32; 8] = [0, 3, 1, 4, 2, 5, 6, 7];
                let pattern = (0..8).filter(|at| dots & (1 << at) != 0).map(|at| 1 << BITS[at]);
                char::from_u32(0x2800 + pattern.sum::<u32>()).unwrap_or(' ')
            }
        }
    }
}

impl Minimap {
    /// Returns a cell, or nothing outside the map.
    pub fn spot(&self, x: i32, y: i32) -> Option<&Spot> {
        let inside = Rect::new(0, 0, self.width, self.height).contains(Point::new(x, y));
        inside.then(|| &self.spots[(y * self.width + x) as usize])
    }

    /// Returns the cell of the drawing in the middle of a cell of the map, to look there.
    pub fn place(&self, x: i32, y: i32) -> (i32, i32) {
        let middle = |at: i32| ((f64::from(at) + 0.5) * self.scale) as i32;
        (middle(x), middle(y))
    }
}

/// Draws a map of at most so many columns and rows; a drawing that is smaller keeps its size.
///
/// `view` is the window in cells of the drawing. Every node takes a dot at least.
pub fn minimap(
    graph: &Graph,
    layout: &Layout,
    size: (i32, i32),
    dots: Dots,
    view: Rect,
    selected: Option<usize>,
) -> Minimap {
    let room = (size.0.max(1), size.1.max(1));
    let scale = (f64::from(layout.width) / f64::from(room.0))
        .max(f64::from(layout.height) / f64::from(room.1))
        .max(1.0);
    let cells = |length: i32, most: i32| ((f64::from(length) / scale).ceil() as i32).min(most);
    let (width, height) = (cells(layout.width, room.0), cells(layout.height, room.1));
    let whole = Rect::new(0, 0, layout.width, layout.height);
    let view = scaled(view.intersection(whole), (scale, scale), (width, height));
    let blank = Spot {
        glyph: ' ',
        kind: None,
        status: None,
        problem: false,
        selected: false,
        in_view: false,
    };
    let mut spots = vec![blank; (width * height) as usize];
    let mut lit = vec![0_u8; spots.len()];
    let (columns, rows) = dots.size();
    let step = (scale / f64::from(columns), scale / f64::from(rows));
    for (at, (node, area)) in graph.nodes.iter().zip(&layout.boxes).enumerate() {
        let area = scaled(*area, step, (width * columns, height * rows));
        for y in area.y..area.bottom() {
            for x in area.x..area.right() {
                let cell = (y / rows * width + x / columns) as usize;
                lit[cell] |= 1 << (y % rows * columns + x % columns);
                let spot = &mut spots[cell];
                let worse = node.status.map(severity) > spot.status.map(severity);
                if spot.kind.is_none() || selected == Some(at) || worse && !spot.selected {
                    spot.kind = Some(node.kind);
                }
                if worse {
                    spot.status = node.status;
                }
                spot.problem |= node.problem.is_some();
                spot.selected |= selected == Some(at);
            }
        }
    }
    for (at, (spot, lit)) in spots.iter_mut().zip(lit).enumerate() {
        spot.glyph = dots.glyph(lit);
        let (x, y) = (at as i32 % width, at as i32 / width);
        spot.in_view = view.contains(Point::new(x, y));
    }
    Minimap { width, height, view, spots, scale }
}

/// Returns what a rectangle covers in steps of so many cells, at least one step where it has a cell.
fn scaled(area: Rect, step: (f64, f64), most: (i32, i32)) -> Rect {
    if area.is_empty() || most.0 < 1 || most.1 < 1 {
        return Rect::default();
    }
    let span = |start: i32, end: i32, step: f64, most: i32| {
        let first = ((f64::from(start) / step).round() as i32).clamp(0, most - 1);
        let last = ((f64::from(end) / step).round() as i32).clamp(first + 1, most);
        (first, last - first)
    };
    let (x, width) = span(area.x, area.right(), step.0, most.0);
    let (y, height) = span(area.y, area.bottom(), step.1, most.1);
    Rect::new(x, y, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::graph::Node;

    /// Four boxes in the corners of a drawing of 80 by 40 cells.
    fn corners() -> (Graph, Layout) {
        let boxes =
            [(0, 0), (60, 0), (0, 37), (60, 37)].map(|(x, y)| Rect::new(x, y, 20, 3)).to_vec();
        let layout = Layout { boxes, width: 80, height: 40, ..Layout::default() };
        let mut graph = Graph { nodes: vec![Node::default(); 4], edges: Vec::new() };
        graph.nodes[0].kind = NodeKind::Ingestion;
        graph.nodes[3].kind = NodeKind::Output;
        graph.nodes[3].status = Some(Status::Failed);
        (graph, layout)
    }

    fn lines(map: &Minimap) -> Vec<String> {
        let row = |y| (0..map.width).map(|x| map.spot(x, y).unwrap().glyph).collect();
        (0..map.height).map(row).collect()
    }

    fn drawn(dots: Dots) -> Minimap {
        let (graph, layout) = corners();
        minimap(&graph, &layout, (8, 10), dots, Rect::new(40, 0, 40, 20), Some(1))
    }

    #[test]
    fn proportions_are_kept_within_the_room() {
        assert_eq!(lines(&drawn(Dots::Whole)), ["##    ##", "        ", "        ", "##    ##"]);
        assert_eq!(
            lines(&drawn(Dots::Quadrants)),
            ["▀▀    ▀▀", "        ", "        ", "▄▄    ▄▄"]
        );
        assert_eq!(lines(&drawn(Dots::Braille)), ["⠉⠉    ⠉⠉", "        ", "        ", "⣀⣀    ⣀⣀"]);
    }

    #[test]
    fn spots_tell_kind_state_selection_and_view() {
        let map = drawn(Dots::Braille);
        assert_eq!(map.view, Rect::new(4, 0, 4, 2));
        let first = map.spot(0, 0).unwrap();
        assert_eq!(
            (first.kind, first.selected, first.in_view),
            (Some(NodeKind::Ingestion), false, false)
        );
        let second = map.spot(7, 0).unwrap();
        assert_eq!(
            (second.kind, second.selected, second.in_view),
            (Some(NodeKind::Operator), true, true)
        );
        let last = map.spot(7, 3).unwrap();
        assert_eq!((last.kind, last.status), (Some(NodeKind::Output), Some(Status::Failed)));
        assert_eq!(map.spot(8, 0), None);
        assert_eq!(map.place(7, 3), (75, 35));
    }

    #[test]
    fn worst_state_stands_for_nodes_that_share_a_cell() {
        let (mut graph, mut layout) = corners();
        layout.boxes = vec![
            Rect::new(0, 0, 1, 1),
            Rect::new(1, 0, 1, 1),
            Rect::new(2, 0, 1, 1),
            Rect::new(79, 39, 1, 1),
        ];
        for (node, status) in
            graph.nodes.iter_mut().zip([Status::Completed, Status::Partial, Status::Running])
        {
            node.status = Some(status);
        }
        let map = minimap(&graph, &layout, (4, 4), Dots::Whole, Rect::default(), None);
        assert_eq!(map.spot(0, 0).unwrap().status, Some(Status::Partial));
        assert!((0..map.width).all(|x| !map.spot(x, 0).unwrap().in_view));
    }

    #[test]
    fn small_or_empty_drawings_are_not_blown_up() {
        let (graph, layout) = corners();
        let map = minimap(&graph, &layout, (200, 100), Dots::Whole, Rect::default(), None);
        assert_eq!((map.width, map.height), (80, 40));
        let empty = minimap(
            &Graph::default(),
            &Layout::default(),
            (10, 5),
            Dots::Braille,
            Rect::new(0, 0, 5, 5),
            None,
        );
        assert_eq!((empty.width, empty.height, empty.spot(0, 0)), (0, 0, None));
    }
}
