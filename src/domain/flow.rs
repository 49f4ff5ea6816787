//! How columns flow through a pipeline: what each node offers and reads, and which edges are sound.
//!
//! Validation reports it for every pipeline, broken ones too, as far as they make sense.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::curve::{Column, Quantity};
use super::dag::WriteMode;
use super::diagnostic::Diagnostic;
use super::operator::{Kind, PortSpec, Rows};

/// What flows where in a pipeline.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowReport {
    /// One entry for each node, in the order of the definition.
    pub nodes: Vec<NodeFlow>,
    /// One entry for each dependency that is written down, node by node.
    pub edges: Vec<EdgeFlow>,
    /// Positions of the nodes, each after those it reads; nodes on cycles come last.
    pub order: Vec<usize>,
}

impl FlowReport {
    /// Returns what is known about a node.
    pub fn node(&self, id: &str) -> Option<&NodeFlow> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// Returns what is known about an edge.
    pub fn edge(&self, from: &str, to: &str) -> Option<&EdgeFlow> {
        self.edges.iter().find(|edge| edge.from == from && edge.to == to)
    }

    /// Returns the position of each node by its id; of two with one id, the first.
    pub fn positions(&self) -> HashMap<&str, usize> {
        let mut positions = HashMap::with_capacity(self.nodes.len());
        for (at, node) in self.nodes.iter().enumerate() {
            positions.entry(node.id.as_str()).or_insert(at);
        }
        positions
    }

    /// Returns the column with this key.
    pub fn column(&self, key: &str) -> Option<&FlowColumn> {
        self.columns().find(|column| column.key() == key)
    }

    /// Walks all columns of the pipeline, node by node.
    pub fn columns(&self) -> impl Iterator<Item = &FlowColumn> {
        self.nodes.iter().flat_map(|node| node.adds.iter().flatten())
    }

    /// Returns the columns that a reader of this node could bind: those it adds, then those that
    /// flow through it from further up, nearest first.
    pub fn offered_by(&self, id: &str) -> Vec<&FlowColumn> {
        let Some(start) = self.nodes.iter().position(|node| node.id == id) else {
            return Vec::new();
        };
        let mut seen = vec![false; self.nodes.len()];
        seen[start] = true;
        let mut walk = vec![start];
        let mut next = 0;
        while let Some(&at) = walk.get(next) {
            next += 1;
            for &source in &self.nodes[at].reads {
                if !std::mem::replace(&mut seen[source], true) {
                    walk.push(source);
                }
            }
        }
        walk.into_iter().flat_map(|at| self.nodes[at].adds.iter().flatten()).collect()
    }
}

/// What a node offers and reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeFlow {
    /// Id of the node.
    pub id: String,
    /// Positions of the nodes that it reads, as far as they exist, in the author's order.
    pub reads: Vec<usize>,
    /// Columns that it adds to the flow; `None` where they cannot be known.
    pub adds: Option<Vec<FlowColumn>>,
    /// Whether something upstream is not known, so that a port without a column is no news.
    pub blind: bool,
    /// Input ports, in the order of the operator; none where the operator is not known.
    pub inputs: Vec<InputFlow>,
    /// Output ports, in the order of the operator; none where the operator is not known.
    pub outputs: Vec<OutputFlow>,
}

impl NodeFlow {
    /// Returns an input port.
    pub fn input(&self, port: &str) -> Option<&InputFlow> {
        self.inputs.iter().find(|input| input.port == port)
    }

    /// Returns an output port.
    pub fn output(&self, port: &str) -> Option<&OutputFlow> {
        self.outputs.iter().find(|output| output.port == port)
    }
}

/// A column on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowColumn {
    /// What flows; its key `node.NAME` is the reference to bind by.
    pub column: Column,
    /// Name without the node: the curve of an ingestion, or the port of an operator.
    pub name: String,
    /// Id of the node that adds it.
    pub node: String,
    /// Whether an ingestion reads it, rather than an operator computing it.
    pub ingested: bool,
    /// How many wells have it; `None` without a project.
    pub wells: Option<usize>,
}

impl FlowColumn {
    /// Returns the reference to bind by.
    pub fn key(&self) -> &str {
        &self.column.key
    }
}

