//! A layered layout in whole cells: boxes, and routes that never touch a box or another wire.
//!
//! Steps, a file each: turn edges that close a cycle round and find `layers`; bundle edges into
//! `wires` with lanes through the layers they pass; `order` the layers; `align` and `relax`
//! (or settle) the positions across the flow; route each `channel` between two layers; `pack` the components.
//! Every step is deterministic and bounded by counts, not by a clock.

use std::collections::HashMap;

use self::align::Measures;
use self::boxes::BoxSize;
use self::channel::{Bend, Need};
use self::wires::Layered;
use super::geometry::{Point, Polyline, Rect};
use super::graph::Graph;

mod align;
mod boxes;
mod channel;
mod layers;
mod order;
mod pack;
mod ports;
mod relax;
mod settle;
mod wires;

/// Slots above which only the most promising alignment is worked out.
const LARGE: usize = 400;
/// Rounds in which ports slide and boxes follow.
const PORT_ROUNDS: usize = 3;

/// Which way data flows on the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// From left to right.
    #[default]
    LeftToRight,
    /// From top to bottom.
    TopToBottom,
}

/// How much of a node is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Zoom {
    /// A sign alone.
    Glyph,
    /// State and title in one row.
    Line,
    /// State and title in a box.
    #[default]
    Box,
    /// State, title and detail in a box.
    Card,
}

/// What the reader wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Options {
    /// Which way data flows.
    pub direction: Direction,
    /// How much of a node is shown.
    pub zoom: Zoom,
    /// Columns of text after which a title is cut.
    pub widest_text: i32,
}

impl Default for Options {
    fn default() -> Self {
        Self { direction: Direction::LeftToRight, zoom: Zoom::Box, widest_text: 28 }
    }
}

/// Where everything stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// What was asked for.
    pub options: Options,
    /// One box a node.
    pub boxes: Vec<Rect>,
    /// One route an edge, from a cell of the box it leaves to a cell of the box it enters; empty for a
    /// node that reads itself.
    pub routes: Vec<Polyline>,
    /// Whether each edge runs against the flow, because it closes a cycle.
    pub against: Vec<bool>,
    /// Layer of each node, counted along the flow within its component.
    pub layers: Vec<usize>,
    /// Columns.
    pub width: i32,
    /// Rows.
    pub height: i32,
}

/// Lays a graph out; the same graph and options always give the same layout.
///
/// Room for states is kept in every box as soon as one node has a state, so that a picture that will
/// show a run stands still when it starts with every node pending.
pub fn layout(graph: &Graph, options: &Options) -> Layout {
    let mut layout = Layout {
        options: *options,
        boxes: vec![Rect::default(); graph.nodes.len()],
        routes: vec![Polyline::new(); graph.edges.len()],
        against: vec![false; graph.edges.len()],
        layers: vec![0; graph.nodes.len()],
        ..Layout::default()
    };
    let signs = graph.nodes.iter().any(|node| node.status.is_some());
    let components = pack::components(graph);
    let mut extents = Vec::with_capacity(components.len());
    for component in &components {
        Component::new(graph, options, component, signs).place(&mut layout);
        extents.push(pack::extent(&layout, component));
    }
    let (offsets, width, height) = pack::packed(&extents, options.direction);
    for ((component, extent), offset) in components.iter().zip(&extents).zip(offsets) {
        let (x, y) = (offset.x - extent.x, offset.y - extent.y);
        for &node in &component.nodes {
            layout.boxes[node].x += x;
            layout.boxes[node].y += y;
        }
        for &edge in &component.edges {
            for point in &mut layout.routes[edge] {
                (point.x, point.y) = (point.x + x, point.y + y);
            }
        }
    }
    (layout.width, layout.height) = (width, height);
    layout
}

/// One component on its way through the steps; its nodes and edges are numbered from zero.
struct Component<'a> {
    options: &'a Options,
    component: &'a pack::Component,
    against: Vec<bool>,
    picture: Layered,
    sizes: Vec<BoxSize>,
    measures: Measures,
}

