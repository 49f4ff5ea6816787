//! Rules about the shape of a pipeline: what must be there, and what hangs loose.

use petgraph::unionfind::UnionFind;

use super::graph::{Graph, label};
use crate::domain::dag::NodeType;
use crate::domain::diagnostic::{Diagnostic, ErrorType};

/// Checks the shape and the limits of the nodes.
pub(super) fn check(graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    ends(graph, diagnostics);
    if graph.definition.name.trim().is_empty() {
        diagnostics.push(
            Diagnostic::error(ErrorType::MalformedFile, "pipeline has no name")
                .found("an empty name")
                .hint("give it a `name`; people find it by that"),
        );
    }
    for (index, node) in graph.definition.nodes.iter().enumerate() {
        dependencies(graph, index, diagnostics);
        unread(graph, index, diagnostics);
        if node.metadata.timeout_seconds == Some(0) {
            diagnostics.push(
                Diagnostic::error(
                    ErrorType::ParameterInvalid,
                    format!("node \"{}\" has no time to run", label(node)),
                )
                .at_node(&node.id)
                .at_parameter("timeout_seconds")
                .found("0")
                .wanted("1 or more")
                .hint("remove `timeout_seconds` to run without a limit"),
            );
        }
        if !matches!(node.node_type, NodeType::Operator { .. }) && !node.curve_mapping.is_empty() {
            diagnostics.push(
                Diagnostic::error(
                    ErrorType::InvalidCurveMapping,
                    format!("{} \"{}\" keeps no curves", node.node_type.tag(), label(node)),
                )
                .at_node(&node.id)
                .found("a `curve_mapping`")
                .hint("move it to the operator whose output is to be kept"),
            );
        }
    }
    parts(graph, diagnostics);
}

fn ends(graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    if graph.of_type("ingestion").is_empty() {
        diagnostics.push(
            Diagnostic::error(ErrorType::NoIngestionNode, "pipeline reads no data")
                .wanted("at least one node of type `ingestion`")
                .hint("add an ingestion with the wells and curves to read"),
        );
    }
    if graph.of_type("output").is_empty() {
        diagnostics.push(
            Diagnostic::error(ErrorType::NoOutputNode, "pipeline hands no results on")
                .wanted("at least one node of type `output`")
                .hint("add an output with `\"output_type\": \"frontend\"` after the last operator"),
        );
    }
}

fn dependencies(graph: &Graph, index: usize, diagnostics: &mut Vec<Diagnostic>) {
    let node = graph.node(index);
    match node.node_type {
        NodeType::Ingestion { .. } => {
            if !node.dependencies.is_empty() {
                diagnostics.push(
                    Diagnostic::error(
                        ErrorType::NotSupported,
                        format!("ingestion \"{}\" depends on other nodes", label(node)),
                    )
                    .at_node(&node.id)
                    .found(node.dependencies.join(", "))
                    .wanted("no dependencies: an ingestion reads from storage")
                    .hint("empty `dependencies`, and let the operators name both nodes")
                    .with_nodes(&node.dependencies),
                );
            }
        }
        NodeType::Operator { .. } | NodeType::Output { .. } => {
            if node.dependencies.is_empty() {
                diagnostics.push(
                    Diagnostic::error(
                        ErrorType::OrphanNode,
                        format!("{} \"{}\" reads no node", node.node_type.tag(), label(node)),
                    )
                    .at_node(&node.id)
                    .found("no dependencies")
                    .hint("name the nodes whose data it reads in `dependencies`"),
                );
            }
        }
    }
    for &source in graph.upstream[index].iter().filter(|source| graph.is_output(**source)) {
        let output = graph.node(source);
        diagnostics.push(
            Diagnostic::error(
                ErrorType::SchemaMismatch,
                format!("node \"{}\" reads output \"{}\"", label(node), label(output)),
            )
            .at_node(&node.id)
            .found(format!("dependency \"{}\", which ends the flow", output.id))
            .wanted("an ingestion or an operator")
            .hint("depend on the nodes that the output reads")
            .with_nodes([&output.id])
            .with_choices(&output.dependencies),
        );
    }
}

/// Warns of nodes whose data goes nowhere.
fn unread(graph: &Graph, index: usize, diagnostics: &mut Vec<Diagnostic>) {
    let node = graph.node(index);
    if !graph.downstream[index].is_empty() {
        return;
    }
    let what = match node.node_type {
        NodeType::Ingestion { .. } => format!("no node reads ingestion \"{}\"", label(node)),
        NodeType::Operator { .. } if node.curve_mapping.is_empty() => {
            format!("results of \"{}\" are neither read nor kept", label(node))
        }
        _ => return,
    };
    diagnostics.push(
        Diagnostic::warning(ErrorType::OrphanNode, what)
            .at_node(&node.id)
            .hint("connect it, give it a `curve_mapping`, or remove it"),
    );
}

/// Warns of parts of the pipeline that no edge joins to any output.
fn parts(graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    let count = graph.definition.nodes.len();
    let mut sets = UnionFind::new(count);
    for (index, sources) in graph.upstream.iter().enumerate() {
        for &source in sources {
            sets.union(index, source);
        }
    }
    let outputs = graph.of_type("output");
    if outputs.is_empty() {
        return;
    }
    for root in (0..count).filter(|index| sets.find(*index) == *index) {
        let part: Vec<usize> = (0..count).filter(|index| sets.equiv(root, *index)).collect();
        // A single loose node is named by the rules above.
        if part.len() < 2 || part.iter().any(|index| outputs.contains(index)) {
            continue;
        }
        let names: Vec<_> = part.iter().map(|index| label(graph.node(*index))).collect();
        diagnostics.push(
            Diagnostic::warning(ErrorType::OrphanNode, "part of the pipeline has no output")
                .at_node(&graph.node(part[0]).id)
                .found(names.join(", "))
                .hint("let an output depend on its last node")
                .with_nodes(part.iter().map(|index| &graph.node(*index).id)),
        );
    }
}
