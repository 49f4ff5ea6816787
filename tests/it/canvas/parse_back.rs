//! The law of the canvas: a drawing, read back character by character, says exactly what the graph says.

use std::collections::{BTreeMap, BTreeSet};

use mudrock::canvas::geometry::{Point, Rect};
use mudrock::canvas::graph::{Edge, Graph, Node};
use mudrock::canvas::label::Charset;
use mudrock::canvas::layout::{Direction, Layout, Options, Zoom, layout};
use mudrock::canvas::raster::{Part, Raster, Style};
use petgraph::unionfind::UnionFind;
use proptest::prelude::*;

const UP: (i32, i32) = (0, -1);
const DOWN: (i32, i32) = (0, 1);
const LEFT: (i32, i32) = (-1, 0);
const RIGHT: (i32, i32) = (1, 0);

/// Reads a drawing: only its characters, and where the boxes stand.
struct Reader<'a> {
    rows: Vec<Vec<char>>,
    boxes: &'a [Rect],
    bordered: bool,
}

impl Reader<'_> {
    fn glyph(&self, at: Point) -> char {
        let row = usize::try_from(at.y).ok().and_then(|y| self.rows.get(y));
        row.and_then(|row| row.get(usize::try_from(at.x).ok()?)).copied().unwrap_or(' ')
    }

    fn node_at(&self, at: Point) -> Option<usize> {
        self.boxes.iter().position(|area| area.contains(at))
    }

    /// The ways along which a line leaves a cell, in groups that are tied together.
    fn strands(glyph: char) -> Vec<Vec<(i32, i32)>> {
        match glyph {
            ' ' => vec![],
            '│' | '┆' | '▲' | '▼' => vec![vec![UP, DOWN]],
            '─' | '┄' | '◀' | '▶' => vec![vec![LEFT, RIGHT]],
            '╭' => vec![vec![DOWN, RIGHT]],
            '╮' => vec![vec![DOWN, LEFT]],
            '╯' => vec![vec![UP, LEFT]],
            '╰' => vec![vec![UP, RIGHT]],
            '├' => vec![vec![UP, DOWN, RIGHT]],
            '┤' => vec![vec![UP, DOWN, LEFT]],
            '┬' => vec![vec![LEFT, RIGHT, DOWN]],
            '┴' => vec![vec![LEFT, RIGHT, UP]],
            '┼' => vec![vec![LEFT, RIGHT], vec![UP, DOWN]],
            other => panic!("{other:?} is no line"),
        }
    }

    /// Follows every line to its ends and returns the edges that it stands for.
    fn edges(&self) -> BTreeSet<(usize, usize)> {
        let mut strand_of = BTreeMap::new();
        let mut strands = 0;
        for (y, row) in self.rows.iter().enumerate() {
            for (x, &glyph) in row.iter().enumerate() {
                let at = Point::new(x as i32, y as i32);
                if self.node_at(at).is_none() {
                    for ways in Self::strands(glyph) {
                        for way in ways {
                            strand_of.insert((at, way), strands);
                        }
                        strands += 1;
                    }
                }
            }
        }
        let mut wires = UnionFind::<usize>::new(strands);
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        for (&(at, way), &strand) in &strand_of {
            let next = Point::new(at.x + way.0, at.y + way.1);
            let Some(node) = self.node_at(next) else {
                let other = strand_of.get(&(next, (-way.0, -way.1)));
                let other = other.unwrap_or_else(|| panic!("line ends in nothing at {at:?}"));
                wires.union(strand, *other);
                continue;
            };
            let arrow = match self.glyph(at) {
                '▶' => way == RIGHT,
                '◀' => way == LEFT,
                '▼' => way == DOWN,
                '▲' => way == UP,
                _ => false,
            };
            if arrow {
                targets.push((strand, node));
            } else {
                if self.bordered {
                    let tee = match way {
                        LEFT => '├',
                        RIGHT => '┤',
                        UP => '┬',
                        _ => '┴',
                    };
                    assert_eq!(self.glyph(next), tee, "a line leaves its box at {next:?}");
                }
                sources.push((strand, node));
            }
        }
        let mut ends: BTreeMap<usize, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
        for (strand, node) in sources {
            ends.entry(wires.find_mut(strand)).or_default().0.insert(node);
        }
        for (strand, node) in targets {
            ends.entry(wires.find_mut(strand)).or_default().1.insert(node);
        }
        let mut edges = BTreeSet::new();
        for (from, to) in ends.values() {
            assert!(!from.is_empty() && !to.is_empty(), "a wire has both ends: {from:?} {to:?}");
            assert!(from.len() == 1 || to.len() == 1, "joined lines share a port: {from:?} {to:?}");
            for &from in from {
                for &to in to {
                    assert!(edges.insert((from, to)), "an edge is drawn once: {from} {to}");
                }
            }
        }
        edges
    }

    /// Checks that boxes stand apart and that no line enters one.
    fn check_boxes(&self, graph: &Graph) {
        for (at, area) in self.boxes.iter().enumerate() {
            for other in &self.boxes[at + 1..] {
                assert!(area.intersection(*other).is_empty(), "boxes overlap");
            }
            let mut inside = String::new();
            for y in area.y..area.bottom() {
                for x in area.x..area.right() {
                    let border = (x == area.x || x + 1 == area.right())
                        || self.bordered && (y == area.y || y + 1 == area.bottom());
                    let glyph = self.glyph(Point::new(x, y));
                    assert_ne!(glyph, '┼', "nothing crosses a box");
                    if !border {
                        inside.push(glyph);
                    }
                }
            }
            assert_eq!(inside.trim(), graph.nodes[at].title, "the title stands alone in its box");
        }
    }
}

