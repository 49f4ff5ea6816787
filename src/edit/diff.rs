//! The difference of two definitions, for people: what was added, removed and changed, in words.
//!
//! A [`Difference`] is read, and a [`DiffGraph`] is drawn; a [`super::patch::Patch`] is applied.

mod fields;
mod graph;
mod union;

use std::fmt;

use serde::Serialize;
use serde_json::Value;

pub use self::graph::DiffGraph;
use self::union::{Side, Union};
use crate::domain::dag::{DagDefinition, NodeType};

/// What happened to a part of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
    /// Nothing; it stands for orientation.
    Same,
}

impl Change {
    /// Returns the sign that stands for it where there is no colour.
    pub fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Changed => '~',
            Self::Same => ' ',
        }
    }
}

/// How the nodes of one side were found on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// By their ids.
    Ids,
    /// By ids of files and by names, because no id is on both sides.
    Names,
}

/// All that differs between two definitions; ids of pipelines and nodes do not count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// How the nodes of one side were found on the other.
    pub matched: Matched,
    /// Name, version, description, tags, order of the nodes.
    pub header: Vec<FieldChange>,
    /// Nodes that differ, in the order of the pipeline.
    pub nodes: Vec<NodeDifference>,
    /// Edges that are new or gone; those of changed nodes also stand there, as what they read.
    pub edges: Vec<EdgeDifference>,
}

/// A node that is new, gone or changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeDifference {
    /// What happened to it.
    pub change: Change,
    /// Its name; of a renamed node the new one.
    pub name: String,
    /// Its operator, or its kind.
    pub does: String,
    /// Its id before, unless it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_before: Option<String>,
    /// Its id after, unless it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_after: Option<String>,
    /// What differs; of a new or removed node all that it says.
    pub changes: Vec<FieldChange>,
}

/// An edge that is new or gone, by the names of its nodes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EdgeDifference {
    /// What happened to it.
    pub change: Change,
    /// Node that it leaves.
    pub from: String,
    /// Node that it enters.
    pub to: String,
}

/// One property before and after; references say the names of nodes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Where: `parameters.gr_clean`, `reads`, `inputs.GR`, `keeps VSH_LT`, `name`.
    pub path: String,
    /// What stood there, unless nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What stands there, unless nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

impl FieldChange {
    /// Returns what stood there and what stands there, in words.
    pub fn words(&self) -> (Option<String>, Option<String>) {
        fields::worded(self.before.as_ref(), self.after.as_ref())
    }

    /// Returns what happened to the property.
    pub fn change(&self) -> Change {
        match (&self.before, &self.after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ => Change::Changed,
        }
    }
}

/// `parameters.gr_clean: 20 → 25`, `reads: + Despike`, `keeps VSH_LT as _1 → _2`, `renamed A → B`.
impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        let (before, after) = self.words();
        match (before, after) {
            (Some(before), Some(after)) if path == "name" => {
                write!(f, "renamed {before} → {after}")
            }
            (Some(before), Some(after)) if path.starts_with("keeps ") => {
                write!(f, "{path} as {before} → {after}")
            }
            (Some(before), Some(after)) => write!(f, "{path}: {before} → {after}"),
            (None, Some(after)) if path.starts_with("keeps ") => write!(f, "{path} as {after}"),
            (Some(before), None) if path.starts_with("keeps ") => {
                write!(f, "no longer {path} as {before}")
            }
            (None, Some(after)) => write!(f, "{path}: + {after}"),
            (Some(before), None) => write!(f, "{path}: - {before}"),
            (None, None) => write!(f, "{path}"),
        }
    }
}

/// A line of the difference as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What happened to what it tells of, for its colour.
    pub change: Change,
    /// 0 for a node or the pipeline, 1 for what differs in it.
    pub depth: usize,
    /// What it says, without sign and indentation.
    pub text: String,
}

/// Compares two definitions.
///
/// Nodes are the same when their ids are. Where no id is on both sides, as with a stored pipeline and
/// an exported file, they are recognised as an import would do it.
pub fn difference(before: &DagDefinition, after: &DagDefinition) -> Difference {
    let union = Union::of(before, after);
    let nodes = (0..union.len()).filter_map(|at| node_difference(&union, at)).collect();
    let named = |change: Change, side: Side, edge: (usize, usize)| EdgeDifference {
        change,
        from: union.title(side, edge.0),
        to: union.title(side, edge.1),
    };
    let edges = union.edges().into_iter().filter_map(|(from, to, change)| match change {
        Change::Added => Some(named(change, Side::After, (from, to))),
        Change::Removed => Some(named(change, Side::Before, (from, to))),
        Change::Changed | Change::Same => None,
    });
    Difference {
        matched: union.matched,
        header: fields::of_header(&union, before, after),
        edges: edges.collect(),
        nodes,
    }
}

fn node_difference(union: &Union, at: usize) -> Option<NodeDifference> {
    let (before, after) = (union.node(Side::Before, at), union.node(Side::After, at));
    let changes = fields::of_node(union, at);
    let change = match (before, after) {
        (None, _) => Change::Added,
        (_, None) => Change::Removed,
        _ if changes.is_empty() => return None,
        _ => Change::Changed,
    };
    let side = if after.is_some() { Side::After } else { Side::Before };
    let node = after.or(before)?;
    Some(NodeDifference {
        change,
        name: union.title(side, at),
        does: match &node.node_type {
            NodeType::Operator { operator_id, .. } => operator_id.clone(),
            other => other.tag().to_owned(),
        },
        id_before: before.map(|node| node.id.clone()),
        id_after: after.map(|node| node.id.clone()),
        changes,
    })
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.header.is_empty() && self.nodes.is_empty()
    }

    /// Returns it in a few words: `2 nodes added, 1 changed; name, version`.
    pub fn summary(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (change, word) in
            [(Change::Added, "added"), (Change::Removed, "removed"), (Change::Changed, "changed")]
        {
            let count = self.nodes.iter().filter(|node| node.change == change).count();
            match (count, parts.is_empty()) {
                (0, _) => {}
                (1, true) => parts.push(format!("1 node {word}")),
                (count, true) => parts.push(format!("{count} nodes {word}")),
                (count, false) => parts.push(format!("{count} {word}")),
            }
        }
        let mut header: Vec<&str> = self.header.iter().map(|field| field.path.as_str()).collect();
        header.dedup();
        match (parts.is_empty(), header.is_empty()) {
            (true, true) => "no difference".to_owned(),
            (true, false) => format!("{} changed", header.join(", ")),
            (false, true) => parts.join(", "),
            (false, false) => format!("{}; {} changed", parts.join(", "), header.join(", ")),
        }
    }

    /// Returns it as lines of text, first the pipeline, then its nodes.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = |change, depth, text| lines.push(Line { change, depth, text });
        if self.matched == Matched::Names && !self.is_empty() {
            let text =
                "no id is on both sides: nodes are matched by their ids in files and by name";
            line(Change::Same, 0, text.to_owned());
        }
        if !self.header.is_empty() {
            line(Change::Changed, 0, "the pipeline".to_owned());
        }
        for field in &self.header {
            line(field.change(), 1, field.to_string());
        }
        for node in &self.nodes {
            let text = match node.change {
                Change::Changed | Change::Same => node.name.clone(),
                Change::Added | Change::Removed => format!("{} ({})", node.name, node.does),
            };
            line(node.change, 0, text);
            for field in &node.changes {
                line(field.change(), 1, field.to_string());
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests;
