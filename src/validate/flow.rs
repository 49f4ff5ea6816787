//! Follows the columns through the pipeline: who offers what, and which port reads which.

use std::collections::BTreeSet;

use super::binding::{Reader, Source};
use super::catalogue::Known;
use super::graph::{Graph, label};
use super::listing::first_few;
use super::offer::Offer;
use super::{ends, ingestion, report, units};
use crate::domain::curve::{Column, Quantity, quantity_of};
use crate::domain::dag::NodeType;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::flow::InputFlow;
use crate::domain::inventory::Inventory;
use crate::domain::operator::{OutputSpec, PortSpec};
use crate::domain::plan::BoundInput;

/// Offers and bindings of all nodes, by index.
pub(super) struct Flow {
    /// Columns that each node adds; `None` where they cannot be known.
    pub offers: Vec<Option<Vec<Offer>>>,
    /// Bound input ports of each node.
    pub bound: Vec<Vec<BoundInput>>,
    /// All input ports of each node, as the report tells them.
    pub inputs: Vec<Vec<InputFlow>>,
}

impl Flow {
    /// Follows the columns in order and reports every port that cannot be bound or fed.
    pub fn new(
        graph: &Graph,
        known: &[Option<Known>],
        inventory: Option<&Inventory>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let count = graph.definition.nodes.len();
        let mut flow = Self {
            offers: vec![None; count],
            bound: vec![Vec::new(); count],
            inputs: vec![Vec::new(); count],
        };
        for &index in &graph.order {
            let (offers, inputs) = match (&graph.node(index).node_type, &known[index]) {
                (NodeType::Ingestion { .. }, _) => {
                    (ingestion::ingested(graph, index, inventory, diagnostics), Vec::new())
                }
                (NodeType::Operator { inputs, .. }, Some(known)) => {
                    let reader = flow.reader(graph, index, known);
                    let ports = reader.bind(inputs, diagnostics);
                    let bound: Vec<_> =
                        ports.iter().filter_map(|port| Some((port.spec, port.source?))).collect();
                    let offers = computed(&reader, &bound, inventory, diagnostics);
                    let inputs = ports.iter().map(|port| report::input(port, inventory));
                    (Some(offers), inputs.collect())
                }
                (NodeType::Operator { .. }, None) => (None, Vec::new()),
                (NodeType::Output { .. }, _) => {
                    ends::check_output(graph, index, diagnostics);
                    (Some(Vec::new()), Vec::new())
                }
            };
            let bound = inputs.iter().filter_map(|input: &InputFlow| {
                let key = input.binding.key()?.to_owned();
                Some(BoundInput { port: input.port.clone(), key })
            });
            flow.bound[index] = bound.collect();
            flow.inputs[index] = inputs;
            flow.offers[index] = offers;
        }
        flow
    }

    /// Returns the offer with this key in the flow.
    pub fn offer(&self, key: &str) -> Option<&Offer> {
        self.offers.iter().flatten().flatten().find(|offer| offer.column.key == key)
    }

    /// Returns the offer with this key among those that reach a node.
    pub fn offer_upstream(&self, graph: &Graph, index: usize, key: &str) -> Option<&Offer> {
        let upstream = graph.ancestors[index].iter();
        upstream.flat_map(|at| self.offers[*at].iter().flatten()).find(|it| it.column.key == key)
    }

    /// Whether something upstream of a node is not known.
    pub fn is_blind(&self, graph: &Graph, index: usize) -> bool {
        let unknown = |at: &usize| self.offers[*at].is_none() || graph.incomplete.contains(at);
        graph.incomplete.contains(&index) || graph.ancestors[index].iter().any(unknown)
    }

    fn reader<'a>(&'a self, graph: &'a Graph, index: usize, known: &'a Known) -> Reader<'a> {
        let ancestors = &graph.ancestors[index];
        Reader {
            graph,
            index,
            spec: known.spec,
            offered: ancestors.iter().flat_map(|at| self.offers[*at].iter().flatten()).collect(),
            blind: self.is_blind(graph, index),
        }
    }
}

