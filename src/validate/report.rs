//! Tells what flows where: the ports of every node, and what speaks against each edge.

use std::collections::HashMap;

use super::binding::{Port, Source};
use super::catalogue::Known;
use super::flow::Flow;
use super::graph::Graph;
use super::offer::Offer;
use super::units;
use crate::domain::curve::DEPTH;
use crate::domain::dag::{CurveMapping, WriteMode};
use crate::domain::diagnostic::{Diagnostic, ErrorType, Severity};
use crate::domain::flow::{
    Binding, EdgeFlow, FlowColumn, FlowReport, InputFlow, KeptCurve, NodeFlow, OutputFlow,
};
use crate::domain::inventory::Inventory;
use crate::domain::units::conversion;

/// Returns an input port as the report tells it.
pub(super) fn input(port: &Port, inventory: Option<&Inventory>) -> InputFlow {
    let mut keys: Vec<String> = port.sources.iter().map(|source| source.key().to_owned()).collect();
    let binding = match keys.len() {
        1.. if port.spec.repeated => Binding::Set { keys, named: port.named },
        1.. if port.named => Binding::Named { key: keys.swap_remove(0) },
        1.. => Binding::Guessed { key: keys.swap_remove(0) },
        _ if port.problem == Some(ErrorType::AmbiguousInput) => Binding::Ambiguous,
        _ if port.problem.is_some() => Binding::Missing,
        _ if port.spec.optional || port.replaced => Binding::Open,
        _ => Binding::Unknown,
    };
    InputFlow {
        port: port.spec.name.clone(),
        optional: port.spec.optional,
        unit: port.spec.unit.clone(),
        quantities: port.spec.quantities.clone(),
        kind: port.spec.kind,
        rows: port.spec.rows.clone(),
        repeated: port.spec.repeated,
        instead: port.spec.instead.clone(),
        binding,
        candidates: port.candidates.iter().map(|offer| offer.column.key.clone()).collect(),
        converts_from: converted(port, inventory),
    }
}

