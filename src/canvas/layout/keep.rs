//! What an earlier layout holds for a graph that was edited since.

use std::collections::HashMap;

use super::pack::Component;
use super::ports::Ports;
use super::wires::{Layered, Star};
use super::{Direction, Layout, Options};
use crate::canvas::geometry::{Point, Rect};
use crate::canvas::graph::Graph;

/// How a layout came about.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Trace {
    /// Component of each node.
    pub component: Vec<usize>,
    /// The wire of each edge, by its star; nothing for a node that reads itself.
    stars: Vec<Option<Star>>,
    /// First cell across the flow of each lane, by the star of its wire and its layer.
    lanes: HashMap<(Star, usize), i32>,
    /// Where wires meet boxes.
    ports: Ports,
    /// Start and length along the flow of the layers of each component.
    columns: Vec<Vec<(i32, i32)>>,
    /// Whether room for states was kept.
    signs: bool,
}

impl Trace {
    /// Starts with nothing laid out.
    pub fn new(graph: &Graph) -> Self {
        Self {
            component: vec![0; graph.nodes.len()],
            stars: vec![None; graph.edges.len()],
            signs: graph.nodes.iter().any(|node| node.status.is_some()),
            ..Self::default()
        }
    }

    /// Adds a component.
    pub fn note(&mut self, nodes: &[usize], columns: Vec<(i32, i32)>) {
        nodes.iter().for_each(|&node| self.component[node] = self.columns.len());
        self.columns.push(columns);
    }

    /// Adds an edge by its wire.
    pub fn note_edge(&mut self, edge: usize, star: Option<Star>) {
        self.stars[edge] = star;
    }

    /// Adds a lane.
    pub fn note_lane(&mut self, star: Star, layer: usize, across: i32) {
        self.lanes.insert((star, layer), across);
    }

    /// Adds a port.
    pub fn note_port(&mut self, node: usize, leaving: bool, star: Star, port: i32) {
        self.ports.insert((node, leaving, star), port);
    }

    /// Moves a component along and across the flow.
    pub fn shift(&mut self, number: usize, along: i32, across: i32) {
        self.columns[number].iter_mut().for_each(|column| column.0 += along);
        let component = &self.component;
        for ((star, _), at) in &mut self.lanes {
            let (Star::OutOf(node) | Star::Into(node) | Star::Against(node)) = star;
            if component[*node] == number {
                *at += across;
            }
        }
    }
}

/// An earlier layout, and which of its nodes are still there.
pub(super) struct History<'a> {
    graph: &'a Graph,
    layout: &'a Layout,
    /// The earlier number of each node.
    earlier: Vec<Option<usize>>,
    /// The number now of each earlier node.
    now: Vec<Option<usize>>,
    /// The earlier number of each edge between nodes now.
    edges: HashMap<(usize, usize), usize>,
    signs: bool,
}