pub fn graph(nodes: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Graph {
    let node = |at| Node { id: format!("n{at}"), title: format!("node {at}"), ..Node::default() };
    Graph {
        nodes: (0..nodes).map(node).collect(),
        edges: edges.into_iter().map(|(from, to)| Edge { from, to, problem: None }).collect(),
    }
}

/// Draws the graph and reads it back, both ways and in two zoom levels.
fn check(graph: &Graph) {
    for direction in [Direction::LeftToRight, Direction::TopToBottom] {
        for zoom in [Zoom::Box, Zoom::Line] {
            let layout = layout(graph, &Options { direction, zoom, ..Options::default() });
            check_drawing(graph, &layout);
        }
    }
}

/// Checks that a drawing says what the graph says.
pub fn check_drawing(graph: &Graph, layout: &Layout) {
    let edges = graph.edges.iter().map(|edge| (edge.from, edge.to));
    let wanted: BTreeSet<_> = edges.filter(|(from, to)| from != to).collect();
    let raster = Raster::whole(graph, layout, Style::default());
    let lines = raster.lines();
    let reader = Reader {
        rows: lines.iter().map(|line| line.chars().collect()).collect(),
        boxes: &layout.boxes,
        bordered: layout.options.zoom == Zoom::Box,
    };
    let picture = lines.join("\n");
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        reader.check_boxes(graph);
        reader.edges()
    }));
    assert_eq!(read.ok().as_ref(), Some(&wanted), "\n{picture}\n");
    check_routes(graph, layout);
    check_owners(&raster, layout);
}

/// Checks that routes run from box to box in straight stretches and cross no box on their way.
fn check_routes(graph: &Graph, layout: &Layout) {
    for (edge, route) in graph.edges.iter().zip(&layout.routes) {
        if edge.from == edge.to {
            assert!(route.is_empty());
            continue;
        }
        assert!(layout.boxes[edge.from].contains(route[0]));
        assert!(layout.boxes[edge.to].contains(route[route.len() - 1]));
        for (at, pair) in route.windows(2).enumerate() {
            let (a, b) = (pair[0], pair[1]);
            assert!((a.x == b.x) != (a.y == b.y), "{route:?}");
            let span =
                Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs() + 1, (a.y - b.y).abs() + 1);
            for (node, area) in layout.boxes.iter().enumerate() {
                let cells = area.intersection(span);
                let own =
                    (at == 0 && node == edge.from) || (at + 2 == route.len() && node == edge.to);
                let allowed = i32::from(own);
                assert!(
                    cells.is_empty() || cells.width * cells.height <= allowed,
                    "{route:?} {area:?}"
                );
            }
        }
    }
}