/// Returns the units of what a port reads that are not its own but convert to it.
fn converted(port: &Port, inventory: Option<&Inventory>) -> Vec<String> {
    let Some(wanted) = &port.spec.unit else { return Vec::new() };
    let offers = port.sources.iter().filter_map(|source| match source {
        Source::Column(offer) => Some(*offer),
        Source::Depth => None,
    });
    let mut units: Vec<String> = offers
        .flat_map(|offer| units::by_well(offer, inventory))
        .map(|(_, unit)| unit)
        .filter(|unit| conversion(unit, wanted).is_some_and(|it| !it.is_identity()))
        .map(str::to_owned)
        .collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// Returns what flows where.
pub(super) fn report(
    graph: &Graph,
    known: &[Option<Known>],
    mut flow: Flow,
    inventory: Option<&Inventory>,
    diagnostics: &[Diagnostic],
) -> FlowReport {
    let edges = edges(graph, &flow, diagnostics);
    let nodes = graph.definition.nodes.iter().enumerate().map(|(index, node)| {
        let offers = flow.offers[index].as_ref();
        let column = |offer: &Offer| FlowColumn {
            column: offer.column.clone(),
            name: offer.name.clone(),
            node: node.id.clone(),
            ingested: offer.ingested,
            wells: inventory.map(|_| offer.wells.len()),
        };
        let outputs = known[index]
            .iter()
            .flat_map(|known| known.spec.outputs.iter().map(|output| (known.spec, output)));
        NodeFlow {
            id: node.id.clone(),
            reads: graph.upstream[index].clone(),
            adds: offers.map(|offers| offers.iter().map(column).collect()),
            blind: flow.is_blind(graph, index),
            inputs: std::mem::take(&mut flow.inputs[index]),
            outputs: outputs
                .filter_map(|(spec, output)| {
                    let offer = offers?.iter().find(|offer| offer.name == output.name)?;
                    let mapping = node.curve_mapping.get(&output.name);
                    Some(OutputFlow {
                        port: output.name.clone(),
                        column: offer.column.clone(),
                        keeps: spec.named_after(output).map(str::to_owned),
                        kept: mapping.map(|mapping| kept(mapping, &offer.column.mnemonic)),
                    })
                })
                .collect(),
        }
    });
    FlowReport { nodes: nodes.collect(), edges, order: graph.order.clone() }
}

fn kept(mapping: &CurveMapping, base: &str) -> KeptCurve {
    let name = match mapping.mode {
        WriteMode::CreateNew => {
            Some(format!("{base}{}", mapping.suffix.as_deref().unwrap_or_default()))
        }
        WriteMode::Overwrite if mapping.output_curve_id.is_some() => None,
        WriteMode::Overwrite => mapping.output_curve_name.clone(),
    };
    KeptCurve { mode: mapping.mode, name }
}

fn edges(graph: &Graph, flow: &Flow, diagnostics: &[Diagnostic]) -> Vec<EdgeFlow> {
    let mut by_node: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
    let mut cycles = Vec::new();
    for diagnostic in diagnostics.iter().filter(|it| it.severity > Severity::Info) {
        if diagnostic.error_type == ErrorType::CycleDetected && diagnostic.nodes().len() > 1 {
            cycles.push(diagnostic);
        } else if let Some(node) = &diagnostic.place.node {
            by_node.entry(node).or_default().push(diagnostic);
        }
    }
    let mut edges = Vec::new();
    for (index, node) in graph.definition.nodes.iter().enumerate() {
        let carried = carried(graph, flow, index);
        let problems = by_node.get(node.id.as_str()).map_or(&[][..], Vec::as_slice);
        for from in &node.dependencies {
            let source = graph.index_of(from).filter(|source| *source != index);
            let carries: Vec<String> = carried
                .iter()
                .filter(|(route, _)| source == Some(*route))
                .map(|(_, key)| key.clone())
                .collect();
            let closes = cycles.iter().find(|cycle| {
                cycle.nodes().windows(2).any(|pair| pair[0] == *from && pair[1] == node.id)
            });
            let edge = Edge { graph, flow, index, from, source, carries: &carries };
            let objection = closes.or_else(|| problems.iter().find(|problem| edge.is_hit(problem)));
            let objection = objection.map(|diagnostic| (**diagnostic).clone());
            edges.push(EdgeFlow { from: from.clone(), to: node.id.clone(), carries, objection });
        }
    }
    edges
}

/// Returns the keys that a node reads, each with the dependency by which it comes.
fn carried(graph: &Graph, flow: &Flow, index: usize) -> Vec<(usize, String)> {
    let read = flow.bound[index].iter().map(|bound| &bound.key);
    let keys = read.chain(&flow.grids[index]).filter(|key| *key != DEPTH);
    let mut carried: Vec<(usize, String)> = keys
        .filter_map(|key| {
            Some((
                graph.route(index, flow.offer_upstream(graph, index, key)?.producer)?,
                key.clone(),
            ))
        })
        .collect();
    carried.sort();
    carried.dedup();
    carried
}

/// An edge into a node.
struct Edge<'a> {
    graph: &'a Graph<'a>,
    flow: &'a Flow,
    index: usize,
    from: &'a str,
    source: Option<usize>,
    carries: &'a [String],
}

impl Edge<'_> {
    /// Whether a problem of the reader is one of this edge.
    fn is_hit(&self, problem: &Diagnostic) -> bool {
        let Some(port) = problem.place.port.as_deref() else {
            return problem.nodes().iter().any(|id| id == self.from)
                && problem.error_type != ErrorType::OrphanNode;
        };
        let input = self.flow.inputs[self.index].iter().find(|input| input.port == port);
        match problem.error_type {
            ErrorType::UnitMismatch => {
                let keys = input.map_or(&[][..], |input| input.binding.keys());
                keys.iter().any(|key| self.carries.contains(key))
            }
            ErrorType::AmbiguousInput => {
                problem.nodes().iter().any(|producer| self.is_way_from(producer))
            }
            // Where no particular node is named, those edges are to blame that bring nothing.
            ErrorType::MissingInput if problem.nodes().is_empty() => self.carries.is_empty(),
            ErrorType::MissingInput | ErrorType::SchemaMismatch | ErrorType::NotSupported => {
                problem.nodes().iter().any(|producer| self.is_way_from(producer))
            }
            _ => false,
        }
    }

    /// Whether the columns of a node come by this edge.
    fn is_way_from(&self, producer: &str) -> bool {
        let producer = self.graph.index_of(producer);
        let route = producer.and_then(|producer| self.graph.route(self.index, producer));
        route.is_some() && route == self.source
    }
}