impl<'a> Component<'a> {
    fn new(
        graph: &Graph,
        options: &'a Options,
        component: &'a pack::Component,
        signs: bool,
    ) -> Self {
        let number: HashMap<usize, usize> =
            component.nodes.iter().enumerate().map(|(at, &node)| (node, at)).collect();
        let mut edges: Vec<(usize, usize)> = component
            .edges
            .iter()
            .map(|&edge| (number[&graph.edges[edge].from], number[&graph.edges[edge].to]))
            .collect();
        let against = layers::against_the_flow(component.nodes.len(), &edges);
        for ((from, to), _) in edges.iter_mut().zip(&against).filter(|(_, against)| **against) {
            std::mem::swap(from, to);
        }
        let layers = layers::layers(component.nodes.len(), &edges);
        let mut picture = Layered::new(&layers, &edges, &against);
        let mut pins: Vec<Option<i32>> = component
            .nodes
            .iter()
            .map(|&node| {
                graph.nodes[node].pinned.map(|(x, y)| match options.direction {
                    Direction::LeftToRight => y,
                    Direction::TopToBottom => x,
                })
            })
            .collect();
        pins.resize(picture.layer_of.len(), None);
        order::order(&mut picture, &pins);
        let sizes: Vec<BoxSize> = (0..picture.nodes)
            .map(|node| {
                let wires = picture.wires_in(node).len().max(picture.wires_out(node).len());
                boxes::size(&graph.nodes[component.nodes[node]], options, signs, wires)
            })
            .collect();
        let measures = measures(&picture, &sizes, options);
        Self { options, component, against, picture, sizes, measures }
    }

    /// Finds the positions and writes boxes and routes into the layout.
    fn place(mut self, layout: &mut Layout) {
        let across = self.stand();
        let picture = &self.picture;
        let lengths = self.lengths();
        let (starts, bends) = self.channels(&across, &lengths);
        for (at, &node) in self.component.nodes.iter().enumerate() {
            let (along, size) = (starts[picture.layer_of[at]], self.sizes[at]);
            let corner = self.point(along, across[at]);
            layout.boxes[node] = match self.options.direction {
                // Boxes of a layer share their width, so that columns read as columns.
                Direction::LeftToRight => {
                    Rect::new(corner.x, corner.y, lengths[picture.layer_of[at]], size.height)
                }
                Direction::TopToBottom => Rect::new(corner.x, corner.y, size.width, size.height),
            };
            layout.layers[node] = picture.layer_of[at];
        }
        for (at, &edge) in self.component.edges.iter().enumerate() {
            let mut route = Polyline::new();
            for &link in &picture.paths[at] {
                let ends = picture.links[link];
                let (before, after) = (picture.layer_of[ends.from], picture.layer_of[ends.to]);
                let mut row = across[ends.from] + self.measures.from_port[link];
                route.push(self.point(starts[before] + lengths[before] - 1, row));
                for &(along, next) in &bends[link] {
                    route.push(self.point(along, row));
                    route.push(self.point(along, next));
                    row = next;
                }
                route.push(self.point(starts[after], row));
            }
            if self.against[at] {
                route.reverse();
            }
            layout.routes[edge] = without_needless_corners(route);
            layout.against[edge] = self.against[at];
        }
    }

    /// Stands the slots in several ways and keeps the best, which differs from picture to picture.
    fn stand(&mut self) -> Vec<i32> {
        let (picture, measures) = (&self.picture, &mut self.measures);
        let cost = |measures: &Measures, across: &[i32]| relax::cost(picture, measures, across);
        let mut candidates = align::align(picture, measures);
        candidates.sort_by_cached_key(|across| cost(measures, across));
        if picture.layer_of.len() > LARGE {
            candidates.truncate(1);
        }
        candidates.push(settle::settle(picture, measures));
        candidates.iter_mut().for_each(|across| relax::relax(picture, measures, across));
        let best = candidates.into_iter().min_by_key(|across| cost(measures, across));
        let mut best = best.unwrap_or_default();
        for _ in 0..PORT_ROUNDS {
            if !ports::slide(picture, measures, &self.sizes, self.options.direction, &best) {
                break;
            }
            relax::relax(picture, measures, &mut best);
        }
        best
    }

    /// Turns a place along and across the flow into a cell.
    fn point(&self, along: i32, across: i32) -> Point {
        match self.options.direction {
            Direction::LeftToRight => Point::new(along, across),
            Direction::TopToBottom => Point::new(across, along),
        }
    }

    /// Returns the extent of each layer along the flow.
    fn lengths(&self) -> Vec<i32> {
        let longest = |layer: &Vec<usize>| {
            let sizes = layer.iter().filter_map(|&slot| self.sizes.get(slot));
            let length = |size: &BoxSize| match self.options.direction {
                Direction::LeftToRight => size.width,
                Direction::TopToBottom => size.height,
            };
            sizes.map(length).max().unwrap_or(1)
        };
        self.picture.layers.iter().map(longest).collect()
    }