/// Checks what is bound and returns the columns that the operator adds.
fn computed(
    reader: &Reader,
    bound: &[(&PortSpec, Source)],
    inventory: Option<&Inventory>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Offer> {
    let node = reader.graph.node(reader.index);
    let mut wells: Option<BTreeSet<usize>> = None;
    for (port, source) in bound {
        let Source::Column(offer) = source else { continue };
        units::check(node, port, offer, inventory, diagnostics);
        diagnostics.extend(other_quantity(reader, port, offer));
        if let Some(inventory) = inventory {
            ingestion::report_lacking(reader.graph, offer, &reader.offered, inventory, diagnostics);
        }
        wells = Some(match wells {
            None => offer.wells.clone(),
            Some(wells) => wells.intersection(&offer.wells).copied().collect(),
        });
    }
    let fed = bound
        .iter()
        .all(|(_, source)| !matches!(source, Source::Column(offer) if offer.wells.is_empty()));
    if inventory.is_some() && fed && wells.as_ref().is_some_and(BTreeSet::is_empty) {
        diagnostics.push(
            Diagnostic::error(
                ErrorType::MissingInputCurves,
                format!("no well has all inputs of \"{}\"", label(node)),
            )
            .at_node(&node.id)
            .found(first_few(bound.iter().map(|(_, source)| source.key())))
            .hint("bind curves that stand in the same wells"),
        );
    }
    let wells = wells.unwrap_or_else(|| {
        reader.offered.iter().flat_map(|offer| offer.wells.iter().copied()).collect()
    });
    let outputs = reader.spec.outputs.iter();
    outputs.map(|output| offered(reader, output, bound, wells.clone())).collect()
}

fn offered(
    reader: &Reader,
    output: &OutputSpec,
    bound: &[(&PortSpec, Source)],
    wells: BTreeSet<usize>,
) -> Offer {
    let kept = output.keeps.as_ref().and_then(|keeps| {
        bound.iter().find_map(|(port, source)| match source {
            Source::Column(offer) if port.name == *keeps => Some(*offer),
            _ => None,
        })
    });
    let inherited = kept.filter(|_| output.unit.is_none());
    let node = &reader.graph.node(reader.index).id;
    Offer {
        column: produced(node, output, kept.map(|offer| &offer.column)),
        name: output.name.clone(),
        producer: reader.index,
        ingested: false,
        origin: inherited.and_then(|offer| offer.origin.clone()),
        wells,
    }
}

/// Returns the column that an output port adds, given what the input port reads whose quantity it keeps.
pub fn produced(node: &str, output: &OutputSpec, kept: Option<&Column>) -> Column {
    Column {
        key: format!("{node}.{}", output.name),
        mnemonic: kept.map_or(&output.name, |column| &column.mnemonic).clone(),
        unit: output.unit.clone().or_else(|| kept?.unit.clone()),
        quantity: output
            .quantity
            .or(kept.map(|column| column.quantity))
            .unwrap_or_else(|| quantity_of(&output.name)),
    }
}

/// Notes that a port is fed, by the author's will, with something else than it names.
fn other_quantity(reader: &Reader, port: &PortSpec, offer: &Offer) -> Option<Diagnostic> {
    let quantity = offer.column.quantity;
    let known = quantity != Quantity::Unknown && !port.quantities.is_empty();
    let node = reader.graph.node(reader.index);
    (known && !port.quantities.contains(&quantity)).then(|| {
        let wanted: Vec<String> = port.quantities.iter().map(ToString::to_string).collect();
        Diagnostic::info(
            ErrorType::SchemaMismatch,
            format!("an input of \"{}\" is bound to another quantity", label(node)),
        )
        .at_node(&node.id)
        .at_port(&port.name)
        .found(format!("{quantity} ({})", offer.column.key))
        .wanted(wanted.join(" or "))
        .hint("leave it if it is meant")
    })
}
