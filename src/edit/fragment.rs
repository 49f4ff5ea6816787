//! A part of a pipeline that can be carried to another place: copy, paste, duplicate.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::change::Edit;
use super::fresh;
use super::names::{FIRST_SUFFIX, TakenNames, free_node_name};
use crate::domain::dag::{
    CurveMapping, DagDefinition, DagNode, NodeType, WriteMode, references, with_references,
};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::flow::FlowReport;

/// Version of the text form; the key that tells a fragment from any other text.
const VERSION: u32 = 1;

/// Nodes with what is needed to put them somewhere else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fragment {
    /// Version of this form.
    mudrock_fragment: u32,
    /// Id of the pipeline that the nodes come from.
    #[serde(default)]
    pipeline: String,
    /// The nodes, with their edges and bindings as they were.
    nodes: Vec<DagNode>,
    /// Nodes outside that they read or name.
    #[serde(default)]
    outside: BTreeSet<String>,
    /// What stands before the suffix in the names of kept curves, by `node.PORT`.
    #[serde(default)]
    bases: BTreeMap<String, String>,
}

impl Fragment {
    /// Copies nodes out of a pipeline, in its order; unknown ids are left out.
    pub fn of(definition: &DagDefinition, flow: &FlowReport, ids: &[String]) -> Self {
        let inside: HashSet<&str> = ids.iter().map(String::as_str).collect();
        // Of two nodes with one id, the first is meant.
        let mut wanted = inside.clone();
        let chosen = definition.nodes.iter().filter(|node| wanted.remove(node.id.as_str()));
        let nodes: Vec<DagNode> = chosen.cloned().collect();
        let mut outside = BTreeSet::new();
        let mut bases = BTreeMap::new();
        for node in &nodes {
            outside.extend(node.dependencies.iter().cloned());
            if let NodeType::Operator { inputs, .. } = &node.node_type {
                let bound = inputs.values().flat_map(|bound| references(bound));
                let named = bound.filter_map(|it| definition.split_reference(it));
                outside.extend(named.map(|(source, _)| source.id.clone()));
            }
            for output in flow.node(&node.id).iter().flat_map(|node| &node.outputs) {
                bases.insert(output.column.key.clone(), output.base().to_owned());
            }
        }
        outside.retain(|id| !inside.contains(id.as_str()));
        let pipeline = definition.id.clone();
        Self { mudrock_fragment: VERSION, pipeline, nodes, outside, bases }
    }

    /// Returns the nodes as they were copied.
    pub fn nodes(&self) -> &[DagNode] {
        &self.nodes
    }

