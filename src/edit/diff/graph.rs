//! Both definitions as one graph, for a picture of their difference.

use super::union::{Side, Union};
use super::{Change, node_difference};
use crate::domain::dag::{DagDefinition, DagNode};

/// The nodes and edges of both sides, each with what happened to it.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffGraph {
    /// Nodes as they are after, or were before they were removed.
    ///
    /// Their `dependencies` name all they read on either side, by ids of this list.
    pub nodes: Vec<(DagNode, Change)>,
    /// Edges by positions in the list of nodes, in the order of `dependencies`.
    pub edges: Vec<(usize, usize, Change)>,
}

impl DiffGraph {
    /// Lays two definitions over each other.
    pub fn between(before: &DagDefinition, after: &DagDefinition) -> Self {
        let union = Union::of(before, after);
        let edges = union.edges();
        let mut nodes: Vec<(DagNode, Change)> = (0..union.len())
            .filter_map(|at| {
                let node = union.node(Side::After, at).or(union.node(Side::Before, at))?;
                let change = node_difference(&union, at).map_or(Change::Same, |node| node.change);
                Some((node.clone(), change))
            })
            .collect();
        let ids: Vec<String> = nodes.iter().map(|(node, _)| node.id.clone()).collect();
        for (at, (node, _)) in nodes.iter_mut().enumerate() {
            let sources = edges.iter().filter(|(_, to, _)| *to == at);
            node.dependencies = sources.map(|(from, _, _)| ids[*from].clone()).collect();
        }
        Self { nodes, edges }
    }

    /// Returns the graph as a definition that can be drawn; it is not meant to run.
    pub fn definition(&self) -> DagDefinition {
        DagDefinition {
            id: String::new(),
            name: String::new(),
            project_id: None,
            version: String::new(),
            nodes: self.nodes.iter().map(|(node, _)| node.clone()).collect(),
            metadata: Default::default(),
        }
    }
}