/// An input port of a node, and what it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFlow {
    /// Name of the port.
    pub port: String,
    /// Whether the operator also runs without it.
    pub optional: bool,
    /// Unit in which the operator computes; `None` takes any.
    pub unit: Option<String>,
    /// Quantities that fit; empty takes any.
    pub quantities: Vec<Quantity>,
    /// What a row holds.
    #[serde(default)]
    pub kind: Kind,
    /// Which rows it has.
    #[serde(default)]
    pub rows: Rows,
    /// Whether it takes any number of columns.
    #[serde(default)]
    pub repeated: bool,
    /// Optional port that may be fed in its place.
    #[serde(default)]
    pub instead: Option<String>,
    /// What it reads, or why nothing.
    pub binding: Binding,
    /// Keys of the columns to choose from where it reads nothing: those that compete or that fit.
    pub candidates: Vec<String>,
    /// Units of the column, in any well, that are converted to that of the port.
    pub converts_from: Vec<String>,
}

impl InputFlow {
    /// Returns the port as the operator specifies it.
    pub fn spec(&self) -> PortSpec {
        PortSpec {
            name: self.port.clone(),
            unit: self.unit.clone(),
            quantities: self.quantities.clone(),
            optional: self.optional,
            kind: self.kind,
            rows: self.rows.clone(),
            repeated: self.repeated,
            instead: self.instead.clone(),
            ..PortSpec::default()
        }
    }

    /// Returns the conversion in words: `kg/m3 → g/cm3`.
    pub fn conversion(&self) -> Option<String> {
        let unit = self.unit.as_ref().filter(|_| !self.converts_from.is_empty())?;
        Some(format!("{} → {unit}", self.converts_from.join(", ")))
    }
}

/// What an input port reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "binding", rename_all = "snake_case")]
pub enum Binding {
    /// The column that `inputs` names.
    Named {
        /// Key of the column; `DEPT` for the depth column.
        key: String,
    },
    /// The one column that fits, found without being named.
    Guessed {
        /// Key of the column; `DEPT` for the depth column.
        key: String,
    },
    /// Any number of columns, in a port that takes several.
    Set {
        /// Their keys.
        keys: Vec<String>,
        /// Whether `inputs` names them.
        named: bool,
    },
    /// Nothing: the port is optional or another one is fed in its place, and nobody asked for it.
    Open,
    /// Nothing: several columns fit.
    Ambiguous,
    /// Nothing: no column fits, or `inputs` names one that is not there.
    Missing,
    /// Perhaps something that is not known yet.
    Unknown,
}

impl Binding {
    /// Returns the key of the column that is read, the first of several.
    pub fn key(&self) -> Option<&str> {
        self.keys().first().map(String::as_str)
    }

    /// Returns the keys of the columns that are read.
    pub fn keys(&self) -> &[String] {
        match self {
            Self::Named { key } | Self::Guessed { key } => std::slice::from_ref(key),
            Self::Set { keys, .. } => keys,
            _ => &[],
        }
    }

    /// Whether the port must be bound and is not.
    pub fn is_lacking(&self) -> bool {
        matches!(self, Self::Ambiguous | Self::Missing)
    }
}

/// An output port of a node, and where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFlow {
    /// Name of the port.
    pub port: String,
    /// Column that it adds.
    pub column: Column,
    /// Input port whose mnemonic and quantity are kept.
    pub keeps: Option<String>,
    /// Where it is kept; `None` where it only flows on.
    pub kept: Option<KeptCurve>,
}

impl OutputFlow {
    /// Returns what stands before the suffix in the name of a new curve.
    pub fn base(&self) -> &str {
        &self.column.mnemonic
    }
}

/// Where an output is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCurve {
    /// New curve, or new version of an existing one.
    pub mode: WriteMode,
    /// Name of the curve: base and suffix, or the one to overwrite; `None` where only an id is given.
    pub name: Option<String>,
}

/// An edge, and what speaks against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeFlow {
    /// Node that the edge leaves; perhaps one that does not exist.
    pub from: String,
    /// Node that the edge enters.
    pub to: String,
    /// Keys of the columns that the reader takes by this edge.
    pub carries: Vec<String>,
    /// What speaks against it, the worst first found; `None` for a sound edge.
    pub objection: Option<Diagnostic>,
}

impl EdgeFlow {
    /// Whether nothing speaks against it.
    pub fn is_sound(&self) -> bool {
        self.objection.is_none()
    }
}
