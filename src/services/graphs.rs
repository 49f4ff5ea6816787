//! Pictures of pipelines.

use std::collections::BTreeMap;

use crate::canvas::graph::Graph;
use crate::canvas::layout::{Options, layout};
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

/// Draws a graph; text is fitted to `width` columns where it can be.
pub fn draw(graph: &Graph, format: Format, width: usize) -> String {
    match format {
        Format::Ascii => text::ascii(graph, width),
        Format::Unicode => text::unicode(graph, width),
        Format::Dot => dot::dot(graph),
        Format::Mermaid => mermaid::mermaid(graph),
        Format::Svg => svg::svg(graph, &layout(graph, &Options::default())),
    }
}
