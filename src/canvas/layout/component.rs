//! One component on its way through the steps of the layout.

use std::collections::HashMap;

use super::align::{self, Measures};
use super::boxes::{self, BoxSize};
use super::channel::{self, Bend, Need};
use super::keep::Kept;
use super::order::{self, Demands};
use super::ports::{self, Ports};
use super::wires::Layered;
use super::{Direction, Layout, Options, Zoom, insert, layers, pack, relax, settle};
use crate::canvas::geometry::{Point, Polyline, Rect};
use crate::canvas::graph::Graph;

/// Slots above which only the most promising alignment is worked out.
const LARGE: usize = 400;
/// Rounds in which ports slide and boxes follow.
const PORT_ROUNDS: usize = 3;

/// One component on its way through the steps; its nodes and edges are numbered from zero.
pub(super) struct Component<'a> {
    options: &'a Options,
    component: &'a pack::Component,
    against: Vec<bool>,
    picture: Layered,
    sizes: Vec<BoxSize>,
    measures: Measures,
    /// Positions across the flow that are kept; none when they are to be found.
    across: Vec<i32>,
    /// Start and length of the layers along the flow that are kept as far as there is room.
    columns: Vec<Option<(i32, i32)>>,
}

impl<'a> Component<'a> {
    pub fn new(
        graph: &Graph,
        options: &'a Options,
        component: &'a pack::Component,
        kept: Option<&Kept>,
    ) -> Self {
        let count = component.nodes.len();
        let number: HashMap<usize, usize> =
            component.nodes.iter().enumerate().map(|(at, &node)| (node, at)).collect();
        let mut edges: Vec<(usize, usize)> = component
            .edges
            .iter()
            .map(|&edge| (number[&graph.edges[edge].from], number[&graph.edges[edge].to]))
            .collect();
        let against = layers::against_the_flow(count, &edges);
        for ((from, to), _) in edges.iter_mut().zip(&against).filter(|(_, against)| **against) {
            std::mem::swap(from, to);
        }
        let pinned = |node: usize| graph.nodes[component.nodes[node]].pinned;
        let (layers, put_before) = match kept {
            Some(kept) => {
                let (mut layers, before) = layers::layers_near(&edges, &kept.layers);
                if !kept.places {
                    layers::close_up(&mut layers);
                }
                (layers, before)
            }
            None => {
                let free = layers::layers(count, &edges);
                let pin = |node: usize| pinned(node).map(|(layer, _)| layer.max(0) as usize);
                let wishes: Vec<_> =
                    (0..count).map(|node| pin(node).or(Some(free[node]))).collect();
                let (mut layers, _) = layers::layers_near(&edges, &wishes);
                layers::close_up(&mut layers);
                (layers, 0)
            }
        };
        let none = vec![None; edges.len()];
        let stars = kept.map_or(&none, |kept| &kept.stars);
        let mut picture = Layered::new(&layers, &edges, &against, stars);
        let signs = graph.nodes.iter().any(|node| node.status.is_some());
        let mut sizes: Vec<BoxSize> = (0..count)
            .map(|node| {
                let wires = picture.wires_in(node).len().max(picture.wires_out(node).len());
                boxes::size(&graph.nodes[component.nodes[node]], options, signs, wires)
            })
            .collect();
        let before: Vec<Option<i32>> = (0..picture.layer_of.len())
            .map(|slot| kept.and_then(|kept| kept.across(&picture, slot, put_before)))
            .collect();
        let stays = kept.filter(|kept| kept.places);
        if let Some(kept) = stays {
            // A box does not shrink with its wires, or the lines that it has would move.
            for (size, kept) in sizes.iter_mut().zip(&kept.sizes) {
                size.grow_to(kept.unwrap_or(0), options.direction);
            }
        }
        let mut across = Vec::new();
        if let Some(kept) = stays {
            let mut loose = measures(&picture, &sizes, options);
            ports::keep(&picture, &mut loose, &sizes, options.direction, &kept.ports);
            across = insert::insert(&mut picture, &loose, before, &kept.wishes());
        } else {
            let mut pins: Vec<_> = (0..count).map(|node| Some(pinned(node)?.1)).collect();
            pins.resize(picture.layer_of.len(), None);
            order::order(&mut picture, &Demands { pins, before });
        }
        let mut measures = measures(&picture, &sizes, options);
        if let Some(kept) = stays {
            let (direction, kept) = (options.direction, &kept.ports);
            ports::keep(&picture, &mut measures, &sizes, direction, kept);
            ports::slide(&picture, &mut measures, &sizes, direction, &across, kept);
        }
        let columns = kept.map_or_else(Vec::new, |kept| kept.columns(put_before));
        Self { options, component, against, picture, sizes, measures, across, columns }
    }

