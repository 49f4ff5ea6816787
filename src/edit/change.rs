//! What can be done to a definition; keys, mouse and scripts all say it with these.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::dag::{
    CurveMapping, DagDefinition, DagMetadata, DagNode, NodeMetadata, NodeType, with_references,
};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;

/// One edit; nodes are named by their ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "edit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Adds nodes, such as a new one or pasted ones.
    Add {
        /// The nodes, complete; their ids must be new.
        nodes: Vec<DagNode>,
    },
    /// Adds a node on an edge: it reads what the edge came from, and the reader reads it.
    InsertOn {
        /// Node that the edge leaves.
        from: String,
        /// Node that the edge enters.
        to: String,
        /// The new node; `from` is added to its dependencies.
        node: Box<DagNode>,
        /// Input ports of the reader that are bound anew.
        #[serde(default)]
        inputs: BTreeMap<String, String>,
    },
    /// Removes nodes, their edges, and the bindings of others to them.
    Remove {
        /// The nodes.
        nodes: Vec<String>,
        /// Whether readers of a removed node read instead what that one read.
        #[serde(default)]
        bridge: bool,
    },
    /// Adds an edge.
    Connect {
        /// Node that offers the data.
        from: String,
        /// Node that reads it.
        to: String,
        /// Input ports of the reader that are bound along with it.
        #[serde(default)]
        inputs: BTreeMap<String, String>,
    },
    /// Removes an edge, and the bindings of the reader to that node.
    Disconnect {
        /// Node that the edge leaves.
        from: String,
        /// Node that the edge enters.
        to: String,
    },
    /// Lets an edge leave another node, in its place among the reader's dependencies.
    Rewire {
        /// Node that the edge leaves.
        from: String,
        /// Node that the edge enters.
        to: String,
        /// Node that it shall leave.
        new_from: String,
        /// Input ports of the reader that are bound anew.
        #[serde(default)]
        inputs: BTreeMap<String, String>,
    },
    /// Gives a node another name.
    Rename {
        /// The node.
        node: String,
        /// Its new name.
        name: String,
    },
    /// Sets what a node does: source, operator with parameters and inputs, or destination.
    SetWork {
        /// The node.
        node: String,
        /// What it does now.
        node_type: NodeType,
    },
    /// Sets which outputs of a node are kept, and how.
    SetMapping {
        /// The node.
        node: String,
        /// Mapping by output port.
        curve_mapping: BTreeMap<String, CurveMapping>,
    },
    /// Sets position, tags, note and limits of a node.
    SetMetadata {
        /// The node.
        node: String,
        /// All of them.
        metadata: NodeMetadata,
    },
    /// Sets name, version, description and tags of the pipeline.
    SetHeader {
        /// Name.
        name: String,
        /// Semantic version.
        version: String,
        /// Description and tags.
        metadata: DagMetadata,
    },
    /// Makes several edits as one step.
    Together {
        /// What the step is called.
        label: String,
        /// The edits, in order.
        edits: Vec<Edit>,
    },
}

impl Edit {
    /// Returns the definition after the edit.
    ///
    /// An edit is refused where it names something that is not there; a pipeline that does not
    /// validate afterwards is fine, since whoever builds one is on the way to one that does.
    pub fn applied(&self, definition: &DagDefinition) -> Result<DagDefinition, Diagnostic> {
        let mut edited = definition.clone();
        self.apply(&mut edited)?;
        Ok(edited)
    }

