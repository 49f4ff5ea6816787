//! A pipeline for Graphviz.

use std::fmt::Write;

use super::graph::{Graph, NodeKind};
use super::layout::Direction;

/// Writes a pipeline in the DOT language; nodes are numbered, so that any id is safe.
pub fn dot(graph: &Graph, direction: Direction) -> String {
    let rank = match direction {
        Direction::LeftToRight => "LR",
        Direction::TopToBottom => "TB",
    };
    let mut text = format!(
        "digraph pipeline {{\n  rankdir={rank};\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
    );
    for (at, node) in graph.nodes.iter().enumerate() {
        let mut label = quoted(&node.title);
        if !node.detail.is_empty() {
            label = format!("{label}\\n{}", quoted(&node.detail));
        }
        if let Some(status) = node.status {
            label = format!("{label}\\n{status}");
        }
        let colour = match node.kind {
            NodeKind::Ingestion => "blue3",
            NodeKind::Operator => "green4",
            NodeKind::Output => "darkorange3",
        };
        let id = quoted(&node.id);
        push(&mut text, format_args!("  n{at} [id=\"{id}\", label=\"{label}\", color={colour}];"));
    }
    for edge in &graph.edges {
        let problem = edge.problem.as_ref().map_or_else(String::new, |problem| {
            format!(" [color=red, style=dashed, label=\"{}\"]", quoted(problem))
        });
        push(&mut text, format_args!("  n{} -> n{}{problem};", edge.from, edge.to));
    }
    text.push_str("}\n");
    text
}

fn push(text: &mut String, line: std::fmt::Arguments) {
    writeln!(text, "{line}").expect("a string takes all writes");
}

/// Escapes what ends a quoted string or starts an escape in it.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " ")
}