/// Checks that cells name the edges that run through them, and that `┼` is where two wires cross.
fn check_owners(raster: &Raster, layout: &Layout) {
    let whole = Rect::new(0, 0, layout.width, layout.height);
    for (at, cell) in raster.cells_in(whole) {
        let passing = |edge: &usize| {
            layout.routes[*edge].windows(2).any(|pair| {
                let (a, b) = (pair[0], pair[1]);
                (at.x >= a.x.min(b.x) && at.x <= a.x.max(b.x))
                    && (at.y >= a.y.min(b.y) && at.y <= a.y.max(b.y))
            })
        };
        assert!(cell.edges.iter().all(passing));
        assert_eq!(cell.edges.is_empty(), !matches!(cell.part, Part::Wire | Part::Arrow));
        assert!(cell.node.is_none() || cell.edges.is_empty());
        let distinct: BTreeSet<_> = cell.edges.iter().collect();
        assert_eq!(distinct.len(), cell.edges.len());
    }
}

/// Graphs of up to so many nodes whose edges run from earlier to later nodes.
pub fn acyclic(nodes: usize) -> impl Strategy<Value = Graph> {
    (1..=nodes).prop_flat_map(|count| {
        let pairs = prop::collection::btree_set((0..count, 0..count), 0..=count * 2);
        pairs.prop_map(move |pairs| {
            let forward = pairs.into_iter().filter(|(from, to)| from < to);
            graph(count, forward)
        })
    })
}

/// Graphs with any edges at all: cycles, pairs that read each other, nodes that read themselves.
pub fn any_graph(nodes: usize) -> impl Strategy<Value = Graph> {
    (1..=nodes).prop_flat_map(|count| {
        prop::collection::btree_set((0..count, 0..count), 0..=count * 2)
            .prop_map(move |pairs| graph(count, pairs))
    })
}

/// Returns how many graphs a property is tried on: as many as an ordinary test run has time for, or
/// as many as `make proof` asks for.
pub fn cases() -> ProptestConfig {
    let asked = std::env::var("MUDROCK_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(256),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn drawn_pipelines_read_back_exactly(graph in acyclic(20)) {
        check(&graph);
    }

    #[test]
    fn drawn_cycles_read_back_exactly(graph in any_graph(9)) {
        check(&graph);
    }

    #[test]
    fn ascii_draws_the_same_lines_in_ascii(graph in acyclic(12)) {
        let layout = layout(&graph, &Options::default());
        let style = Style { charset: Charset::Ascii, ..Style::default() };
        let plain = Raster::whole(&graph, &layout, style);
        let rich = Raster::whole(&graph, &layout, Style::default());
        for (at, cell) in plain.cells_in(plain.window) {
            let other = rich.cell(at).unwrap();
            assert_eq!((cell.arms, cell.part, &cell.edges), (other.arms, other.part, &other.edges));
            assert!(cell.glyph.is_some_and(|glyph| glyph.is_ascii()));
            let crossing = other.glyph == Some('┼');
            assert_eq!(cell.glyph == Some('x') && cell.part == Part::Wire, crossing);
        }
    }

    #[test]
    fn window_shows_what_the_whole_shows(graph in acyclic(12), x in -3..40, y in -3..20) {
        let layout = layout(&graph, &Options::default());
        let whole = Raster::whole(&graph, &layout, Style::default());
        let window = Rect::new(x, y, 30, 9);
        let part = Raster::window(&graph, &layout, Style::default(), window);
        for (at, cell) in whole.cells_in(window) {
            assert_eq!(part.cell(at), Some(cell));
        }
    }

    #[test]
    fn same_graph_gets_the_same_layout(graph in acyclic(16)) {
        assert_eq!(layout(&graph, &Options::default()), layout(&graph.clone(), &Options::default()));
    }
}

#[test]
fn dense_bipartite_pipelines_read_back_exactly() {
    for (left, right) in [(1, 9), (9, 1), (2, 2), (3, 3), (5, 4)] {
        let edges = (0..left).flat_map(|from| (left..left + right).map(move |to| (from, to)));
        check(&graph(left + right, edges));
    }
}

#[test]
fn layers_in_reverse_order_read_back_exactly() {
    check(&graph(12, (0..6).map(|at| (at, 11 - at))));
    let ladder = (0..5).flat_map(|at| [(2 * at, 2 * at + 3), (2 * at + 1, 2 * at + 2)]);
    check(&graph(12, ladder.chain([(0, 11), (1, 10)])));
}