    fn apply(&self, definition: &mut DagDefinition) -> Result<(), Diagnostic> {
        match self {
            Self::Add { nodes } => nodes.iter().try_for_each(|node| add(definition, node.clone())),
            Self::InsertOn { from, to, node, inputs } => {
                known(definition, from)?;
                let mut node = (**node).clone();
                if !node.dependencies.contains(from) {
                    node.dependencies.insert(0, from.clone());
                }
                let id = node.id.clone();
                add(definition, node)?;
                rewire(definition, from, to, &id, inputs)
            }
            Self::Remove { nodes, bridge } => {
                nodes.iter().try_for_each(|node| remove(definition, node, *bridge))
            }
            Self::Connect { from, to, inputs } => {
                known(definition, from)?;
                let reader = known(definition, to)?;
                if !reader.dependencies.contains(from) {
                    reader.dependencies.push(from.clone());
                }
                bind(reader, inputs);
                Ok(())
            }
            Self::Disconnect { from, to } => {
                let reader = known(definition, to)?;
                edge(reader, from)?;
                reader.dependencies.retain(|dependency| dependency != from);
                unbind(reader, from);
                Ok(())
            }
            Self::Rewire { from, to, new_from, inputs } => {
                known(definition, new_from)?;
                rewire(definition, from, to, new_from, inputs)
            }
            Self::Rename { node, name } => {
                known(definition, node)?.name.clone_from(name);
                Ok(())
            }
            Self::SetWork { node, node_type } => {
                known(definition, node)?.node_type = node_type.clone();
                Ok(())
            }
            Self::SetMapping { node, curve_mapping } => {
                known(definition, node)?.curve_mapping = curve_mapping.clone();
                Ok(())
            }
            Self::SetMetadata { node, metadata } => {
                known(definition, node)?.metadata = metadata.clone();
                Ok(())
            }
            Self::SetHeader { name, version, metadata } => {
                definition.name.clone_from(name);
                definition.version.clone_from(version);
                definition.metadata = metadata.clone();
                Ok(())
            }
            Self::Together { edits, .. } => {
                edits.iter().try_for_each(|edit| edit.apply(definition))
            }
        }
    }

    /// Whether it does no more than move nodes on the canvas.
    pub fn is_move(&self, definition: &DagDefinition) -> bool {
        match self {
            Self::SetMetadata { node, metadata } => definition.node(node).is_some_and(|node| {
                let unmoved = NodeMetadata { position: node.metadata.position, ..metadata.clone() };
                metadata.position.is_some() && unmoved == node.metadata
            }),
            Self::Together { edits, .. } => {
                !edits.is_empty() && edits.iter().all(|edit| edit.is_move(definition))
            }
            _ => false,
        }
    }

    /// Returns what the edit is called in undo and redo, with the names that the definition has before it.
    pub fn label(&self, definition: &DagDefinition) -> String {
        let name = |id: &String| {
            let name = definition.node(id).map_or("", |node| node.name.as_str());
            format!("\"{}\"", if name.is_empty() { id } else { name })
        };
        match self {
            Self::Add { nodes } => match nodes.as_slice() {
                [node] => format!("add \"{}\"", node.name),
                nodes => format!("add {} nodes", nodes.len()),
            },
            Self::InsertOn { from, to, node, .. } => {
                format!("insert \"{}\" between {} and {}", node.name, name(from), name(to))
            }
            Self::Remove { nodes, .. } => match nodes.as_slice() {
                [node] => format!("delete {}", name(node)),
                nodes => format!("delete {} nodes", nodes.len()),
            },
            Self::Connect { from, to, .. } => format!("connect {} to {}", name(from), name(to)),
            Self::Disconnect { from, to } => format!("disconnect {} from {}", name(from), name(to)),
            Self::Rewire { to, new_from, .. } => {
                format!("let {} read {}", name(to), name(new_from))
            }
            Self::Rename { node, name: new } => format!("rename {} to \"{new}\"", name(node)),
            Self::SetWork { node, .. } => format!("set up {}", name(node)),
            Self::SetMapping { node, .. } => format!("map the outputs of {}", name(node)),
            Self::SetMetadata { node, metadata } => {
                let before = definition.node(node).map(|node| &node.metadata);
                match before.is_none_or(|before| before.position != metadata.position) {
                    true if metadata.position.is_none() => format!("let {} float", name(node)),
                    true => format!("move {}", name(node)),
                    false => format!("annotate {}", name(node)),
                }
            }
            Self::SetHeader { .. } => "describe the pipeline".to_owned(),
            Self::Together { label, .. } => label.clone(),
        }
    }
}

