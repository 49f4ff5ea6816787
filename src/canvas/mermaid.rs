//! A pipeline for Mermaid, which many wikis and code hosts draw.

use std::fmt::Write;

use super::graph::{Graph, NodeKind};
use super::layout::Direction;

/// Writes a pipeline as a Mermaid flow chart; nodes are numbered, so that any id is safe.
pub fn mermaid(graph: &Graph, direction: Direction) -> String {
    let way = match direction {
        Direction::LeftToRight => "LR",
        Direction::TopToBottom => "TD",
    };
    let mut text = format!("flowchart {way}\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let mut label = escaped(&node.title);
        if !node.detail.is_empty() {
            label = format!("{label}<br/>{}", escaped(&node.detail));
        }
        if let Some(status) = node.status {
            label = format!("{label}<br/>{status}");
        }
        let (open, close, class) = match node.kind {
            NodeKind::Ingestion => ("[(", ")]", "ingestion"),
            NodeKind::Operator => ("(", ")", "operator"),
            NodeKind::Output => ("[", "]", "output"),
        };
        push(&mut text, format_args!("  n{at}{open}\"{label}\"{close}:::{class}"));
    }
    for edge in &graph.edges {
        let arrow = edge
            .problem
            .as_ref()
            .map_or_else(|| "-->".to_owned(), |problem| format!("-. \"{}\" .->", escaped(problem)));
        push(&mut text, format_args!("  n{} {arrow} n{}", edge.from, edge.to));
    }
    text.push_str(
        "  classDef ingestion stroke:#2563eb\n  classDef operator stroke:#15803d\n  classDef output stroke:#c2410c\n",
    );
    text
}

fn push(text: &mut String, line: std::fmt::Arguments) {
    writeln!(text, "{line}").expect("a string takes all writes");
}

/// Writes characters with a meaning in labels as entity codes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("#quot;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            '#' | '`' | '\\' => {
                escaped.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
