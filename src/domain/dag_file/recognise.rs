//! Finds the nodes that two definitions share, though their ids differ.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use uuid::Uuid;

use super::slug::portable_ids;
use crate::domain::dag::{DagDefinition, DagNode, NodeType};

/// Returns pairs of positions of nodes that are the same, in no order.
///
/// A node is known by its id; else by the id that a file gave it before it was stored, or that an
/// export gives it; else by its name with its operator; else by its name alone.
/// Of the two kinds of file ids the one goes first that recognises more nodes: a file is either
/// written by hand or exported, and its ids should not be taken for those of the other kind.
pub fn recognised(one: &DagDefinition, other: &DagDefinition) -> Vec<(usize, usize)> {
    let written = written(one, other);
    let exported = |definition| portable_ids(definition).into_iter().map(Some).collect();
    let exported = joined(exported(one), exported(other));
    let mut pairs = Pairs::default();
    pairs.add(same_ids(one, other));
    if exported.len() > written.len() {
        pairs.add(exported);
        pairs.add(written);
    } else {
        pairs.add(written);
        pairs.add(exported);
    }
    for key in [name_and_operator, name_and_kind] {
        let mut keys_of_one: Vec<_> = one.nodes.iter().map(key).collect();
        let mut keys_of_other: Vec<_> = other.nodes.iter().map(key).collect();
        for (one, other) in &pairs.0 {
            (keys_of_one[*one], keys_of_other[*other]) = (None, None);
        }
        pairs.add(joined(keys_of_one, keys_of_other));
    }
    pairs.0
}

/// Returns pairs of positions of nodes with the same id.
pub fn same_ids(one: &DagDefinition, other: &DagDefinition) -> Vec<(usize, usize)> {
    joined(ids(one), ids(other))
}

fn ids(definition: &DagDefinition) -> Vec<Option<String>> {
    let id = |node: &DagNode| match Uuid::parse_str(&node.id) {
        Ok(id) => Some(id.to_string()),
        Err(_) => (!node.id.is_empty()).then(|| node.id.clone()),
    };
    definition.nodes.iter().map(id).collect()
}

fn name_and_operator(node: &DagNode) -> Option<(&str, &str)> {
    let does = match &node.node_type {
        NodeType::Operator { operator_id, .. } => operator_id.as_str(),
        other => other.tag(),
    };
    (!node.name.is_empty()).then_some((node.name.as_str(), does))
}

fn name_and_kind(node: &DagNode) -> Option<(&str, &str)> {
    (!node.name.is_empty()).then_some((node.name.as_str(), node.node_type.tag()))
}

/// Returns the id that a stored pipeline gives to a node of a file.
pub(super) fn stored_id(pipeline_id: Uuid, file_id: &str) -> String {
    Uuid::new_v5(&pipeline_id, file_id.as_bytes()).to_string()
}

/// Pairs the nodes of a stored pipeline with those of a file that they were imported from.
fn written(one: &DagDefinition, other: &DagDefinition) -> Vec<(usize, usize)> {
    let as_stored = |file: &DagDefinition, stored: &DagDefinition| -> Vec<Option<String>> {
        let pipeline = Uuid::parse_str(&stored.id).ok();
        let id = |node: &DagNode| match Uuid::parse_str(&node.id) {
            Ok(_) => None,
            Err(_) => Some(stored_id(pipeline?, &node.id)),
        };
        file.nodes.iter().map(id).collect()
    };
    let mut pairs = Pairs::default();
    pairs.add(joined(ids(one), as_stored(other, one)));
    pairs.add(joined(as_stored(one, other), ids(other)));
    pairs.0
}

/// Pairs the positions of equal keys, in their order; a missing key equals no other.
fn joined<K: Eq + Hash>(one: Vec<Option<K>>, other: Vec<Option<K>>) -> Vec<(usize, usize)> {
    let mut places: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (at, key) in other.into_iter().enumerate() {
        if let Some(key) = key {
            places.entry(key).or_default().push_back(at);
        }
    }
    let pair = |(at, key): (usize, Option<K>)| Some((at, places.get_mut(&key?)?.pop_front()?));
    one.into_iter().enumerate().filter_map(pair).collect()
}

/// Pairs of positions; each position stands in at most one.
#[derive(Default)]
struct Pairs(Vec<(usize, usize)>);

impl Pairs {
    fn add(&mut self, pairs: Vec<(usize, usize)>) {
        for (one, other) in pairs {
            if !self.0.iter().any(|known| known.0 == one || known.1 == other) {
                self.0.push((one, other));
            }
        }
    }
}