    /// Writes the fragment as text.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("every key of a fragment is text") + "\n"
    }

    /// Reads a fragment from text; `None` where the text is something else.
    pub fn from_text(text: &str) -> Option<Result<Self, Diagnostic>> {
        let value: Value = serde_json::from_str(text.trim()).ok()?;
        let version = value.get("mudrock_fragment")?.clone();
        if version != VERSION {
            return Some(Err(Diagnostic::error(
                ErrorType::NotSupported,
                "the copied nodes are written in a form that is not known here",
            )
            .found(format!("version {version}"))
            .wanted(format!("version {VERSION}"))
            .hint("copy them again with this version of the program")));
        }
        Some(serde_path_to_error::deserialize(value).map_err(|error| {
            let what = format!("the copied nodes cannot be read: {}", error.path());
            Diagnostic::error(ErrorType::MalformedFile, what)
                .found(error.inner().to_string())
                .hint("copy them again")
        }))
    }

    /// Returns the edit that puts the nodes into a pipeline under new ids and names.
    ///
    /// Edges and bindings among them stay. Those to nodes outside stay where the pipeline has these
    /// nodes. Names of kept curves move on to the next that is free.
    pub fn pasted(&self, definition: &DagDefinition, taken: &TakenNames, offset: [f64; 2]) -> Edit {
        let ids: HashMap<&str, String> =
            self.nodes.iter().map(|node| (node.id.as_str(), fresh::id())).collect();
        let mut names: HashSet<String> =
            definition.nodes.iter().map(|node| node.name.to_lowercase()).collect();
        let mut taken = taken.clone();
        let nodes = self.nodes.iter().map(|node| {
            let mut copy = node.clone();
            copy.id.clone_from(&ids[node.id.as_str()]);
            copy.name = free_node_name(&names, &node.name);
            names.insert(copy.name.to_lowercase());
            copy.dependencies = node
                .dependencies
                .iter()
                .filter_map(|id| {
                    let outside = || self.stands_in(definition, id).then(|| id.clone());
                    ids.get(id.as_str()).cloned().or_else(outside)
                })
                .collect();
            if let NodeType::Operator { inputs, .. } = &mut copy.node_type {
                let read = std::mem::take(inputs).into_iter().filter_map(|(port, bound)| {
                    let pasted = |reference: &str| self.reference(reference, &ids, definition);
                    Some((port, with_references(&bound, pasted)?))
                });
                *inputs = read.collect();
            }
            for (port, mapping) in &mut copy.curve_mapping {
                let base = self.bases.get(&format!("{}.{port}", node.id)).unwrap_or(port);
                move_on(mapping, base, definition, &mut taken);
            }
            if let Some([x, y]) = &mut copy.metadata.position {
                *x += offset[0];
                *y += offset[1];
            }
            copy
        });
        Edit::Add { nodes: nodes.collect() }
    }

    /// Returns a reference as it reads after pasting; `None` where its node is not there.
    fn reference(
        &self,
        reference: &str,
        ids: &HashMap<&str, String>,
        definition: &DagDefinition,
    ) -> Option<String> {
        let known = self.nodes.iter().map(|node| &node.id).chain(&self.outside);
        let node = known
            .filter(|id| reference.strip_prefix(id.as_str()).is_some_and(|it| it.starts_with('.')))
            .max_by_key(|id| id.len());
        // What names no node names a curve of any ingestion.
        let Some(node) = node else { return Some(reference.to_owned()) };
        let name = &reference[node.len()..];
        match ids.get(node.as_str()) {
            Some(new) => Some(format!("{new}{name}")),
            None => self.stands_in(definition, node).then(|| reference.to_owned()),
        }
    }

    /// Whether a pipeline has the very node outside that a copied one read.
    ///
    /// Ids in files are words, and the same word may mean another node in another pipeline.
    fn stands_in(&self, definition: &DagDefinition, id: &str) -> bool {
        let same = definition.id == self.pipeline || Uuid::try_parse(id).is_ok();
        same && definition.node(id).is_some()
    }
}

/// Returns the edit that duplicates nodes where they are, with the same sources.
pub fn duplicated(
    definition: &DagDefinition,
    flow: &FlowReport,
    taken: &TakenNames,
    ids: &[String],
    offset: [f64; 2],
) -> Edit {
    Fragment::of(definition, flow, ids).pasted(definition, taken, offset)
}

/// Gives a copied mapping a curve of its own.
fn move_on(
    mapping: &mut CurveMapping,
    base: &str,
    definition: &DagDefinition,
    taken: &mut TakenNames,
) {
    let wanted = match mapping.mode {
        WriteMode::CreateNew => mapping.suffix.clone().unwrap_or_default(),
        // Two nodes of one pipeline cannot overwrite one curve; in another, the copy may.
        WriteMode::Overwrite => {
            let mappings = definition.nodes.iter().flat_map(|node| node.curve_mapping.values());
            if !mappings.into_iter().any(|other| other == mapping) {
                return;
            }
            FIRST_SUFFIX.to_owned()
        }
    };
    let suffix = taken.free_suffix(base, &wanted);
    taken.take(&format!("{base}{suffix}"));
    let same = mapping.mode == WriteMode::CreateNew && suffix == wanted;
    if !same {
        *mapping = fresh::created(suffix);
    }
}
