//! The drawn graph: made away from the draw thread, for one edition of a pipeline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::canvas::fold::{self, Folded};
use crate::canvas::graph::Graph;
use crate::canvas::layout::{Direction, Layout, Memory, Options, Zoom, layout};
use crate::canvas::raster::{Raster, Style};
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::Status;

/// Columns of a title where whole ones do not fit: two words, then about one.
const CUT_TITLE: i32 = 18;
const SHORT_TITLE: i32 = 12;

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The pipeline.
    pub pipeline: Uuid,
    /// Edition of what it says.
    pub edition: u64,
    /// What it says.
    pub definition: DagDefinition,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// State of each node in the newest run.
    pub states: BTreeMap<String, Status>,
    /// How much of a node is drawn; `None` takes the most that fits the room.
    pub zoom: Option<Zoom>,
    /// Columns and rows of the pane.
    pub room: (u16, u16),
    /// Whether alike branches are drawn once; these nodes name branches that stay as they are.
    pub folded: Option<BTreeSet<String>>,
    /// The picture that is shown.
    pub before: Before,
    /// Whether zoom and direction are chosen anew.
    pub anew: bool,
}

/// The picture before another; two are equal where they are the same.
#[derive(Debug, Clone, Default)]
pub struct Before(pub Option<Arc<Picture>>);

impl PartialEq for Before {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

/// A drawn graph.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The pipeline.
    pub pipeline: Uuid,
    /// Edition of what it said.
    pub edition: u64,
    /// What is drawn, and what of it stands for several nodes.
    pub folded: Folded,
    /// Index of the drawn node that stands for each node of the pipeline.
    pub drawn: BTreeMap<String, usize>,
    /// Where.
    pub layout: Layout,
    /// With which characters.
    pub raster: Raster,
    /// Whether zoom and direction were chosen anew.
    pub anew: bool,
    /// What was drawn before, so that an edit moves as little as it can.
    memory: Memory,
}

impl Picture {
    /// Returns the nodes and edges that are drawn.
    pub fn graph(&self) -> &Graph {
        &self.folded.graph
    }

    /// Returns the drawn node that stands for a node of the pipeline.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.drawn.get(id).copied()
    }

    /// Returns the id of a drawn node.
    pub fn id_of(&self, index: usize) -> Option<&str> {
        self.graph().nodes.get(index).map(|node| node.id.as_str())
    }
}

/// Draws a picture.
pub fn draw(request: &Request) -> Picture {
    let whole = graph(request);
    let folded = match &request.folded {
        Some(open) => fold::fold(&whole, open),
        None => Folded {
            node: (0..whole.nodes.len()).collect(),
            edge: (0..whole.edges.len()).map(Some).collect(),
            graph: whole.clone(),
            groups: Vec::new(),
        },
    };
    let drawn = whole.nodes.iter().zip(&folded.node);
    let drawn = drawn.map(|(node, index)| (node.id.clone(), *index)).collect();
    let before = request.before.0.as_ref();
    let mut memory = before.map(|before| before.memory.clone()).unwrap_or_default();
    let layout = laid_out(&folded.graph, request, &mut memory);
    let raster = Raster::whole(&folded.graph, &layout, Style::default());
    let (pipeline, edition, anew) = (request.pipeline, request.edition, request.anew);
    Picture { pipeline, edition, folded, drawn, layout, raster, anew, memory }
}

/// Draws up the graph with the states of the run, and what is wrong with nodes and edges.
fn graph(request: &Request) -> Graph {
    let mut graph = Graph::from_definition(&request.definition);
    for node in &mut graph.nodes {
        // Every node has a sign, so that a run does not change the layout.
        node.status = Some(request.states.get(&node.id).copied().unwrap_or(Status::Pending));
        let error = |problem: &&Diagnostic| {
            problem.is_error() && problem.place.node.as_ref() == Some(&node.id)
        };
        if node.problem.is_none() {
            let found = request.diagnostics.iter().find(error);
            node.problem = found.map(|problem| problem.what.clone());
        }
    }
    for edge in &mut graph.edges {
        if edge.problem.is_none() {
            edge.problem = graph.nodes[edge.to].problem.clone();
        }
    }
    graph
}

/// Lays the graph out: as close to the picture before as it can be, as long as that was as good.
fn laid_out(graph: &Graph, request: &Request, memory: &mut Memory) -> Layout {
    let fits = |layout: &Layout| hidden(layout, request.room) == 0;
    if let (Some(before), false) = (&request.before.0, request.anew) {
        let layout = memory.layout(graph, &before.layout.options);
        // What never fitted does not get worse by an edit; what did is drawn smaller.
        if fits(&layout) || !fits(&before.layout) {
            return layout;
        }
    }
    let options = fitted(graph, request);
    memory.layout(graph, &options)
}

/// Returns the cells of a layout that a pane does not show, more or less.
fn hidden(layout: &Layout, room: (u16, u16)) -> i32 {
    let (width, height) = (i32::from(room.0), i32::from(room.1));
    (layout.width - width).max(0) * height.max(1) + (layout.height - height).max(0) * width.max(1)
}

/// Returns the zoom that is asked for, or the largest at which most of the graph is seen.
fn fitted(graph: &Graph, request: &Request) -> Options {
    let directions = [Direction::LeftToRight, Direction::TopToBottom];
    // Signs without titles tell little, so the smallest zoom is left to the user's wish. Titles are
    // cut where that makes all fit; where nothing does, whole titles hide least, and the pane scrolls.
    let whole = Options::default().widest_text;
    let sizes = match request.zoom {
        Some(zoom) => vec![(zoom, whole)],
        None => vec![
            (Zoom::Card, whole),
            (Zoom::Box, whole),
            (Zoom::Line, whole),
            (Zoom::Line, CUT_TITLE),
            (Zoom::Line, SHORT_TITLE),
        ],
    };
    let candidates = sizes.into_iter().flat_map(|(zoom, widest_text)| {
        directions.map(|direction| Options { zoom, direction, widest_text })
    });
    let mut chosen: Option<(i32, Options)> = None;
    for options in candidates {
        let hides = hidden(&layout(graph, &options), request.room);
        let cut = options.widest_text < whole;
        if chosen.is_none_or(|(least, _)| hides < least && (!cut || hides == 0)) {
            chosen = Some((hides, options));
        }
        if hides == 0 {
            break;
        }
    }
    chosen.map(|(_, options)| options).unwrap_or_default()
}
