//! The part of a definition that one node needs: the node, and all that it reads.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::domain::dag::{DagDefinition, DagNode, IfExists, NodeMetadata, NodeType, OutputType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;

/// A definition cut down to one node and its ancestors.
pub(super) struct Scope {
    /// The part, with an output of its own behind the node, so that it is a pipeline.
    pub definition: DagDefinition,
    /// Id of that output.
    end: String,
}

impl Scope {
    /// Cuts a definition; nodes that the part does not need cannot spoil it.
    pub fn up_to(definition: &DagDefinition, id: &str) -> Self {
        let by_id: HashMap<&str, &DagNode> =
            definition.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let mut needed = BTreeSet::from([id]);
        let mut open = vec![id];
        while let Some(node) = open.pop().and_then(|id| by_id.get(id)) {
            for dependency in &node.dependencies {
                if needed.insert(dependency) {
                    open.push(dependency);
                }
            }
        }
        let mut part = definition.clone();
        part.nodes.retain(|node| needed.contains(node.id.as_str()));
        let end = Uuid::new_v4().to_string();
        // An output reads what its node reads: nothing may depend on an output.
        let dependencies = match by_id.get(id) {
            Some(node) if matches!(node.node_type, NodeType::Output { .. }) => {
                node.dependencies.clone()
            }
            _ => vec![id.to_owned()],
        };
        part.nodes.push(DagNode {
            id: end.clone(),
            name: "end of this part".to_owned(),
            dependencies,
            node_type: NodeType::Output {
                output_type: OutputType::Frontend,
                if_exists: IfExists::default(),
            },
            curve_mapping: std::collections::BTreeMap::new(),
            metadata: NodeMetadata::default(),
        });
        Self { definition: part, end }
    }

    /// Forgets every mapping, so that no name that is taken stands in the way.
    pub fn without_mappings(mut self) -> Self {
        for node in &mut self.definition.nodes {
            node.curve_mapping.clear();
        }
        self
    }

    /// Forgets the mappings of all nodes but one.
    pub fn keeping_only(mut self, id: &str) -> Self {
        for node in self.definition.nodes.iter_mut().filter(|node| node.id != id) {
            node.curve_mapping.clear();
        }
        self
    }

    /// Drops what was said about the output of its own.
    pub fn diagnostics(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.retain(|problem| problem.place.node.as_ref() != Some(&self.end));
        diagnostics
    }
}

/// Returns the node with this id, or with this name where only one has it.
pub(super) fn find_node<'a>(
    definition: &'a DagDefinition,
    wanted: &str,
) -> Result<&'a DagNode, Diagnostic> {
    let nodes = &definition.nodes;
    let mut found: Vec<&DagNode> = nodes.iter().filter(|node| node.id == wanted).collect();
    if found.is_empty() {
        found = nodes.iter().filter(|node| node.name.eq_ignore_ascii_case(wanted)).collect();
    }
    match found.as_slice() {
        [node] => Ok(node),
        [] => {
            let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
            let near = nearest(wanted, names.iter().copied());
            Err(Diagnostic::error(ErrorType::NodeNotFound, "there is no such node")
                .found(format!("\"{wanted}\""))
                .wanted(format!("one of {}", names.join(", ")))
                .hint(near.map_or_else(
                    || "`mudrock graph PIPELINE` shows the nodes".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                )))
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|node| node.id.as_str()).collect();
            Err(Diagnostic::error(ErrorType::NodeNotFound, "several nodes have this name")
                .found(format!("\"{wanted}\""))
                .wanted(format!("one of the ids {}", ids.join(", ")))
                .hint("name the node by its id"))
        }
    }
}
