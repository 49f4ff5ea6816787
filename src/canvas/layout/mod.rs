//! A layered layout in whole cells: boxes, and routes that never touch a box or another wire.
//!
//! Steps, a file each: turn edges that close a cycle round and find `layers`; bundle edges into
//! `wires` with lanes through the layers they pass; `order` the layers; `align` and `relax`
//! (or `settle`) the positions across the flow and slide `ports`; route each `channel` between two
//! layers; `pack` the components. `memory` keeps what was drawn, `keep` says what of it holds for a
//! changed graph, and `insert` puts what is new where there is room. `pins` moves nodes by hand.
//! Every step is deterministic and bounded by counts, not by a clock.

use self::component::Component;
use self::keep::Trace;
pub use self::memory::Memory;
pub use self::pins::moved;
use super::geometry::{Point, Polyline, Rect};
use super::graph::Graph;

mod align;
mod boxes;
mod channel;
mod component;
mod insert;
mod keep;
mod layers;
mod memory;
mod order;
mod pack;
mod pins;
mod ports;
mod relax;
mod settle;
mod wires;

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
    /// How it came about, for the next layout to keep to.
    pub(crate) trace: Trace,
}

/// Lays a graph out; the same graph and options always give the same layout.
///
/// Room for states is kept in every box as soon as one node has a state, so that a picture that will
/// show a run stands still when it starts with every node pending. A [`Memory`] lays out a graph that
/// is being edited.
pub fn layout(graph: &Graph, options: &Options) -> Layout {
    laid_out(graph, options, None)
}

/// Lays a graph out, close to what was drawn before.
fn laid_out(graph: &Graph, options: &Options, before: Option<(&Graph, &Layout)>) -> Layout {
    let mut layout = Layout {
        options: *options,
        boxes: vec![Rect::default(); graph.nodes.len()],
        routes: vec![Polyline::new(); graph.edges.len()],
        against: vec![false; graph.edges.len()],
        layers: vec![0; graph.nodes.len()],
        trace: Trace::new(graph),
        ..Layout::default()
    };
    let history =
        before.map(|(graph_before, before)| keep::History::new(graph, graph_before, before));
    let components = pack::components(graph, history.as_ref());
    let mut extents = Vec::with_capacity(components.len());
    let mut stays = Vec::with_capacity(components.len());
    for (number, component) in components.iter().enumerate() {
        let kept = history.as_ref().and_then(|history| history.of(graph, component, options));
        Component::new(graph, options, component, kept.as_ref()).place(&mut layout);
        let corner =
            kept.and_then(|kept| if kept.places { Some(None) } else { kept.corner.map(Some) });
        if let Some(Some(corner)) = corner {
            // Laid out anew, it begins where it began.
            let boxes = component.nodes.iter().map(|&node| layout.boxes[node]);
            let now = boxes.reduce(Rect::union).unwrap_or_default();
            let by = Point::new(corner.x - now.x, corner.y - now.y);
            pack::shift(&mut layout, &components, number, by);
        }
        stays.push(corner.is_some());
        extents.push(pack::extent(&layout, component));
    }
    let (offsets, width, height) = pack::packed(&extents, &stays, options.direction);
    for (number, offset) in offsets.into_iter().enumerate() {
        pack::shift(&mut layout, &components, number, offset);
    }
    (layout.width, layout.height) = (width, height);
    layout
}
