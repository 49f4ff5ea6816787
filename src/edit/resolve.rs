//! Edits as people write them: nodes by name, turned into those that name them by id.

use std::collections::BTreeMap;

use super::change::Edit;
use crate::domain::dag::{DagDefinition, DagNode, NodeType, references, with_references};
use crate::domain::diagnostic::{Diagnostic, ErrorType};

impl Edit {
    /// Returns the edit with every node named by its id; a name must be that of one node.
    ///
    /// What is neither an id nor a name stays as it is, for the edit itself to refuse.
    pub fn resolved(&self, definition: &DagDefinition) -> Result<Self, Diagnostic> {
        let names = Names(definition);
        Ok(match self {
            Self::Add { nodes } => {
                // Nodes of one edit may name each other.
                let mut with_new = definition.clone();
                with_new.nodes.extend(nodes.iter().cloned());
                let names = Names(&with_new);
                Self::Add {
                    nodes: nodes.iter().map(|it| names.in_node(it)).collect::<Result<_, _>>()?,
                }
            }
            Self::InsertOn { from, to, node, inputs } => {
                let mut with_new = definition.clone();
                with_new.nodes.push((**node).clone());
                Self::InsertOn {
                    from: names.id(from)?,
                    to: names.id(to)?,
                    node: Box::new(names.in_node(node)?),
                    inputs: Names(&with_new).in_inputs(inputs)?,
                }
            }
            Self::Remove { nodes, bridge } => {
                Self::Remove { nodes: names.ids(nodes)?, bridge: *bridge }
            }
            Self::Connect { from, to, inputs } => Self::Connect {
                from: names.id(from)?,
                to: names.id(to)?,
                inputs: names.in_inputs(inputs)?,
            },
            Self::Disconnect { from, to } => {
                Self::Disconnect { from: names.id(from)?, to: names.id(to)? }
            }
            Self::Rewire { from, to, new_from, inputs } => Self::Rewire {
                from: names.id(from)?,
                to: names.id(to)?,
                new_from: names.id(new_from)?,
                inputs: names.in_inputs(inputs)?,
            },
            Self::Rename { node, name } => {
                Self::Rename { node: names.id(node)?, name: name.clone() }
            }
            Self::SetWork { node, node_type } => {
                Self::SetWork { node: names.id(node)?, node_type: names.in_work(node_type)? }
            }
            Self::SetMapping { node, curve_mapping } => {
                Self::SetMapping { node: names.id(node)?, curve_mapping: curve_mapping.clone() }
            }
            Self::SetMetadata { node, metadata } => {
                Self::SetMetadata { node: names.id(node)?, metadata: metadata.clone() }
            }
            Self::SetHeader { .. } => self.clone(),
            Self::Together { label, edits } => {
                let mut definition = definition.clone();
                let mut resolved = Vec::with_capacity(edits.len());
                for edit in edits {
                    let edit = edit.resolved(&definition)?;
                    definition = edit.applied(&definition)?;
                    resolved.push(edit);
                }
                Self::Together { label: label.clone(), edits: resolved }
            }
        })
    }
}

struct Names<'a>(&'a DagDefinition);