impl<'a> History<'a> {
    pub fn new(now: &Graph, graph: &'a Graph, layout: &'a Layout) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (at, node) in graph.nodes.iter().enumerate() {
            numbers.entry(&node.id).or_insert(at);
        }
        let mut later = vec![None; graph.nodes.len()];
        let mut earlier = Vec::with_capacity(now.nodes.len());
        for (at, node) in now.nodes.iter().enumerate() {
            // A second node with an id is new.
            let before = numbers.get(node.id.as_str()).copied().filter(|&b| later[b].is_none());
            earlier.push(before);
            if let Some(before) = before {
                later[before] = Some(at);
            }
        }
        let edges = graph.edges.iter().enumerate();
        let edges = edges.filter_map(|(at, edge)| Some(((later[edge.from]?, later[edge.to]?), at)));
        let edges = edges.collect();
        let signs = now.nodes.iter().any(|node| node.status.is_some());
        Self { graph, layout, earlier, now: later, edges, signs }
    }

    /// Returns the earlier component of a node.
    pub fn component(&self, node: usize) -> Option<usize> {
        Some(self.layout.trace.component[self.earlier[node]?])
    }

    /// Returns what holds for a component; nothing where all of it is new.
    pub fn of(&self, graph: &Graph, component: &Component, options: &Options) -> Option<Kept> {
        let mut sizes: HashMap<usize, usize> = HashMap::new();
        for number in component.nodes.iter().filter_map(|&node| self.component(node)) {
            *sizes.entry(number).or_default() += 1;
        }
        // Of components that are joined the largest keeps its place.
        let (&number, _) =
            sizes.iter().max_by_key(|(number, size)| (**size, usize::MAX - **number))?;
        let same_pin = |&node: &usize| {
            self.earlier[node]
                .is_none_or(|at| self.graph.nodes[at].pinned == graph.nodes[node].pinned)
        };
        let layout = self.layout;
        let places = layout.options == *options
            && layout.trace.signs == self.signs
            && component.nodes.iter().all(same_pin);
        let local: HashMap<usize, usize> =
            component.nodes.iter().enumerate().map(|(at, &node)| (node, at)).collect();
        let kept_node =
            |node: usize| self.earlier[node].filter(|&at| layout.trace.component[at] == number);
        let across = |at: usize| match layout.options.direction {
            Direction::LeftToRight => layout.boxes[at].y,
            Direction::TopToBottom => layout.boxes[at].x,
        };
        let layers = component.nodes.iter().map(|&node| {
            let at = kept_node(node)?;
            // A node that was pinned elsewhere moves there.
            match graph.nodes[node].pinned {
                Some((layer, _)) if !same_pin(&node) => Some(layer.max(0) as usize),
                _ => Some(layout.layers[at]),
            }
        });
        let stood = component.nodes.iter().map(|&node| {
            let at = kept_node(node)?;
            let moved = graph.nodes[node].pinned.is_some() && !same_pin(&node);
            (!moved).then(|| (layout.layers[at], across(at)))
        });
        let later = |at: usize| local.get(&self.now[at]?).copied();
        let wider = self.wider_stars(graph);
        let renewed = |star: Star| wider.get(&star).copied().unwrap_or(star).renumbered(later);
        let stars = component.edges.iter().map(|&edge| {
            let edge = &graph.edges[edge];
            let at = *self.edges.get(&(edge.from, edge.to))?;
            layout.trace.stars[at].and_then(renewed)
        });
        let lanes = layout
            .trace
            .lanes
            .iter()
            .filter_map(|(&(star, layer), &across)| Some(((renewed(star)?, layer), across)));
        let ports = layout.trace.ports.iter().filter_map(|(&(node, leaving, star), &port)| {
            Some(((later(node)?, leaving, renewed(star)?), port))
        });
        let sizes = component.nodes.iter().map(|&node| {
            let area = layout.boxes[kept_node(node)?];
            Some(match layout.options.direction {
                Direction::LeftToRight => area.height,
                Direction::TopToBottom => area.width,
            })
        });
        let boxes = (0..layout.boxes.len()).filter(|&at| layout.trace.component[at] == number);
        let around = boxes.map(|at| layout.boxes[at]).reduce(Rect::union)?;
        Some(Kept {
            places,
            corner: (layout.options == *options).then_some(Point::new(around.x, around.y)),
            layers: layers.collect(),
            stood: stood.collect(),
            stars: stars.collect(),
            lanes: lanes.collect(),
            ports: ports.collect(),
            sizes: sizes.collect(),
            columns: if places { layout.trace.columns[number].clone() } else { Vec::new() },
        })
    }

    /// Returns stars of one edge into a node that now go on as stars out of the node at its start, since
    /// that node has got another reader: one wire stays one wire, and no box must grow for a second.
    fn wider_stars(&self, graph: &Graph) -> HashMap<Star, Star> {
        let mut readers = vec![0; graph.nodes.len()];
        graph.edges.iter().for_each(|edge| readers[edge.from] += 1);
        let stars = &self.layout.trace.stars;
        let mut members: HashMap<Star, usize> = HashMap::new();
        stars.iter().flatten().for_each(|star| *members.entry(*star).or_default() += 1);
        let edges = self.graph.edges.iter().zip(stars);
        edges
            .filter_map(|(edge, star)| {
                let star =
                    star.filter(|star| matches!(star, Star::Into(_)) && members[star] == 1)?;
                let out = Star::OutOf(edge.from);
                let grown = self.now[edge.from].is_some_and(|now| readers[now] > 1);
                (grown && !members.contains_key(&out)).then_some((star, out))
            })
            .collect()
    }
}

/// What holds for a component, by its own numbers.
pub(super) struct Kept {
    /// Whether places hold; else only layers and order do.
    pub places: bool,
    /// The upper left of its boxes, if it is drawn with the same options.
    pub corner: Option<Point>,
    /// The layer that each node had.
    pub layers: Vec<Option<usize>>,
    /// The wire that each edge had.
    pub stars: Vec<Option<Star>>,
    /// Where wires met boxes.
    pub ports: Ports,
    /// How large boxes were across the flow.
    pub sizes: Vec<Option<i32>>,
    stood: Vec<Option<(usize, i32)>>,
    lanes: HashMap<(Star, usize), i32>,
    columns: Vec<(i32, i32)>,
}

impl Kept {
    /// Returns where a slot stood across the flow if it has not changed its layer, but for the layers
    /// that were put before all.
    pub fn across(&self, picture: &Layered, slot: usize, put_before: usize) -> Option<i32> {
        let layer = picture.layer_of[slot];
        match picture.star_of_lane(slot) {
            Some(star) => self.lanes.get(&(star, layer.checked_sub(put_before)?)).copied(),
            None => {
                let (stood, across) = self.stood[slot]?;
                (!self.places || stood + put_before == layer).then_some(across)
            }
        }
    }

    /// Returns where each node stood across the flow, in whichever layer.
    pub fn wishes(&self) -> Vec<Option<i32>> {
        self.stood.iter().map(|stood| stood.map(|(_, across)| across)).collect()
    }

    /// Returns the start and length along the flow of the layers, as far as they are known.
    pub fn columns(&self, put_before: usize) -> Vec<Option<(i32, i32)>> {
        let new = std::iter::repeat_n(None, put_before);
        new.chain(self.columns.iter().copied().map(Some)).collect()
    }
}
