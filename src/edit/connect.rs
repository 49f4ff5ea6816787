//! Who may read whom: for every pair of nodes, the bindings of a new edge or what speaks against it.

use std::collections::{BTreeMap, HashMap, HashSet};

use fixedbitset::FixedBitSet;

use super::change::Edit;
use crate::domain::dag::{DagDefinition, DagNode, NodeType};
use crate::domain::flow::{Binding, FlowColumn, FlowReport, InputFlow, NodeFlow};
use crate::domain::operator::PortSpec;
use crate::domain::units::{conversion, is_blank};
use crate::validate::{Rank, Wanted, converts, takes_depth, wanted_by};

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
    /// For each node, where its columns stand in that list.
    ranges: Vec<std::ops::Range<usize>>,
    /// For each column, the node that adds it.
    producers: Vec<usize>,
    /// Whether the columns of a node are not known.
    unknown: FixedBitSet,
}

/// How well each column of a pipeline suits a port; those whose unit does not convert suit none.
pub(super) type Suits = Vec<Option<Rank>>;

/// An input port of a reader.
struct Port<'p> {
    input: &'p InputFlow,
    suits: &'p Suits,
}

/// Columns for the ports of a reader, by their positions, and what to know about them.
struct Chosen {
    columns: BTreeMap<String, usize>,
    notes: Vec<String>,
}

/// What is chosen for one port.
pub(super) enum Choice {
    /// The column at this position.
    One(usize),
    /// Several suit it equally.
    Several(Vec<usize>),
    /// Nothing suits it.
    Nothing,
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
        let reach = reach(definition, &positions);
        Self { definition, flow, positions, reach, flows, columns, ranges, producers, unknown }
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
            if takes_depth(&spec) {
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
            Ok(Chosen { columns, notes }) => {
                let keys = columns.into_iter();
                let keys = keys.map(|(port, at)| (port, self.columns[at].key().to_owned()));
                let mut inputs = self.pins(to, &self.columns_new_to(from, to));
                inputs.extend(keys);
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

    /// Chooses what the ports of a reader take from a node; fails with the port that finds nothing.
    fn chosen<'p>(
        &self,
        from: usize,
        ports: &[Port<'p>],
        named: &BTreeMap<String, String>,
    ) -> Result<Chosen, Option<&'p InputFlow>> {
        let mut chosen = Chosen { columns: BTreeMap::new(), notes: Vec::new() };
        let mut doubts = Vec::new();
        let mut lacking = None;
        for port in ports {
            let input = port.input;
            if input.optional || input.binding.key().is_some() {
                continue;
            }
            // A port that names a column of this node waited for nothing but the edge.
            let named = named.get(&input.port).and_then(|reference| {
                let at = self.columns.iter().position(|column| column.key() == reference)?;
                self.reach[from].contains(self.producers[at]).then_some(Choice::One(at))
            });
            match named.unwrap_or_else(|| self.choice(from, port.suits)) {
                Choice::One(at) => {
                    chosen.notes.extend(converted(input, self.columns[at]));
                    chosen.columns.insert(input.port.clone(), at);
                }
                Choice::Several(several) => doubts.push(self.doubt(input, &several)),
                Choice::Nothing => lacking = lacking.or(Some(input)),
            }
        }
        if chosen.columns.is_empty() && doubts.is_empty() {
            let (input, at) = self.second_choice(from, ports).ok_or(lacking)?;
            if let Some(former) = input.binding.key() {
                chosen.notes.push(format!(
                    "{} reads {} in place of {}",
                    input.port,
                    self.called(self.columns[at]),
                    self.column(former).map_or(former.to_owned(), |column| self.called(column)),
                ));
            }
            chosen.notes.extend(converted(input, self.columns[at]));
            chosen.columns.insert(input.port.clone(), at);
        }
        chosen.notes.extend(doubts);
        Ok(chosen)
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

    /// Returns how well all columns suit a port.
    pub(super) fn suits(&self, port: &PortSpec) -> Suits {
        if takes_depth(port) {
            return vec![None; self.columns.len()];
        }
        let wanted = Wanted::by(port);
        let suits = self
            .columns
            .iter()
            .map(|column| wanted.rank(&column.column).filter(|_| converts(port, &column.column)));
        suits.collect()
    }

    /// Chooses a column for a port: what the node itself adds goes before what flows through it.
    fn choice(&self, from: usize, suits: &Suits) -> Choice {
        match best(self.ranges[from].clone(), suits) {
            Choice::Nothing => best(self.within(&self.reach[from], suits), suits),
            choice => choice,
        }
    }

    /// Walks the columns of some nodes that suit a port at all.
    pub(super) fn within(&self, nodes: &FixedBitSet, suits: &Suits) -> impl Iterator<Item = usize> {
        let suiting = suits.iter().enumerate().filter(|(_, rank)| rank.is_some());
        suiting.map(|(at, _)| at).filter(|at| nodes.contains(self.producers[*at]))
    }

    /// Chooses among ports that need nothing: an optional one that is open, or one to bind anew.
    fn second_choice<'p>(&self, from: usize, ports: &[Port<'p>]) -> Option<(&'p InputFlow, usize)> {
        let choices = ports.iter().filter_map(|port| {
            let Choice::One(at) = best(self.ranges[from].clone(), port.suits) else { return None };
            let order = (port.input.binding != Binding::Open, port.suits[at]);
            let new = match port.input.binding.key() {
                Some(key) => self.is_like(port.input, key, self.columns[at]),
                None => true,
            };
            new.then_some((order, port.input, at))
        });
        choices.min_by_key(|(order, _, _)| *order).map(|(_, input, at)| (input, at))
    }