impl Names<'_> {
    fn id(&self, id_or_name: &str) -> Result<String, Diagnostic> {
        if self.0.node(id_or_name).is_some() {
            return Ok(id_or_name.to_owned());
        }
        let named: Vec<&DagNode> =
            self.0.nodes.iter().filter(|node| node.name == id_or_name).collect();
        match named.as_slice() {
            [] => Ok(id_or_name.to_owned()),
            [node] => Ok(node.id.clone()),
            several => {
                let ids: Vec<&str> = several.iter().map(|node| node.id.as_str()).collect();
                Err(Diagnostic::error(ErrorType::DuplicateNode, "several nodes have this name")
                    .found(format!("\"{id_or_name}\""))
                    .wanted(format!("one of the ids {}", ids.join(", ")))
                    .hint("name the node by its id")
                    .with_choices(ids))
            }
        }
    }

    fn ids(&self, ids_or_names: &[String]) -> Result<Vec<String>, Diagnostic> {
        ids_or_names.iter().map(|it| self.id(it)).collect()
    }

    /// Returns `node.NAME` with the id of the node; what names no node is a curve.
    fn reference(&self, reference: &str) -> Result<String, Diagnostic> {
        if self.0.split_reference(reference).is_some() {
            return Ok(reference.to_owned());
        }
        let named = self.0.nodes.iter().filter_map(|node| {
            let rest = reference.strip_prefix(node.name.as_str())?;
            (!node.name.is_empty() && rest.starts_with('.')).then_some((&node.name, rest))
        });
        match named.max_by_key(|(name, _)| name.len()) {
            Some((name, rest)) => Ok(format!("{}{rest}", self.id(name)?)),
            None => Ok(reference.to_owned()),
        }
    }

    fn in_inputs(
        &self,
        inputs: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, Diagnostic> {
        let bound = |bound: &String| -> Result<String, Diagnostic> {
            let named: Vec<String> =
                references(bound).map(|one| self.reference(one)).collect::<Result<_, _>>()?;
            let mut named = named.into_iter();
            let renamed = with_references(bound, |_| named.next());
            Ok(renamed.unwrap_or_default())
        };
        inputs.iter().map(|(port, one)| Ok((port.clone(), bound(one)?))).collect()
    }

    fn in_work(&self, node_type: &NodeType) -> Result<NodeType, Diagnostic> {
        let mut node_type = node_type.clone();
        if let NodeType::Operator { inputs, .. } = &mut node_type {
            *inputs = self.in_inputs(inputs)?;
        }
        Ok(node_type)
    }

    fn in_node(&self, node: &DagNode) -> Result<DagNode, Diagnostic> {
        Ok(DagNode {
            dependencies: self.ids(&node.dependencies)?,
            node_type: self.in_work(&node.node_type)?,
            ..node.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn definition() -> DagDefinition {
        let filter = |id: &str, name: &str| json!({"id": id, "name": name, "node_type": {"type": "operator", "operator_id": "f"}});
        serde_json::from_value(json!({"name": "p", "nodes": [
            filter("a", "Despike"), filter("b", "Smooth 1.5"), filter("c", "Twin"), filter("d", "Twin"),
        ]}))
        .unwrap()
    }

    fn resolved(edit: serde_json::Value) -> Result<Edit, Diagnostic> {
        serde_json::from_value::<Edit>(edit).unwrap().resolved(&definition())
    }

    #[test]
    fn names_become_ids_in_edges_and_bindings() {
        let edit = json!({"edit": "connect", "from": "Despike", "to": "Smooth 1.5",
            "inputs": {"X": "Despike.X_HMP", "Y": "Smooth 1.5.X", "Z": "a.X", "W": "GR"}});
        let Edit::Connect { from, to, inputs } = resolved(edit).unwrap() else {
            panic!("the same")
        };
        assert_eq!((from.as_str(), to.as_str()), ("a", "b"));
        let references: Vec<&str> = inputs.values().map(String::as_str).collect();
        assert_eq!(references, ["GR", "a.X_HMP", "b.X", "a.X"]);
    }

    #[test]
    fn a_name_of_two_nodes_is_refused_with_their_ids() {
        let error = resolved(json!({"edit": "rename", "node": "Twin", "name": "x"})).unwrap_err();
        assert_eq!(error.choices(), ["c", "d"]);
        assert!(resolved(json!({"edit": "rename", "node": "c", "name": "x"})).is_ok());
    }

    #[test]
    fn later_edits_of_one_step_know_the_names_of_earlier_ones() {
        let new = json!({"id": "n", "name": "New", "dependencies": ["Despike"],
            "node_type": {"type": "output", "output_type": "frontend"}});
        let edit = resolved(json!({"edit": "together", "label": "l", "edits": [
            {"edit": "add", "nodes": [new]}, {"edit": "remove", "nodes": ["New"]}]}));
        let Edit::Together { edits, .. } = edit.unwrap() else { panic!("the same") };
        assert_eq!(edits[1], Edit::Remove { nodes: vec!["n".to_owned()], bridge: false });
    }
}
