//! What is done to many nodes at once, and what removing some does to the others.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::change::Edit;
use super::reach::reach;
use crate::domain::dag::{DagDefinition, NodeMetadata};
use crate::domain::flow::FlowReport;

/// What removing nodes does to those that stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// Nodes that read a removed one.
    pub readers: Vec<String>,
    /// Nodes behind these, which get data from a removed one by way of others.
    pub behind: Vec<String>,
    /// Ports that lose the column they read, by node.
    pub unbound: BTreeMap<String, Vec<String>>,
}

/// Tells what removing nodes would do to those that stay.
///
/// With `bridge`, readers of a removed node read what it read, so that less is lost.
pub fn aftermath(
    definition: &DagDefinition,
    flow: &FlowReport,
    nodes: &[String],
    bridge: bool,
) -> Aftermath {
    let removed: HashSet<&str> = nodes.iter().map(String::as_str).collect();
    let before = reach(definition, &positions(definition));
    let mut aftermath = Aftermath::default();
    for (at, node) in definition.nodes.iter().enumerate() {
        if removed.contains(node.id.as_str()) {
            continue;
        }
        if node.dependencies.iter().any(|id| removed.contains(id.as_str())) {
            aftermath.readers.push(node.id.clone());
        } else if before[at].ones().any(|up| removed.contains(definition.nodes[up].id.as_str())) {
            aftermath.behind.push(node.id.clone());
        }
    }
    let nodes: Vec<String> =
        nodes.iter().filter(|id| definition.node(id).is_some()).cloned().collect();
    let Ok(after) = (Edit::Remove { nodes, bridge }).applied(definition) else {
        return aftermath;
    };
    let places = positions(&after);
    let reach = reach(&after, &places);
    let producers: HashMap<&str, &str> =
        flow.columns().map(|column| (column.key(), column.node.as_str())).collect();
    for (at, node) in after.nodes.iter().enumerate() {
        let inputs = flow.node(&node.id).map_or(&[][..], |node| &node.inputs);
        let lost = inputs.iter().filter(|input| {
            let mut keys = input.binding.keys().iter();
            keys.any(|key| match producers.get(key.as_str()).map(|it| places.get(it)) {
                Some(Some(place)) => !reach[at].contains(*place),
                Some(None) => true,
                None => false,
            })
        });
        let lost: Vec<String> = lost.map(|input| input.port.clone()).collect();
        if !lost.is_empty() {
            aftermath.unbound.insert(node.id.clone(), lost);
        }
    }
    aftermath
}

/// Returns the edit that adds and takes tags.
pub fn tagged(
    definition: &DagDefinition,
    nodes: &[String],
    add: &[String],
    take: &[String],
) -> Edit {
    let label = format!("tag {}", counted(nodes.len()));
    with_metadata(definition, nodes, label, |_, metadata| {
        metadata.tags.retain(|tag| !take.contains(tag));
        for tag in add {
            if !metadata.tags.contains(tag) {
                metadata.tags.push(tag.clone());
            }
        }
    })
}

/// Returns the edit that pins nodes at positions, such as those they are drawn at.
pub fn pinned(definition: &DagDefinition, positions: &BTreeMap<String, [f64; 2]>) -> Edit {
    let nodes: Vec<String> = positions.keys().cloned().collect();
    with_metadata(definition, &nodes, format!("pin {}", counted(nodes.len())), |id, metadata| {
        metadata.position = positions.get(id).copied();
    })
}

/// Returns the edit that lets nodes float to where the layout puts them.
pub fn floated(definition: &DagDefinition, nodes: &[String]) -> Edit {
    let label = format!("let {} float", counted(nodes.len()));
    with_metadata(definition, nodes, label, |_, metadata| metadata.position = None)
}

/// Returns the edit that moves pinned nodes together; those that float stay so.
pub fn moved(definition: &DagDefinition, nodes: &[String], by: [f64; 2]) -> Edit {
    let label = format!("move {}", counted(nodes.len()));
    with_metadata(definition, nodes, label, |_, metadata| {
        if let Some([x, y]) = &mut metadata.position {
            *x += by[0];
            *y += by[1];
        }
    })
}

fn with_metadata(
    definition: &DagDefinition,
    nodes: &[String],
    label: String,
    change: impl Fn(&str, &mut NodeMetadata),
) -> Edit {
    let edits =
        definition.nodes.iter().filter(|node| nodes.contains(&node.id)).filter_map(|node| {
            let mut metadata = node.metadata.clone();
            change(&node.id, &mut metadata);
            (metadata != node.metadata)
                .then(|| Edit::SetMetadata { node: node.id.clone(), metadata })
        });
    Edit::Together { label, edits: edits.collect() }
}

fn positions(definition: &DagDefinition) -> HashMap<&str, usize> {
    definition.nodes.iter().enumerate().rev().map(|(at, node)| (node.id.as_str(), at)).collect()
}

fn counted(nodes: usize) -> String {
    if nodes == 1 { "1 node".to_owned() } else { format!("{nodes} nodes") }
}