    /// Whether a column may take the place of the one that a port reads.
    ///
    /// A port that takes anything often hands on what it takes, and its readers count on that.
    fn is_like(&self, port: &InputFlow, former: &str, new: &FlowColumn) -> bool {
        let Some(former) = self.column(former) else { return true };
        let same = || {
            let (old, new) = (&former.column, &new.column);
            old.quantity == new.quantity
                && old.unit.iter().zip(&new.unit).all(|(old, new)| conversion(new, old).is_some())
        };
        former.key() != new.key() && (!port.quantities.is_empty() || same())
    }

    fn doubt(&self, port: &InputFlow, several: &[usize]) -> String {
        let names: Vec<&str> =
            several.iter().take(4).map(|at| self.columns[*at].name.as_str()).collect();
        let more = if several.len() > 4 { ", …" } else { "" };
        format!("{} is to be chosen: {}{more}", port.port, names.join(", "))
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
        self.columns.iter().copied().find(|column| column.key() == key)
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

/// Says how the unit of a column becomes that of a port, where it does not stay as it is.
pub(super) fn converted(port: &InputFlow, column: &FlowColumn) -> Option<String> {
    let (wanted, unit) = (port.unit.as_ref()?, column.column.unit.as_ref()?);
    if is_blank(unit) {
        return Some(format!("unit of {} is not known; taken to be in {wanted}", column.name));
    }
    let conversion = conversion(unit, wanted)?;
    (!conversion.is_identity()).then(|| format!("{unit} is converted to {wanted}"))
}

/// Chooses the column that suits a port best.
pub(super) fn best(columns: impl Iterator<Item = usize>, suits: &Suits) -> Choice {
    let mut best: Option<Rank> = None;
    let mut found = Vec::new();
    for at in columns {
        let Some(rank) = suits[at] else { continue };
        if best.is_none_or(|best| rank < best) {
            best = Some(rank);
            found.clear();
        }
        if best == Some(rank) {
            found.push(at);
        }
    }
    match found.as_slice() {
        [] => Choice::Nothing,
        [one] => Choice::One(*one),
        _ => Choice::Several(found),
    }
}

/// Returns for each node itself and all that its data may come from, cycles included.
pub(super) fn reach(
    definition: &DagDefinition,
    positions: &HashMap<&str, usize>,
) -> Vec<FixedBitSet> {
    let nodes = &definition.nodes;
    let reads: Vec<Vec<usize>> = nodes
        .iter()
        .map(|node| {
            node.dependencies.iter().filter_map(|id| positions.get(id.as_str()).copied()).collect()
        })
        .collect();
    let mut reach: Vec<FixedBitSet> = (0..nodes.len())
        .map(|at| {
            let mut own = FixedBitSet::with_capacity(nodes.len());
            own.insert(at);
            own
        })
        .collect();
    // One pass in an order in which sources come first does it all; cycles need the others.
    let order = sources_first(&reads);
    loop {
        let mut grown = false;
        for &at in &order {
            for &source in reads[at].iter().filter(|source| **source != at) {
                let [of_node, of_source] = reach
                    .get_disjoint_mut([at, source])
                    .expect("positions differ and lie in the list");
                if !of_source.is_subset(of_node) {
                    of_node.union_with(of_source);
                    grown = true;
                }
            }
        }
        if !grown {
            return reach;
        }
    }
}

fn sources_first(reads: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(reads.len());
    let mut placed = HashSet::with_capacity(reads.len());
    for start in 0..reads.len() {
        // A walk in depth that places a node after those it reads; entries are (node, leaving).
        let mut walk = vec![(start, false)];
        while let Some((at, leaving)) = walk.pop() {
            if leaving {
                order.push(at);
            } else if placed.insert(at) {
                walk.push((at, true));
                walk.extend(reads[at].iter().map(|source| (*source, false)));
            }
        }
    }
    order
}
