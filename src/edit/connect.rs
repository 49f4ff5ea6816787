//! Who may read whom: for every pair of nodes, the bindings of a new edge or what speaks against it.

use std::collections::{BTreeMap, HashMap};

use fixedbitset::FixedBitSet;

use super::change::Edit;
use super::choose::{Chosen, Port, Suits};
use super::reach::reach;
use crate::domain::dag::{DagDefinition, DagNode, NodeType};
use crate::domain::flow::{Binding, FlowColumn, FlowReport, InputFlow, NodeFlow};
use crate::validate::{Wanted, wanted_by};

/// What is said about an edge that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be drawn.
    Allowed {
        /// Input ports of the reader to bind along with it.
        inputs: BTreeMap<String, String>,
        /// What to know about it, such as a conversion of units.
        note: Option<String>,
    },
    /// It makes no sense.
    Refused {
        /// Why.
        reason: String,
    },
}

impl Verdict {
    fn refused(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into() }
    }

    /// Whether the edge may be drawn.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }
}

/// A pipeline prepared to answer which of its nodes may read which.
///
/// Edges are those of the definition; columns and ports are those of the report, which may be older.
pub struct Connections<'a> {
    pub(super) definition: &'a DagDefinition,
    pub(super) flow: &'a FlowReport,
    pub(super) positions: HashMap<&'a str, usize>,
    /// For each node, itself and all that its data may come from.
    pub(super) reach: Vec<FixedBitSet>,
    flows: Vec<Option<&'a NodeFlow>>,
    /// All columns, node by node.
    pub(super) columns: Vec<&'a FlowColumn>,
    /// Where a column stands in that list, by its key.
    pub(super) places: HashMap<&'a str, usize>,
    /// For each node, where its columns stand in that list.
    pub(super) ranges: Vec<std::ops::Range<usize>>,
    /// For each column, the node that adds it.
    pub(super) producers: Vec<usize>,
    /// Whether the columns of a node are not known.
    unknown: FixedBitSet,
}

impl<'a> Connections<'a> {
    /// Prepares a pipeline.
    pub fn new(definition: &'a DagDefinition, flow: &'a FlowReport) -> Self {
        let count = definition.nodes.len();
        let mut positions = HashMap::with_capacity(count);
        for (at, node) in definition.nodes.iter().enumerate() {
            positions.entry(node.id.as_str()).or_insert(at);
        }
        let known = flow.positions();
        let flows: Vec<Option<&NodeFlow>> = definition
            .nodes
            .iter()
            .map(|node| known.get(node.id.as_str()).map(|at| &flow.nodes[*at]))
            .collect();
        let (mut columns, mut ranges, mut producers) = (Vec::new(), Vec::new(), Vec::new());
        let mut unknown = FixedBitSet::with_capacity(count);
        for (at, flow) in flows.iter().enumerate() {
            let adds = flow.and_then(|flow| flow.adds.as_ref());
            unknown.set(at, adds.is_none());
            let start = columns.len();
            columns.extend(adds.into_iter().flatten());
            producers.resize(columns.len(), at);
            ranges.push(start..columns.len());
        }
        let keys = columns.iter().enumerate().rev();
        let places = keys.map(|(at, column): (usize, &&FlowColumn)| (column.key(), at)).collect();
        let reach = reach(definition, &positions);
        Self {
            definition,
            flow,
            positions,
            reach,
            flows,
            columns,
            places,
            ranges,
            producers,
            unknown,
        }
    }

    /// Says of every other node whether it may read this one.
    pub fn readers_of(&self, from: &str) -> Vec<(&'a str, Verdict)> {
        let Some(&from) = self.positions.get(from) else { return Vec::new() };
        let mut suits = HashMap::new();
        self.others(from).map(|to| (self.id(to), self.judged(from, to, &mut suits))).collect()
    }

    /// Says of every other node whether this one may read it.
    pub fn sources_of(&self, to: &str) -> Vec<(&'a str, Verdict)> {
        let Some(&to) = self.positions.get(to) else { return Vec::new() };
        let mut suits = HashMap::new();
        self.others(to).map(|from| (self.id(from), self.judged(from, to, &mut suits))).collect()
    }