    /// Routes all channels: returns where each layer starts along the flow, and the bends of each link.
    fn channels(&self, across: &[i32], lengths: &[i32]) -> (Vec<i32>, Vec<Vec<(i32, i32)>>) {
        let picture = &self.picture;
        let mut bends = vec![Vec::new(); picture.links.len()];
        let mut links = vec![Vec::new(); lengths.len()];
        for (at, link) in picture.links.iter().enumerate() {
            links[picture.layer_of[link.from]].push(at);
        }
        let (mut starts, mut along) = (Vec::with_capacity(lengths.len()), 0);
        for (length, links) in lengths.iter().zip(links) {
            starts.push(along);
            along += length;
            let needs: Vec<Need> = links
                .iter()
                .map(|&at| {
                    let link = picture.links[at];
                    Need {
                        wire: link.wire,
                        from: across[link.from] + self.measures.from_port[at],
                        to: across[link.to] + self.measures.to_port[at],
                    }
                })
                .collect();
            let arrows_back = links.iter().any(|&at| {
                let link = picture.links[at];
                picture.reversed[link.wire] && !picture.is_lane(link.from)
            });
            let (tracks, routed) = channel::route(&needs);
            let (before, step, after) = match self.options.direction {
                Direction::LeftToRight => (1, 2, 2),
                Direction::TopToBottom => (i32::from(arrows_back), 1, 1),
            };
            for (&link, routed) in links.iter().zip(routed) {
                let cell = |bend: Bend| (along + before + bend.track as i32 * step, bend.row);
                bends[link] = routed.into_iter().map(cell).collect();
            }
            let tracks = tracks as i32;
            along += before + after + if tracks > 0 { (tracks - 1) * step + 1 } else { 0 };
        }
        (starts, bends)
    }
}

/// Measures slots across the flow and gives each wire its port, in the order of where it comes from.
fn measures(picture: &Layered, sizes: &[BoxSize], options: &Options) -> Measures {
    let slots = picture.layer_of.len();
    let mut place = vec![0; slots];
    for layer in &picture.layers {
        layer.iter().enumerate().for_each(|(at, &slot)| place[slot] = at);
    }
    let mut measures = Measures {
        breadth: vec![1; slots],
        from_port: vec![0; picture.links.len()],
        to_port: vec![0; picture.links.len()],
        edges: vec![0; picture.links.len()],
        gaps: match (options.direction, options.zoom) {
            (Direction::LeftToRight, Zoom::Box | Zoom::Card) => [0, 0, 0],
            (Direction::LeftToRight, Zoom::Glyph | Zoom::Line) => [1, 0, 0],
            (Direction::TopToBottom, _) => [2, 1, 1],
        },
    };
    picture.paths.iter().flatten().for_each(|&link| measures.edges[link] += 1);
    for (node, size) in sizes.iter().enumerate() {
        measures.breadth[node] = match options.direction {
            Direction::LeftToRight => size.height,
            Direction::TopToBottom => size.width,
        };
        let by_place = |links: &[usize], mut wires: Vec<usize>, far: &dyn Fn(usize) -> usize| {
            let mean = |wire: usize| {
                let ends: Vec<usize> = links
                    .iter()
                    .filter(|&&link| picture.links[link].wire == wire)
                    .map(|&link| place[far(link)])
                    .collect();
                ends.iter().sum::<usize>() as f64 / ends.len().max(1) as f64
            };
            wires.sort_by(|&a, &b| mean(a).total_cmp(&mean(b)).then(a.cmp(&b)));
            let ports = size.ports(wires.len(), options.direction);
            wires.into_iter().zip(ports).collect::<HashMap<usize, i32>>()
        };
        let (above, below) = (&picture.above[node], &picture.below[node]);
        let ports = by_place(above, picture.wires_in(node), &|link| picture.links[link].from);
        above.iter().for_each(|&at| measures.to_port[at] = ports[&picture.links[at].wire]);
        let ports = by_place(below, picture.wires_out(node), &|link| picture.links[link].to);
        below.iter().for_each(|&at| measures.from_port[at] = ports[&picture.links[at].wire]);
    }
    measures
}

/// Drops corners that are none: repeated cells and cells inside a straight stretch.
fn without_needless_corners(route: Polyline) -> Polyline {
    let mut kept = Polyline::with_capacity(route.len());
    for point in route {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., a, b] = kept[..]
            && ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y))
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}
