//! Who refers to whom: by a dependency, or by an input port bound to a port of another node.

use std::collections::HashSet;

use super::DroppedReference;
use crate::domain::dag::{DagDefinition, DagNode, NodeType, references, with_references};

/// Returns the input ports of a node that are bound to another one.
pub fn ports_bound_to<'a>(reader: &'a DagNode, source: &str) -> Vec<(&'a str, &'a str)> {
    let NodeType::Operator { inputs, .. } = &reader.node_type else { return Vec::new() };
    let of_source =
        |reference: &str| reference.strip_prefix(source).is_some_and(|rest| rest.starts_with('.'));
    inputs
        .iter()
        .filter(|(_, bound)| references(bound).any(of_source))
        .map(|(port, reference)| (port.as_str(), reference.as_str()))
        .collect()
}

/// Whether a side has a reference to a node that the base did not have.
pub fn is_read_anew(base: &DagDefinition, side: &DagDefinition, source: &str) -> bool {
    side.nodes.iter().any(|reader| {
        let before = base.node(&reader.id);
        let depends = |node: &DagNode| node.dependencies.iter().any(|id| id == source);
        depends(reader) && !before.is_some_and(depends) || is_bound_anew(before, reader, source)
    })
}

/// Whether a node binds a port to another one that it did not bind to it before.
pub fn is_bound_anew(before: Option<&DagNode>, now: &DagNode, source: &str) -> bool {
    let bound = before.map_or_else(Vec::new, |node| ports_bound_to(node, source));
    ports_bound_to(now, source).iter().any(|binding| !bound.contains(binding))
}

/// Returns a node without its references to others.
pub fn without_references(node: &DagNode, others: &HashSet<&str>) -> DagNode {
    without_former_references(node, node, others)
}

/// Returns a node without those references to others that it had before as well.
pub fn without_former_references(
    node: &DagNode,
    before: &DagNode,
    others: &HashSet<&str>,
) -> DagNode {
    let mut node = node.clone();
    node.dependencies.retain(|id| {
        !(others.contains(id.as_str()) && before.dependencies.iter().any(|other| other == id))
    });
    if let NodeType::Operator { inputs, .. } = &mut node.node_type {
        let former: Vec<_> =
            others.iter().flat_map(|other| ports_bound_to(before, other)).collect();
        inputs.retain(|port, reference| !former.contains(&(port.as_str(), reference.as_str())));
    }
    node
}

/// Drops references to nodes that went, and bindings whose dependency did; returns them.
///
/// What never led anywhere on any side is left for validation to tell.
pub fn drop_dangling(
    merged: &mut DagDefinition,
    base: &DagDefinition,
    theirs: &DagDefinition,
    mine: &DagDefinition,
) -> Vec<DroppedReference> {
    let there: HashSet<String> = merged.nodes.iter().map(|node| node.id.clone()).collect();
    let sides = [base, theirs, mine];
    let known: HashSet<&str> =
        sides.iter().flat_map(|side| &side.nodes).map(|node| node.id.as_str()).collect();
    let mut dropped = Vec::new();
    for node in &mut merged.nodes {
        let was_there = |source: &str| known.contains(source) && !there.contains(source);
        let id = node.id.clone();
        let mut note = |port: Option<&str>, source: &str| {
            let (port, source) = (port.map(str::to_owned), source.to_owned());
            dropped.push(DroppedReference { node: id.clone(), port, source });
        };
        node.dependencies.retain(|source| {
            let goes = was_there(source);
            if goes {
                note(None, source);
            }
            !goes
        });
        let before: Vec<&DagNode> = sides.iter().filter_map(|side| side.node(&id)).collect();
        let DagNode { dependencies, node_type, .. } = node;
        let NodeType::Operator { inputs, .. } = node_type else { continue };
        inputs.retain(|port, bound| {
            let left = with_references(bound, |reference| {
                let is_of = |id: &&&str| {
                    reference.strip_prefix(**id).is_some_and(|rest| rest.starts_with('.'))
                };
                let Some(source) = known.iter().filter(is_of).max_by_key(|id| id.len()) else {
                    return Some(reference.to_owned());
                };
                let had_dependency = |node: &&DagNode| {
                    let bound_to = ports_bound_to(node, source);
                    bound_to.iter().any(|(other, bound)| {
                        other == port && references(bound).any(|other| other == reference)
                    }) && node.dependencies.iter().any(|id| id == source)
                };
                let lost_dependency = !dependencies.iter().any(|id| id == source)
                    && before.iter().any(had_dependency);
                if was_there(source) || lost_dependency {
                    note(Some(port), source);
                    return None;
                }
                Some(reference.to_owned())
            });
            left.is_some_and(|left| {
                *bound = left;
                true
            })
        });
    }
    dropped
}
