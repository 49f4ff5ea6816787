//! Pictures of pipelines.

use std::collections::BTreeMap;

use crate::canvas::graph::Graph;
use crate::canvas::label::Charset;
use crate::canvas::layout::{Direction, Options, Zoom, layout};
use crate::canvas::{dot, mermaid, svg, text};
use crate::domain::dag::DagDefinition;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::execution::Status;

/// The form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Characters of every terminal.
    Ascii,
    /// Box-drawing characters.
    Unicode,
    /// Graphviz.
    Dot,
    /// Mermaid flowchart.
    Mermaid,
    /// A picture file.
    Svg,
}

/// Returns the graph of a definition with states and problems marked.
pub fn graph_of(
    definition: &DagDefinition,
    states: &BTreeMap<String, Status>,
    problems: &[Diagnostic],
) -> Graph {
    let mut graph = Graph::from_definition(definition);
    for node in &mut graph.nodes {
        node.status = states.get(&node.id).copied();
        let problem = problems
            .iter()
            .find(|problem| problem.is_error() && problem.place.node.as_ref() == Some(&node.id));
        if let Some(problem) = problem {
            node.problem.get_or_insert_with(|| problem.what.clone());
        }
    }
    graph
}

/// How a graph is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The form.
    pub format: Format,
    /// Columns to which text is fitted where it can be.
    pub width: usize,
    /// Which way data flows; whichever fits when left out.
    pub direction: Option<Direction>,
    /// How much of a node is shown.
    pub zoom: Zoom,
}

impl View {
    /// Shows titles in boxes, whichever way fits.
    pub fn new(format: Format, width: usize) -> Self {
        Self { format, width, direction: None, zoom: Zoom::default() }
    }
}

/// Draws a graph.
pub fn draw(graph: &Graph, view: &View) -> String {
    let direction = view.direction.unwrap_or_default();
    let fitted = || text::fitting(graph, view.zoom, view.direction, view.width);
    match view.format {
        Format::Ascii => text::drawn(graph, &fitted(), Charset::Ascii),
        Format::Unicode => text::drawn(graph, &fitted(), Charset::Unicode),
        Format::Dot => dot::dot(graph, direction),
        Format::Mermaid => mermaid::mermaid(graph, direction),
        Format::Svg => {
            let options = Options { direction, zoom: view.zoom, ..Options::default() };
            svg::svg(graph, &layout(graph, &options))
        }
    }
}
