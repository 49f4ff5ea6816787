//! Which operators may follow a node or stand on an edge, and what their ports would read there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fixedbitset::FixedBitSet;
use serde_json::{Map, Value};

use super::change::Edit;
use super::choose::{Choice, Suits, best};
use super::connect::Connections;
use crate::domain::curve::Column;
use crate::domain::dag::{DagNode, NodeType};
use crate::domain::flow::{Binding, FlowColumn, InputFlow};
use crate::domain::operator::{OperatorSpec, OutputSpec, PortSpec};
use crate::validate::{Wanted, converts, produced};

/// An operator for a place in the pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion<'s> {
    /// The operator.
    pub spec: &'s OperatorSpec,
    /// What its ports read there.
    pub inputs: BTreeMap<String, String>,
    /// Ports that must be bound and find no column.
    pub lacking: Vec<String>,
    /// Ports that must be bound and find several columns, with the keys of these.
    pub open: BTreeMap<String, Vec<String>>,
    /// Ports of the reader, on an edge, that would read what the operator computes.
    pub feeds: Vec<String>,
    /// Sum of how well the columns suit, and whether any comes from the place itself.
    fit: (bool, usize),
}

impl Suggestion<'_> {
    /// Whether every port that must be bound is.
    pub fn is_complete(&self) -> bool {
        self.lacking.is_empty() && self.open.is_empty()
    }

    /// Ranks what can run at once before what cannot, and what continues the place before the rest.
    fn order(&self) -> impl Ord + use<> {
        let lacks = (self.lacking.len(), self.open.len());
        (lacks, self.feeds.is_empty(), self.fit, self.spec.title.clone())
    }
}

impl Connections<'_> {
    /// Returns the operators that could read these nodes, the fitting ones first.
    pub fn operators_after<'s>(
        &self,
        nodes: &[&str],
        specs: impl IntoIterator<Item = &'s OperatorSpec>,
    ) -> Vec<Suggestion<'s>> {
        let place = self.place(nodes, &[]);
        sorted(specs.into_iter().map(|spec| self.suggestion(&place, spec)))
    }

    /// Returns the operators that could stand on an edge, the fitting ones first.
    pub fn operators_on<'s>(
        &self,
        from: &str,
        to: &str,
        specs: impl IntoIterator<Item = &'s OperatorSpec>,
    ) -> Vec<Suggestion<'s>> {
        sorted(specs.into_iter().map(|spec| self.on_edge(from, to, spec)))
    }

    /// Returns the edit that adds a node which reads others.
    pub fn appended(&self, nodes: &[&str], mut node: DagNode) -> Edit {
        node.dependencies = nodes.iter().map(|id| (*id).to_owned()).collect();
        Edit::Add { nodes: vec![node] }
    }

    /// Returns the edit that puts a node, made from a suggestion for the edge, on that edge.
    ///
    /// Where the operator keeps the quantity that the reader took, the reader takes the new curve;
    /// where it computes one that the reader lacks, that one. All else stays bound as it was.
    pub fn inserted(&self, from: &str, to: &str, node: DagNode, spec: &OperatorSpec) -> Edit {
        let added = self.added(&node, spec);
        let inputs = match self.positions.get(to) {
            Some(&reader) => self.rebound(from, reader, &added, spec, &node),
            None => BTreeMap::new(),
        };
        let edit = Edit::InsertOn {
            from: from.to_owned(),
            to: to.to_owned(),
            node: Box::new(node),
            inputs,
        };
        let label = edit.label(self.definition);
        match self.positions.get(to) {
            Some(&reader) => {
                let added: Vec<&FlowColumn> = added.iter().collect();
                self.with_pins(edit, label, reader, &added)
            }
            None => edit,
        }
    }

    fn on_edge<'s>(&self, from: &str, to: &str, spec: &'s OperatorSpec) -> Suggestion<'s> {
        let carried = self.flow.edge(from, to).map_or(&[][..], |edge| &edge.carries);
        let mut suggestion = self.suggestion(&self.place(&[from], carried), spec);
        if let Some(&reader) = self.positions.get(to) {
            let outputs = spec.outputs.iter().map(|output| {
                let kept = output.keeps.as_ref().and_then(|port| suggestion.inputs.get(port));
                let column = produced("", spec, output, self.kept(kept), &Map::new());
                (is_filtered(output), kept.cloned(), column)
            });
            let outputs: Vec<_> = outputs.collect();
            let feeds = self.inputs(reader).iter().filter(|input| {
                outputs
                    .iter()
                    .any(|(keeps, kept, column)| takes_over(input, *keeps, kept.as_deref(), column))
            });
            suggestion.feeds = feeds.map(|input| input.port.clone()).collect();
        }
        suggestion
    }

    fn suggestion<'s>(&self, place: &Place, spec: &'s OperatorSpec) -> Suggestion<'s> {
        let mut suggestion = Suggestion {
            spec,
            inputs: BTreeMap::new(),
            lacking: Vec::new(),
            open: BTreeMap::new(),
            feeds: Vec::new(),
            fit: (true, 0),
        };
        for port in spec.inputs.iter().filter(|port| !port.optional && !port.takes_depth()) {
            let mut found = self.found(place, port);
            let mut port = port;
            // Where nothing suits a port, another one may be fed in its place.
            if let (Choice::Nothing, Some(other)) =
                (&found.0, port.instead.as_ref().and_then(|other| spec.input(other)))
            {
                let instead = self.found(place, other);
                if !matches!(instead.0, Choice::Nothing) {
                    (found, port) = (instead, other);
                }
            }
            let (choice, near, suits) = found;
            // A port for several columns takes all that suit it, without being told.
            if port.repeated && !matches!(choice, Choice::Nothing) {
                suggestion.fit.0 &= !near;
                continue;
            }
            match choice {
                Choice::One(at) => {
                    suggestion.fit.0 &= !near;
                    suggestion.fit.1 += suits[at].map_or(0, |rank| rank as usize);
                    suggestion.inputs.insert(port.name.clone(), self.columns[at].key().to_owned());
                }
                Choice::Several(several) => {
                    let keys = several.iter().map(|at| self.columns[*at].key().to_owned());
                    suggestion.open.insert(port.name.clone(), keys.collect());
                }
                Choice::Nothing => suggestion.lacking.push(port.name.clone()),
            }
        }
        suggestion
    }

    /// Finds what suits a port at a place, and whether it is near: carried by the edge, or of its node.
    fn found(&self, place: &Place, port: &PortSpec) -> (Choice, bool, Suits) {
        let suits = self.suits(port);
        let within = |nodes| best(self.within(nodes, &suits), &suits);
        let carried = best(place.carried.iter().copied(), &suits);
        let (choice, near) = match (carried, within(&place.nodes)) {
            (Choice::Nothing, Choice::Nothing) => (within(&place.reach), false),
            (Choice::Nothing, own) => (own, true),
            (carried, _) => (carried, true),
        };
        (choice, near, suits)
    }

    fn place(&self, nodes: &[&str], carried: &[String]) -> Place {
        let count = self.definition.nodes.len();
        let mut place = Place {
            nodes: FixedBitSet::with_capacity(count),
            reach: FixedBitSet::with_capacity(count),
            carried: Vec::new(),
        };
        for &at in nodes.iter().filter_map(|id| self.positions.get(id)) {
            place.nodes.insert(at);
            place.reach.union_with(&self.reach[at]);
        }
        let columns = self.columns.iter().enumerate();
        place.carried = columns
            .filter(|(_, column)| carried.iter().any(|key| key == column.key()))
            .map(|(at, _)| at)
            .collect();
        place
    }

    /// Returns the columns that a new node adds.
    fn added(&self, node: &DagNode, spec: &OperatorSpec) -> Vec<FlowColumn> {
        let outputs = spec.outputs.iter().map(|output| FlowColumn {
            column: produced(
                &node.id,
                spec,
                output,
                self.kept(reads(node, output.keeps.as_ref())),
                parameters(node),
            ),
            name: output.name.clone(),
            node: node.id.clone(),
            ingested: false,
            wells: None,
        });
        outputs.collect()
    }

    fn kept(&self, key: Option<&String>) -> Option<&Column> {
        key.and_then(|key| self.column(key)).map(|column| &column.column)
    }

    /// Returns the bindings of a reader when a new node comes between it and what it read.
    fn rebound(
        &self,
        from: &str,
        reader: usize,
        added: &[FlowColumn],
        spec: &OperatorSpec,
        node: &DagNode,
    ) -> BTreeMap<String, String> {
        // Inserting drops the bindings to `from` unless they are said again.
        let NodeType::Operator { inputs, .. } = &self.definition.nodes[reader].node_type else {
            return BTreeMap::new();
        };
        let of_source = |reference: &String| {
            self.definition.split_reference(reference).is_some_and(|(node, _)| node.id == from)
        };
        let said = inputs.iter().filter(|(_, reference)| of_source(reference));
        let mut bindings: BTreeMap<String, String> =
            said.map(|(port, reference)| (port.clone(), reference.clone())).collect();
        bindings.extend(self.pins(reader, &added.iter().collect::<Vec<_>>()));
        for input in self.inputs(reader) {
            let new = added.iter().zip(&spec.outputs).find(|(column, output)| {
                let kept = reads(node, output.keeps.as_ref());
                takes_over(input, is_filtered(output), kept.map(String::as_str), &column.column)
            });
            if let Some((column, _)) = new {
                bindings.insert(input.port.clone(), column.key().to_owned());
            }
        }
        bindings
    }
}

