//! What an edit of the graph may do, until the edit room says it with its own rules.

use std::collections::BTreeMap;

use serde_json::Map;
use uuid::Uuid;

use crate::canvas::graph::Graph;
use crate::canvas::layout::Direction;
use crate::canvas::path;
use crate::domain::dag::{
    DagDefinition, DagNode, NodeMetadata, NodeType, OutputType, SourceType, VersionStrategy,
};
use crate::domain::operator::OperatorSpec;
use crate::tui::command::Step;
use crate::tui::pane::canvas::Picture;

/// Input ports that a connection binds along the way.
pub type Inputs = BTreeMap<String, String>;

/// Says whether a node may read another: with the ports to bind, or with the reason why not.
pub fn verdict(
    definition: &DagDefinition,
    _operators: &[OperatorSpec],
    from: &str,
    to: &str,
) -> Result<Inputs, String> {
    let (Some(source), Some(reader)) = (definition.node(from), definition.node(to)) else {
        return Err("the pipeline has no such node".to_owned());
    };
    if from == to {
        return Err("a node cannot read itself".to_owned());
    }
    if matches!(source.node_type, NodeType::Output { .. }) {
        return Err(format!("{} is an output, which offers nothing", source.name));
    }
    if matches!(reader.node_type, NodeType::Ingestion { .. }) {
        return Err(format!("{} is a source, which reads no node", reader.name));
    }
    if reader.dependencies.iter().any(|dependency| dependency == from) {
        return Err(format!("{} reads {} already", reader.name, source.name));
    }
    let graph = Graph::from_definition(definition);
    if let (Some(before), Some(after)) = (graph.index_of(from), graph.index_of(to))
        && path::descendants(&graph, after).nodes[before]
    {
        return Err(format!("that closes a circle: {} feeds {}", reader.name, source.name));
    }
    Ok(Inputs::new())
}

/// What a new node does.
#[derive(Debug, Clone, PartialEq)]
pub enum Novelty {
    /// Reads curves.
    Source(SourceType),
    /// Computes; the id of the operator.
    Operator(String),
    /// Hands results on.
    Output(OutputType),
}

/// Returns a new node that reads these.
pub fn fresh(
    definition: &DagDefinition,
    operators: &[OperatorSpec],
    novelty: &Novelty,
    reads: Vec<String>,
) -> DagNode {
    let (name, node_type) = match novelty {
        Novelty::Source(source_type) => {
            let name = match source_type {
                SourceType::WellLogs { .. } => "Well logs",
                SourceType::Surface { .. } => "Surface",
                SourceType::WellMarkers { .. } => "Well tops",
                SourceType::PostgresTable { .. } => "Table",
            };
            let source_type = source_type.clone();
            (name.to_owned(), NodeType::Ingestion { source_type, filters: None })
        }
        Novelty::Operator(id) => {
            let spec = operators.iter().find(|spec| spec.id == *id);
            let node_type = NodeType::Operator {
                operator_id: id.clone(),
                operator_version: VersionStrategy::Latest,
                parameters: Map::new(),
                inputs: BTreeMap::new(),
            };
            (spec.map_or_else(|| id.clone(), |spec| spec.title.clone()), node_type)
        }
        Novelty::Output(output_type) => {
            let name = match output_type {
                OutputType::Frontend => "Screens",
                OutputType::Parquet { .. } => "Parquet files",
                OutputType::PostgresTable { .. } => "Table",
                OutputType::Csv { .. } => "CSV files",
                OutputType::Las { .. } => "LAS files",
            };
            (
                name.to_owned(),
                NodeType::Output {
                    output_type: output_type.clone(),
                    if_exists: Default::default(),
                },
            )
        }
    };
    DagNode {
        id: Uuid::now_v7().to_string(),
        name: free_name(definition, &name),
        dependencies: reads,
        node_type,
        curve_mapping: BTreeMap::new(),
        metadata: NodeMetadata::default(),
    }
}

fn free_name(definition: &DagDefinition, name: &str) -> String {
    let taken = |name: &str| definition.nodes.iter().any(|node| node.name == name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

/// Returns copies of nodes for a pipeline: with ids of their own, tied to each other as they were, and
/// to what the pipeline has of what they read.
pub fn pasted(definition: &DagDefinition, nodes: &[DagNode]) -> Vec<DagNode> {
    let ids: BTreeMap<&str, String> =
        nodes.iter().map(|node| (node.id.as_str(), Uuid::now_v7().to_string())).collect();
    let own = DagDefinition { nodes: nodes.to_vec(), ..definition.clone() };
    let mut pasted: Vec<DagNode> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let mut copy = node.clone();
        copy.id.clone_from(&ids[node.id.as_str()]);
        copy.metadata.position = None;
        copy.dependencies
            .retain(|id| ids.contains_key(id.as_str()) || definition.node(id).is_some());
        for dependency in &mut copy.dependencies {
            if let Some(id) = ids.get(dependency.as_str()) {
                dependency.clone_from(id);
            }
        }
        if let NodeType::Operator { inputs, .. } = &mut copy.node_type {
            for reference in inputs.values_mut() {
                if let Some((node, port)) = own.split_reference(reference) {
                    *reference = format!("{}.{port}", ids[node.id.as_str()]);
                }
            }
        }
        let mut grown = definition.clone();
        grown.nodes.extend(pasted.iter().cloned());
        copy.name = free_name(&grown, &copy.name);
        pasted.push(copy);
    }
    pasted
}

/// Returns the pins that put a node one place further among those of its layer; none where it has no
/// neighbour that way.
pub fn moved(picture: &Picture, node: &str, step: Step) -> BTreeMap<String, [f64; 2]> {
    let (layout, graph) = (&picture.layout, picture.graph());
    let Some(here) = picture.index_of(node) else { return BTreeMap::new() };
    let across = |at: usize| match layout.options.direction {
        Direction::LeftToRight => layout.boxes[at].y,
        Direction::TopToBottom => layout.boxes[at].x,
    };
    let forwards = match (layout.options.direction, step) {
        (Direction::LeftToRight, Step::Up) | (Direction::TopToBottom, Step::Left) => false,
        (Direction::LeftToRight, Step::Down) | (Direction::TopToBottom, Step::Right) => true,
        _ => return BTreeMap::new(),
    };
    let mut layer: Vec<usize> =
        (0..graph.nodes.len()).filter(|at| layout.layers[*at] == layout.layers[here]).collect();
    layer.sort_by_key(|at| across(*at));
    let Some(place) = layer.iter().position(|at| *at == here) else { return BTreeMap::new() };
    let other = if forwards { place + 1 } else { place.wrapping_sub(1) };
    if other >= layer.len() {
        return BTreeMap::new();
    }
    layer.swap(place, other);
    let pin = |(place, at): (usize, usize)| {
        let (along, across) = (layout.layers[at] as f64, place as f64);
        let position = match layout.options.direction {
            Direction::LeftToRight => [along, across],
            Direction::TopToBottom => [across, along],
        };
        (graph.nodes[at].id.clone(), position)
    };
    layer.into_iter().enumerate().map(pin).collect()
}
