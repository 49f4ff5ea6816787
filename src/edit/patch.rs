//! The exact difference of two definitions, which can be applied and taken back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::dag::{DagDefinition, DagMetadata, DagNode};

/// What turns one definition into another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    /// Replaced stretches of the list of nodes, by position before the patch, from the front.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    splices: Vec<Splice>,
    /// All but the nodes, before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<Box<(Header, Header)>>,
}

/// A stretch of the list of nodes, and what takes its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Splice {
    at: usize,
    before: Vec<DagNode>,
    after: Vec<DagNode>,
}

/// A definition without its nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Header {
    id: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    project_id: Option<String>,
    version: String,
    metadata: DagMetadata,
}

impl Header {
    fn of(definition: &DagDefinition) -> Self {
        Self {
            id: definition.id.clone(),
            name: definition.name.clone(),
            project_id: definition.project_id.clone(),
            version: definition.version.clone(),
            metadata: definition.metadata.clone(),
        }
    }
}

/// The definition is not the one that the patch was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the patch belongs to another state of the pipeline")]
pub struct OtherState;

impl Patch {
    /// Returns what turns `before` into `after`.
    pub fn between(before: &DagDefinition, after: &DagDefinition) -> Self {
        let (from, to) = (Header::of(before), Header::of(after));
        Self {
            splices: splices(&before.nodes, &after.nodes),
            header: (from != to).then(|| Box::new((from, to))),
        }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.splices.is_empty() && self.header.is_none()
    }

    /// Returns the ids of the nodes that change.
    pub fn nodes(&self) -> BTreeSet<&str> {
        let nodes =
            self.splices.iter().flat_map(|splice| splice.before.iter().chain(&splice.after));
        nodes.map(|node| node.id.as_str()).collect()
    }

    /// Returns the patch that takes this one back.
    pub fn reversed(&self) -> Self {
        let mut shift = 0;
        let splices = self.splices.iter().map(|splice| {
            let at = splice.at.saturating_add_signed(shift);
            shift += splice.after.len() as isize - splice.before.len() as isize;
            Splice { at, before: splice.after.clone(), after: splice.before.clone() }
        });
        Self {
            splices: splices.collect(),
            header: self.header.as_deref().map(|(from, to)| Box::new((to.clone(), from.clone()))),
        }
    }

    /// Returns the patch that does this one and then a later one, given the definition between them.
    pub fn joined(&self, later: &Self, between: &DagDefinition) -> Result<Self, OtherState> {
        let before = self.reversed().applied(between)?;
        Ok(Self::between(&before, &later.applied(between)?))
    }

    /// Returns the definition after the patch.
    pub fn applied(&self, definition: &DagDefinition) -> Result<DagDefinition, OtherState> {
        let mut patched = definition.clone();
        if let Some((from, to)) = self.header.as_deref() {
            if *from != Header::of(definition) {
                return Err(OtherState);
            }
            let to = to.clone();
            patched.id = to.id;
            patched.name = to.name;
            patched.project_id = to.project_id;
            patched.version = to.version;
            patched.metadata = to.metadata;
        }
        // From the back, so that the positions in front stay those before the patch.
        for splice in self.splices.iter().rev() {
            let range = splice.at..splice.at + splice.before.len();
            if patched.nodes.get(range.clone()) != Some(&splice.before[..]) {
                return Err(OtherState);
            }
            patched.nodes.splice(range, splice.after.iter().cloned());
        }
        Ok(patched)
    }
}

fn splices(before: &[DagNode], after: &[DagNode]) -> Vec<Splice> {
    if before.len() == after.len() {
        let changed = before.iter().zip(after).enumerate().filter(|(_, (old, new))| old != new);
        return changed
            .map(|(at, (old, new))| Splice {
                at,
                before: vec![old.clone()],
                after: vec![new.clone()],
            })
            .collect();
    }
    let head = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let tail = before[head..]
        .iter()
        .rev()
        .zip(after[head..].iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    vec![Splice {
        at: head,
        before: before[head..before.len() - tail].to_vec(),
        after: after[head..after.len() - tail].to_vec(),
    }]
}