    /// Finds the positions and writes boxes and routes into the layout.
    pub fn place(mut self, layout: &mut Layout) {
        let kept = std::mem::take(&mut self.across);
        let across = if kept.is_empty() { self.stand() } else { kept };
        let picture = &self.picture;
        let lengths = self.lengths();
        let (starts, bends) = self.channels(&across, &lengths);
        self.note(&across, &starts, &lengths, layout);
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
        let none = Ports::new();
        for _ in 0..PORT_ROUNDS {
            if !ports::slide(picture, measures, &self.sizes, self.options.direction, &best, &none) {
                break;
            }
            relax::relax(picture, measures, &mut best);
        }
        best
    }

    /// Writes down what the next layout is to keep.
    fn note(&self, across: &[i32], starts: &[i32], lengths: &[i32], layout: &mut Layout) {
        let picture = &self.picture;
        let node = |at: usize| Some(self.component.nodes[at]);
        let columns = starts.iter().copied().zip(lengths.iter().copied()).collect();
        layout.trace.note(&self.component.nodes, columns);
        for (slot, &across) in across.iter().enumerate().skip(picture.nodes) {
            if let Some(star) = picture.star_of_lane(slot).and_then(|star| star.renumbered(node)) {
                layout.trace.note_lane(star, picture.layer_of[slot], across);
            }
        }
        for (&edge, path) in self.component.edges.iter().zip(&picture.paths) {
            let star = path.first().map(|&link| picture.stars[picture.links[link].wire]);
            layout.trace.note_edge(edge, star.and_then(|star| star.renumbered(node)));
        }
        for ((at, leaving, star), port) in ports::all(picture, &self.measures) {
            if let Some(star) = star.renumbered(node) {
                layout.trace.note_port(self.component.nodes[at], leaving, star, port);
            }
        }
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
        let kept = |at: usize| self.columns.get(at).copied().flatten().map_or(1, |column| column.1);
        self.picture
            .layers
            .iter()
            .enumerate()
            .map(|(at, layer)| longest(layer).max(kept(at)))
            .collect()
    }

    /// Routes all channels: returns where each layer starts along the flow, and the bends of each link.
    fn channels(&self, across: &[i32], lengths: &[i32]) -> (Vec<i32>, Vec<Vec<(i32, i32)>>) {
        let picture = &self.picture;
        let mut bends = vec![Vec::new(); picture.links.len()];
        let mut links = vec![Vec::new(); lengths.len()];
        for (at, link) in picture.links.iter().enumerate() {
            links[picture.layer_of[link.from]].push(at);
        }
        let first = self.columns.iter().flatten().next().map_or(0, |column| column.0);
        let (mut starts, mut along) = (Vec::with_capacity(lengths.len()), first);
        for (layer, (length, links)) in lengths.iter().zip(links).enumerate() {
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
                picture.is_reversed(link.wire) && !picture.is_lane(link.from)
            });
            // A channel that stays has its width; tracks move together before it grows.
            let kept = self.kept_gap(layer);
            let spacings: &[(i32, i32, i32)] = match (self.options.direction, arrows_back) {
                (Direction::LeftToRight, true) => &[(1, 2, 2), (1, 1, 2), (1, 1, 1)],
                (Direction::LeftToRight, false) => &[(1, 2, 2), (0, 2, 2), (0, 1, 2), (0, 1, 1)],
                (Direction::TopToBottom, true) => &[(1, 1, 1)],
                (Direction::TopToBottom, false) => &[(0, 1, 1)],
            };
            let room = kept.zip(spacings.last()).map(|(kept, (before, step, after))| {
                ((kept - before - after - 1).div_euclid(*step) + 1).max(0) as usize
            });
            let (tracks, routed) = channel::route(&needs, room);
            let tracks = tracks as i32;
            let width = |(before, step, after): (i32, i32, i32)| {
                before + after + if tracks > 0 { (tracks - 1) * step + 1 } else { 0 }
            };
            let fits =
                |spacing: &&(i32, i32, i32)| kept.is_none_or(|kept| width(**spacing) <= kept);
            let (before, step, after) = *spacings.iter().find(fits).unwrap_or(&spacings[0]);
            for (&link, routed) in links.iter().zip(routed) {
                let cell = |bend: Bend| (along + before + bend.track as i32 * step, bend.row);
                bends[link] = routed.into_iter().map(cell).collect();
            }
            along += width((before, step, after)).max(kept.unwrap_or(0));
        }
        (starts, bends)
    }

    /// Returns how wide the channel behind a layer was, if it is kept.
    fn kept_gap(&self, layer: usize) -> Option<i32> {
        let (start, length) = *self.columns.get(layer)?.as_ref()?;
        let (next, _) = *self.columns.get(layer + 1)?.as_ref()?;
        Some(next - start - length)
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