fn known<'a>(definition: &'a mut DagDefinition, id: &str) -> Result<&'a mut DagNode, Diagnostic> {
    match definition.nodes.iter().position(|node| node.id == id) {
        Some(at) => Ok(&mut definition.nodes[at]),
        None => {
            let error = Diagnostic::error(ErrorType::NodeNotFound, "the pipeline has no such node")
                .found(format!("\"{id}\""))
                .wanted("the id of a node");
            // Scripts name nodes by their names as well.
            let known = definition.nodes.iter().flat_map(|node| [&*node.id, &*node.name]);
            Err(match nearest(id, known) {
                Some(near) => error.hint(format!("did you mean \"{near}\"?")),
                None => error,
            })
        }
    }
}

fn add(definition: &mut DagDefinition, node: DagNode) -> Result<(), Diagnostic> {
    if node.id.is_empty() || definition.node(&node.id).is_some() {
        return Err(Diagnostic::error(
            ErrorType::DuplicateNode,
            format!("node \"{}\" cannot be added", node.name),
        )
        .found(format!("id \"{}\"", node.id))
        .wanted("an id that no node of the pipeline has"));
    }
    definition.nodes.push(node);
    Ok(())
}

fn remove(definition: &mut DagDefinition, id: &str, bridge: bool) -> Result<(), Diagnostic> {
    let mut upstream = known(definition, id)?.dependencies.clone();
    // Of a node that read itself, its readers would go on reading a node that is gone.
    upstream.retain(|source| source != id);
    definition.nodes.retain(|node| node.id != id);
    for reader in &mut definition.nodes {
        unbind(reader, id);
        let Some(at) = reader.dependencies.iter().position(|dependency| dependency == id) else {
            continue;
        };
        reader.dependencies.retain(|dependency| dependency != id);
        if bridge {
            let new = upstream.iter().filter(|id| !reader.dependencies.contains(id));
            let new: Vec<_> = new.cloned().collect();
            reader.dependencies.splice(at..at, new);
        }
    }
    Ok(())
}

fn edge(reader: &DagNode, from: &str) -> Result<usize, Diagnostic> {
    reader.dependencies.iter().position(|dependency| dependency == from).ok_or_else(|| {
        Diagnostic::error(
            ErrorType::NodeNotFound,
            format!("\"{}\" does not read that node", reader.name),
        )
        .at_node(&reader.id)
        .found(format!("\"{from}\""))
        .wanted("one of its dependencies")
    })
}

fn rewire(
    definition: &mut DagDefinition,
    from: &str,
    to: &str,
    new_from: &str,
    inputs: &BTreeMap<String, String>,
) -> Result<(), Diagnostic> {
    let reader = known(definition, to)?;
    let at = edge(reader, from)?;
    // A reader names each node once; rewiring to one that it reads already leaves one edge.
    reader.dependencies.remove(at);
    if !reader.dependencies.iter().any(|dependency| dependency == new_from) {
        reader.dependencies.insert(at, new_from.to_owned());
    }
    if inputs.is_empty() && from != new_from {
        unbind(reader, from);
    }
    bind(reader, inputs);
    Ok(())
}

fn bind(reader: &mut DagNode, bindings: &BTreeMap<String, String>) {
    if let NodeType::Operator { inputs, .. } = &mut reader.node_type {
        inputs.extend(bindings.iter().map(|(port, source)| (port.clone(), source.clone())));
    }
}

/// Drops the bindings of a reader to the ports of a node.
fn unbind(reader: &mut DagNode, id: &str) {
    if let NodeType::Operator { inputs, .. } = &mut reader.node_type {
        let of_node =
            |source: &str| source.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
        inputs.retain(|_, bound| {
            let others = |source: &str| (!of_node(source)).then(|| source.to_owned());
            with_references(bound, others).is_some_and(|left| {
                *bound = left;
                true
            })
        });
    }
}