    /// Walks all nodes but one; of two with one id, an edit would only find the first.
    fn others(&self, but: usize) -> impl Iterator<Item = usize> {
        let nodes = 0..self.definition.nodes.len();
        nodes.filter(move |at| *at != but && self.positions[self.id(*at)] == *at)
    }

    /// Says whether one node may read another.
    pub fn verdict(&self, from: &str, to: &str) -> Verdict {
        match (self.positions.get(from), self.positions.get(to)) {
            (Some(&from), Some(&to)) => self.judged(from, to, &mut HashMap::new()),
            _ => Verdict::refused("the pipeline has no such node"),
        }
    }

    /// Returns the edit that draws an edge, or what speaks against it.
    ///
    /// Ports further down that found their column without being told keep it: they are bound to it.
    pub fn connected(&self, from: &str, to: &str) -> Result<Edit, String> {
        let inputs = match self.verdict(from, to) {
            Verdict::Allowed { inputs, .. } => inputs,
            Verdict::Refused { reason } => return Err(reason),
        };
        let edit = Edit::Connect { from: from.to_owned(), to: to.to_owned(), inputs };
        let (from, to) = (self.positions[from], self.positions[to]);
        let label = edit.label(self.definition);
        Ok(self.with_pins(edit, label, to, &self.columns_of(from)))
    }

    /// Adds to an edit the bindings of all nodes behind one that new columns would confuse.
    pub(super) fn with_pins(
        &self,
        edit: Edit,
        label: String,
        behind: usize,
        new: &[&FlowColumn],
    ) -> Edit {
        let mut edits = vec![edit];
        for (at, reach) in self.reach.iter().enumerate() {
            let (true, false) = (reach.contains(behind), at == behind) else { continue };
            let fresh: Vec<&FlowColumn> =
                new.iter().copied().filter(|column| !self.reaches(column, at)).collect();
            let pins = self.pins(at, &fresh);
            let node = &self.definition.nodes[at];
            if let (false, Some(node_type)) = (pins.is_empty(), bound(node, pins)) {
                edits.push(Edit::SetWork { node: node.id.clone(), node_type });
            }
        }
        match edits.len() {
            1 => edits.remove(0),
            _ => Edit::Together { label, edits },
        }
    }

    /// Returns the bindings that keep guessed ports of a node at their columns when others join.
    pub(super) fn pins(&self, at: usize, new: &[&FlowColumn]) -> BTreeMap<String, String> {
        let mut pins = BTreeMap::new();
        for input in self.inputs(at) {
            let Binding::Guessed { key } = &input.binding else { continue };
            let spec = input.spec();
            if spec.takes_depth() {
                continue;
            }
            let wanted = Wanted::by(&spec);
            let present = self.column(key).and_then(|column| wanted.rank(&column.column));
            let rivals = |column: &&FlowColumn| {
                let rank = wanted.rank(&column.column);
                column.key() != key && rank.is_some() && (present.is_none() || rank <= present)
            };
            if new.iter().any(rivals) {
                pins.insert(input.port.clone(), key.clone());
            }
        }
        pins
    }

