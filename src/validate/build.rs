//! Builds the plan of a pipeline that has no errors.

use std::collections::BTreeSet;

use super::catalogue::Known;
use super::flow::Flow;
use super::graph::Graph;
use super::{mapping, output};
use crate::domain::curve::DEPTH;
use crate::domain::dag::NodeType;
use crate::domain::plan::{Plan, PlannedNode, Work};

/// Builds the plan; nodes stand in topological order, and their indices with them.
pub(super) fn plan(graph: &Graph, known: &[Option<Known>], flow: &Flow) -> Plan {
    let mut position = vec![0; graph.order.len()];
    for (at, &index) in graph.order.iter().enumerate() {
        position[index] = at;
    }
    let positions = |indices: &[usize]| indices.iter().map(|index| position[*index]).collect();
    let mut carried = carried(graph, flow);
    let nodes = graph.order.iter().map(|&index| {
        let node = graph.node(index);
        let offers = flow.offers[index].iter().flatten();
        PlannedNode {
            id: node.id.clone(),
            name: node.name.clone(),
            work: work(graph, index, known, flow),
            upstream: positions(&graph.upstream[index]),
            downstream: positions(&graph.downstream[index]),
            produces: offers.map(|offer| offer.column.clone()).collect(),
            carries: std::mem::take(&mut carried[index]).into_iter().collect(),
            timeout_seconds: node.metadata.timeout_seconds,
            retries: node.metadata.retries,
            cache_enabled: node.metadata.cache_enabled.unwrap_or(true),
        }
    });
    Plan { nodes: nodes.collect() }
}

fn work(graph: &Graph, index: usize, known: &[Option<Known>], flow: &Flow) -> Work {
    let node = graph.node(index);
    match &node.node_type {
        NodeType::Ingestion { source_type, filters } => Work::Ingestion {
            source: source_type.clone(),
            filters: filters.clone().unwrap_or_default(),
        },
        NodeType::Operator { .. } => {
            let known =
                known[index].as_ref().expect("an operator without errors is in the catalogue");
            Work::Operator {
                spec: Box::new(known.spec.clone()),
                parameters: known.parameters.clone(),
                inputs: flow.bound[index].clone(),
                grid: flow.grids[index].clone(),
                keeps: mapping::kept(node, known.spec),
            }
        }
        NodeType::Output { output_type, if_exists } => Work::Output {
            output: output_type.clone(),
            if_exists: *if_exists,
            columns: output::columns(graph, index, known, flow),
        },
    }
}

/// Returns the keys that must flow out of each node.
///
/// A key takes one route to each reader, so that wide data is not carried along every path.
fn carried(graph: &Graph, flow: &Flow) -> Vec<BTreeSet<String>> {
    let mut carried = vec![BTreeSet::new(); graph.order.len()];
    for &index in graph.order.iter().rev() {
        let read = flow.bound[index].iter().map(|bound| bound.key.clone());
        let written = output::offered(graph, index, flow).into_iter();
        let written = written.map(|offer| offer.column.key.clone());
        let needed: BTreeSet<String> = read
            .chain(flow.grids[index].clone())
            .chain(written)
            .chain(carried[index].iter().cloned())
            .collect();
        for key in needed.into_iter().filter(|key| key != DEPTH) {
            let producer = flow.offer(&key).expect("a bound key is on offer").producer;
            if producer == index {
                continue;
            }
            let route = graph.route(index, producer).expect("a bound key comes from an ancestor");
            carried[route].insert(key);
        }
    }
    carried
}