/// Where an operator is to stand.
struct Place {
    /// Nodes that it reads.
    nodes: FixedBitSet,
    /// These, and all that their data may come from.
    reach: FixedBitSet,
    /// Columns, by their positions, that the reader takes by the edge.
    carried: Vec<usize>,
}

/// Returns the parameters of an operator node.
fn parameters(node: &DagNode) -> &Map<String, Value> {
    static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    match &node.node_type {
        NodeType::Operator { parameters, .. } => parameters,
        _ => &NONE,
    }
}

/// Returns what a node names for a port.
fn reads<'n>(node: &'n DagNode, port: Option<&String>) -> Option<&'n String> {
    let NodeType::Operator { inputs, .. } = &node.node_type else { return None };
    inputs.get(port?)
}

/// Whether an output is the input in another form. What keeps the name but not the unit, such as a
/// derivative, is another curve.
fn is_filtered(output: &OutputSpec) -> bool {
    output.keeps.is_some() && output.unit.is_none() && output.quantity.is_none()
}

/// Whether a port of a reader takes a new column in place of what it reads or lacks.
fn takes_over(input: &InputFlow, keeps: bool, kept: Option<&str>, column: &Column) -> bool {
    let spec = input.spec();
    match input.binding.key() {
        Some(key) => {
            let fits = spec.misfit(column).is_none() && spec.takes_rows(&column.place);
            !input.repeated && keeps && kept == Some(key) && fits && converts(&spec, column)
        }
        None if input.binding == Binding::Open => false,
        None => Wanted::by(&spec).rank(column).is_some() && converts(&spec, column),
    }
}

fn sorted<'s>(suggestions: impl Iterator<Item = Suggestion<'s>>) -> Vec<Suggestion<'s>> {
    let mut suggestions: Vec<_> = suggestions.collect();
    suggestions.sort_by_cached_key(Suggestion::order);
    suggestions
}