    fn judged(
        &self,
        from: usize,
        to: usize,
        suits: &mut HashMap<(&'a str, &'a str), Suits>,
    ) -> Verdict {
        let (source, reader) = (&self.definition.nodes[from], &self.definition.nodes[to]);
        if let Some(reason) = self.forbidden(from, to) {
            return Verdict::refused(reason);
        }
        let NodeType::Operator { operator_id, inputs, .. } = &reader.node_type else {
            return Verdict::Allowed { inputs: BTreeMap::new(), note: None };
        };
        if self.inputs(to).is_empty() {
            let note = Some("its ports are not known".to_owned());
            return Verdict::Allowed { inputs: BTreeMap::new(), note };
        }
        for port in self.inputs(to) {
            suits.entry((operator_id, &port.port)).or_insert_with(|| self.suits(&port.spec()));
        }
        let ports: Vec<Port> = self
            .inputs(to)
            .iter()
            .map(|input| Port { input, suits: &suits[&(operator_id.as_str(), &*input.port)] })
            .collect();
        match self.chosen(from, &ports, inputs) {
            Ok(Chosen { columns, lists, notes }) => {
                let keys = columns.into_iter();
                let keys = keys.map(|(port, at)| (port, self.columns[at].key().to_owned()));
                let guessed = |input: &InputFlow| matches!(input.binding, Binding::Guessed { .. });
                let mut inputs = match self.inputs(to).iter().any(guessed) {
                    true => self.pins(to, &self.columns_new_to(from, to)),
                    false => BTreeMap::new(),
                };
                inputs.extend(keys);
                inputs.extend(lists);
                Verdict::Allowed { inputs, note: (!notes.is_empty()).then(|| notes.join("; ")) }
            }
            Err(_) if self.is_blind(from) => Verdict::Allowed {
                inputs: BTreeMap::new(),
                note: Some(format!("what \"{}\" offers is not known yet", source.name)),
            },
            Err(Some(port)) => Verdict::refused(format!(
                "no column fits port {}: wants {}",
                port.port,
                wanted_by(&port.spec())
            )),
            Err(None) => Verdict::refused(format!(
                "\"{}\" has all its inputs, and nothing of \"{}\" fits one of them",
                reader.name, source.name
            )),
        }
    }

    /// Says what speaks against an edge whatever flows along it.
    pub(super) fn forbidden(&self, from: usize, to: usize) -> Option<String> {
        let (source, reader) = (&self.definition.nodes[from], &self.definition.nodes[to]);
        if from == to {
            return Some("a node cannot read itself".to_owned());
        }
        if matches!(reader.node_type, NodeType::Ingestion { .. }) {
            return Some("an ingestion reads no node".to_owned());
        }
        if matches!(source.node_type, NodeType::Output { .. }) {
            return Some("an output offers nothing".to_owned());
        }
        if reader.dependencies.contains(&source.id) {
            return Some(format!("\"{}\" reads it already", reader.name));
        }
        if self.reach[from].contains(to) {
            return Some(format!(
                "would close a cycle: \"{}\" gets data from \"{}\"",
                source.name, reader.name
            ));
        }
        None
    }

    /// Returns what people call a column: its name and the node that adds it.
    pub(super) fn called(&self, column: &FlowColumn) -> String {
        let node = self.positions.get(column.node.as_str()).map(|at| &self.definition.nodes[*at]);
        format!("{} of \"{}\"", column.name, node.map_or(&column.node, |node| &node.name))
    }

    pub(super) fn id(&self, at: usize) -> &'a str {
        &self.definition.nodes[at].id
    }

    pub(super) fn inputs(&self, at: usize) -> &'a [InputFlow] {
        self.flows[at].map_or(&[], |flow| &flow.inputs)
    }

    pub(super) fn column(&self, key: &str) -> Option<&'a FlowColumn> {
        self.places.get(key).map(|at| self.columns[*at])
    }

    /// Whether the columns that a node offers are not all known.
    pub(super) fn is_blind(&self, at: usize) -> bool {
        self.reach[at].intersection(&self.unknown).next().is_some()
    }

    /// Returns the columns that a reader of a node could bind.
    pub(super) fn columns_of(&self, at: usize) -> Vec<&'a FlowColumn> {
        self.reach[at]
            .ones()
            .flat_map(|node| &self.columns[self.ranges[node].clone()])
            .copied()
            .collect()
    }

    fn columns_new_to(&self, from: usize, to: usize) -> Vec<&'a FlowColumn> {
        let new = self.reach[from].difference(&self.reach[to]);
        new.flat_map(|node| &self.columns[self.ranges[node].clone()]).copied().collect()
    }

    fn reaches(&self, column: &FlowColumn, at: usize) -> bool {
        let producer = self.positions.get(column.node.as_str());
        producer.is_some_and(|producer| self.reach[at].contains(*producer))
    }
}

/// Returns what a node does with further bindings; `None` for a node that has no ports.
pub(super) fn bound(node: &DagNode, bindings: BTreeMap<String, String>) -> Option<NodeType> {
    let mut node_type = node.node_type.clone();
    let NodeType::Operator { inputs, .. } = &mut node_type else { return None };
    inputs.extend(bindings);
    Some(node_type)
}
