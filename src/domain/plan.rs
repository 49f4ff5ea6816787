//! A validated pipeline, bound port by port: what the engine runs.

use serde::Serialize;
use serde_json::{Map, Value};

use super::curve::Column;
use super::dag::{CurveMapping, Filters, IfExists, OutputType, SourceType};
use super::operator::OperatorSpec;

/// Nodes in an order in which every node follows those it reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// The nodes; indices below refer to this list.
    pub nodes: Vec<PlannedNode>,
}

impl Plan {
    /// Returns the index of the node with this id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }
}

/// One node of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlannedNode {
    /// Id in the definition.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it does.
    pub work: Work,
    /// Nodes it reads.
    pub upstream: Vec<usize>,
    /// Nodes that read it.
    pub downstream: Vec<usize>,
    /// Columns that it adds to the flow: an ingestion its curves, an operator its outputs.
    pub produces: Vec<Column>,
    /// Keys of the columns that must flow out of it, because something downstream reads them.
    ///
    /// A column takes one route to each reader: straight from its producer where the reader
    /// depends on it, else through the first dependency that has it. Depth always flows.
    pub carries: Vec<String>,
    /// Time limit for one well; `None` takes the engine's setting.
    pub timeout_seconds: Option<u64>,
    /// How often a transient failure is tried again; `None` takes the engine's setting.
    pub retries: Option<u32>,
    /// Whether results may come from the cache.
    pub cache_enabled: bool,
}

/// What a planned node does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Work {
    /// Reads curves.
    Ingestion {
        /// Where from.
        source: SourceType,
        /// Which samples.
        filters: Filters,
    },
    /// Computes curves.
    Operator {
        /// The operator, with its resolved version.
        spec: Box<OperatorSpec>,
        /// Parameters with the defaults filled in.
        parameters: Map<String, Value>,
        /// Bound input ports, in the order of the operator; an unbound optional port is absent, and
        /// a port for several columns has one entry for each.
        inputs: Vec<BoundInput>,
        /// Key of the column whose depths it works on, where no port reads a curve.
        #[serde(skip_serializing_if = "Option::is_none")]
        grid: Option<String>,
        /// Output ports that are kept as curves.
        keeps: Vec<KeptOutput>,
    },
    /// Hands results on.
    Output {
        /// Where to.
        output: OutputType,
        /// What to do about what is there already.
        if_exists: IfExists,
        /// The columns that it writes after the depth, in order; none for the screens.
        columns: Vec<OutputColumn>,
    },
}

/// A column that an output writes; all of them lie at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutputColumn {
    /// Key of the column in the flow.
    pub key: String,
    /// Name in the file or table, unique in it whatever the case.
    pub name: String,
    /// Name that it would have, had no other column taken it.
    pub wanted: String,
    /// What it comes from: `operator_id 1.0.0`, or nothing for a curve that was read.
    pub origin: Option<String>,
}

/// An input port and the column it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoundInput {
    /// Port of the operator.
    pub port: String,
    /// Key of the column in the flow: `node.NAME`, or `DEPT` for the depths of the rows.
    pub key: String,
    /// Name of the column in a port for several columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

/// An output port that is kept as a curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptOutput {
    /// Port of the operator.
    pub port: String,
    /// Input port whose mnemonic is the base of the name; `None` where the port itself names a new quantity.
    pub base_from: Option<String>,
    /// How it is kept.
    pub mapping: CurveMapping,
}

impl Plan {
    /// Returns the part of the plan that one node needs: the node itself and all that it reads.
    pub fn until(&self, id: &str) -> Self {
        let Some(last) = self.index_of(id) else { return Self { nodes: Vec::new() } };
        let mut needed = vec![false; self.nodes.len()];
        needed[last] = true;
        // Every node follows those it reads, so one pass from the end reaches them all.
        for index in (0..=last).rev() {
            if needed[index] {
                for &upstream in &self.nodes[index].upstream {
                    needed[upstream] = true;
                }
            }
        }
        let position: Vec<Option<usize>> = needed
            .iter()
            .scan(0, |next, needed| {
                let position = needed.then_some(*next);
                *next += usize::from(*needed);
                Some(position)
            })
            .collect();
        let moved =
            |indices: &[usize]| indices.iter().filter_map(|&index| position[index]).collect();
        let nodes = self
            .nodes
            .iter()
            .enumerate()
            .filter(|(index, _)| needed[*index])
            .map(|(index, node)| {
                let mut node = node.clone();
                node.upstream = moved(&node.upstream);
                node.downstream = moved(&node.downstream);
                if index == last {
                    node.carries.clear();
                }
                node
            })
            .collect();
        Self { nodes }
    }
}
