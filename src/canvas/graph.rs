//! What the canvas draws: nodes with a title and a state, and the edges between them.

use std::collections::{BTreeSet, HashMap};

use crate::domain::dag::{DagDefinition, NodeType, OutputType, SourceType};
use crate::domain::execution::Status;

/// A pipeline as a picture; indices refer to the lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    /// Nodes in the author's order, which breaks ties in the layout.
    pub nodes: Vec<Node>,
    /// Edges in the order of the nodes that read them.
    pub edges: Vec<Edge>,
}

/// What a node does to data; each kind has its own colour and outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum NodeKind {
    /// Reads curves.
    Ingestion,
    /// Computes curves.
    #[default]
    Operator,
    /// Hands results on.
    Output,
}

/// One box of the picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    /// Id in the definition.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// One line more: the operator, the source or the destination.
    pub detail: String,
    /// Id of the operator, or form of the source or destination; only nodes of one operation are alike.
    pub operation: String,
    /// Words to find the node by.
    pub tags: Vec<String>,
    /// What the node does to data.
    pub kind: NodeKind,
    /// State in the run that is shown, if one is.
    pub status: Option<Status>,
    /// What is wrong with the node itself, such as a dependency that does not exist.
    pub problem: Option<String>,
    /// Where the user put it: the layer along the flow, and how many nodes of that layer stand before
    /// it, both counted from zero in its component.
    pub pinned: Option<(i32, i32)>,
}

/// Data flowing from one node to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Node that offers the data.
    pub from: usize,
    /// Node that reads it.
    pub to: usize,
    /// What is wrong with the edge, if anything.
    pub problem: Option<String>,
}

impl Graph {
    /// Draws up the picture of a definition, valid or not: an unknown dependency becomes a problem of
    /// its node, and a node that reads itself an edge with a problem.
    pub fn from_definition(definition: &DagDefinition) -> Self {
        let mut index = HashMap::new();
        for (at, node) in definition.nodes.iter().enumerate() {
            index.entry(node.id.as_str()).or_insert(at);
        }
        let mut graph = Self::default();
        let mut seen = BTreeSet::new();
        for (to, node) in definition.nodes.iter().enumerate() {
            let mut unknown = Vec::new();
            for dependency in &node.dependencies {
                let Some(&from) = index.get(dependency.as_str()) else {
                    unknown.push(format!("\"{dependency}\""));
                    continue;
                };
                if seen.insert((from, to)) {
                    let problem = (from == to).then(|| "the node reads itself".to_owned());
                    graph.edges.push(Edge { from, to, problem });
                }
            }
            let (kind, operation, detail) = described(&node.node_type);
            graph.nodes.push(Node {
                id: node.id.clone(),
                title: if node.name.is_empty() { node.id.clone() } else { node.name.clone() },
                detail,
                operation,
                tags: node.metadata.tags.clone(),
                kind,
                status: None,
                problem: (!unknown.is_empty()).then(|| {
                    format!("depends on {}, which is not in the pipeline", unknown.join(", "))
                }),
                pinned: node.metadata.position.map(|[x, y]| (x.round() as i32, y.round() as i32)),
            });
        }
        graph
    }

    /// Returns the index of the node with this id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }
}

/// Returns how much a state asks for attention.
pub fn severity(status: Status) -> u8 {
    match status {
        Status::Completed => 0,
        Status::Skipped => 1,
        Status::Pending => 2,
        Status::Queued => 3,
        Status::Running => 4,
        Status::Cancelled => 5,
        Status::Partial => 6,
        Status::Failed => 7,
    }
}

/// Returns the kind of a node, its operation and its detail.
fn described(node_type: &NodeType) -> (NodeKind, String, String) {
    let (kind, operation, detail) = match node_type {
        NodeType::Ingestion { source_type, .. } => {
            let (form, detail) = match source_type {
                SourceType::WellLogs { curve_names, .. } => ("well logs", curve_names.join(" ")),
                SourceType::Surface { surface_name } => {
                    ("surface", format!("surface {surface_name}"))
                }
                SourceType::WellMarkers { .. } => ("well markers", "well markers".to_owned()),
                SourceType::PostgresTable { table_name, .. } => {
                    ("table", format!("table {table_name}"))
                }
            };
            (NodeKind::Ingestion, form, detail)
        }
        NodeType::Operator { operator_id, .. } => {
            (NodeKind::Operator, operator_id.as_str(), operator_id.clone())
        }
        NodeType::Output { output_type, .. } => {
            let (form, detail) = match output_type {
                OutputType::Frontend => ("screens", "screens".to_owned()),
                OutputType::Parquet { storage_path } => {
                    ("parquet", format!("parquet {storage_path}"))
                }
                OutputType::PostgresTable { table_name } => {
                    ("table", format!("table {table_name}"))
                }
                OutputType::Csv { storage_path } => ("csv", format!("csv {storage_path}")),
                OutputType::Las { storage_path } => ("las", format!("las {storage_path}")),
            };
            (NodeKind::Output, form, detail)
        }
    };
    (kind, operation.to_owned(), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(nodes: &[(&str, &[&str])]) -> DagDefinition {
        let nodes: Vec<_> = nodes
            .iter()
            .map(|(id, dependencies)| {
                serde_json::json!({
                    "id": id, "name": id.to_uppercase(), "dependencies": dependencies,
                    "node_type": { "type": "operator", "operator_id": "hampel_filter" },
                })
            })
            .collect();
        serde_json::from_value(serde_json::json!({ "name": "p", "nodes": nodes })).unwrap()
    }

    #[test]
    fn unknown_dependency_is_a_problem_of_its_node() {
        let graph = Graph::from_definition(&definition(&[("a", &["ghost"]), ("b", &["a", "a"])]));
        assert_eq!(
            graph.nodes[0].problem.as_deref(),
            Some("depends on \"ghost\", which is not in the pipeline")
        );
        assert_eq!(graph.edges, [Edge { from: 0, to: 1, problem: None }]);
        assert_eq!(graph.nodes[1].detail, "hampel_filter");
    }

    #[test]
    fn cycle_and_self_reference_keep_their_edges() {
        let graph = Graph::from_definition(&definition(&[("a", &["b", "a"]), ("b", &["a"])]));
        assert_eq!(graph.edges.len(), 3);
        assert_eq!(graph.edges[1].problem.as_deref(), Some("the node reads itself"));
    }
}
