//! Follows the columns through the pipeline: who offers what, and which port reads which.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::binding::{Reader, Source};
use super::catalogue::Known;
use super::graph::{Graph, label};
use super::listing::first_few;
use super::offer::Offer;
use super::{ends, ingestion, output, report, units};
use crate::domain::curve::{Column, Place, Quantity, quantity_of};
use crate::domain::dag::{NodeType, references};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::flow::InputFlow;
use crate::domain::inventory::Inventory;
use crate::domain::operator::{OperatorSpec, OutputSpec, PortSpec, Rows};
use crate::domain::plan::BoundInput;

/// Offers and bindings of all nodes, by index.
pub(super) struct Flow {
    /// Columns that each node adds; `None` where they cannot be known.
    pub offers: Vec<Option<Vec<Offer>>>,
    /// Bound input ports of each node.
    pub bound: Vec<Vec<BoundInput>>,
    /// All input ports of each node, as the report tells them.
    pub inputs: Vec<Vec<InputFlow>>,
    /// For each node, the column whose depths it works on where no port reads a curve.
    pub grids: Vec<Option<String>>,
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
            grids: vec![None; count],
        };
        for &index in &graph.order {
            let mut bound = Vec::new();
            let mut grid = None;
            let (offers, inputs) = match (&graph.node(index).node_type, &known[index]) {
                (NodeType::Ingestion { .. }, _) => {
                    (ingestion::ingested(graph, index, inventory, diagnostics), Vec::new())
                }
                (NodeType::Operator { inputs, .. }, Some(known)) => {
                    let reader = flow.reader(graph, index, known);
                    let ports = reader.bind(inputs, diagnostics);
                    let read: Vec<(&PortSpec, Source)> = ports
                        .iter()
                        .flat_map(|port| port.sources.iter().map(|source| (port.spec, *source)))
                        .collect();
                    bound = flow.plan_bound(graph, &read);
                    let witness = reader.grid(&read);
                    grid = witness.map(|offer| offer.column.key.clone());
                    let offers = computed(&reader, &read, witness, known, inventory, diagnostics);
                    let inputs = ports.iter().map(|port| report::input(port, inventory));
                    (Some(offers), inputs.collect())
                }
                (NodeType::Operator { .. }, None) => (None, Vec::new()),
                (NodeType::Output { .. }, _) => {
                    ends::check_output(graph, index, diagnostics);
                    output::left_out(graph, index, &flow, diagnostics);
                    (Some(Vec::new()), Vec::new())
                }
            };
            flow.bound[index] = bound;
            flow.grids[index] = grid;
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

    /// Returns the bound ports as the plan has them: of a port for several columns, each by its own name.
    fn plan_bound(&self, graph: &Graph, read: &[(&PortSpec, Source)]) -> Vec<BoundInput> {
        let mut bound: Vec<BoundInput> = Vec::with_capacity(read.len());
        for (port, source) in read {
            let key = source.key().to_owned();
            bound.push(BoundInput { port: port.name.clone(), key, member: None });
        }
        let mut of_port: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, (port, _)) in read.iter().enumerate().filter(|(_, (port, _))| port.repeated) {
            of_port.entry(&port.name).or_default().push(at);
        }
        for places in of_port.into_values() {
            let sources: Vec<Source> = places.iter().map(|at| read[*at].1).collect();
            for (at, name) in places.into_iter().zip(self.members(graph, &sources)) {
                bound[at].member = Some(name);
            }
        }
        bound
    }

    /// Names the columns of a port for several: each by its mnemonic. Where these are alike, as those
    /// of one test on many curves, the curve that it was made from stands before it: `GR:SPK`. Where
    /// that does not tell them apart either, the node does: ids say nothing to anybody.
    fn members(&self, graph: &Graph, sources: &[Source]) -> Vec<String> {
        let own = |source: &Source| match source {
            Source::Depth => source.key().to_owned(),
            Source::Column(offer) => offer.column.mnemonic.clone(),
        };
        let mnemonics: Vec<String> = sources.iter().map(own).collect();
        let alike = counted(&mnemonics);
        let made_of = sources.iter().zip(&mnemonics).map(|(source, mnemonic)| match source {
            Source::Column(offer) if alike[mnemonic] > 1 => {
                let from = self.made_of(offer).map(|from| format!("{from}:{mnemonic}"));
                from.unwrap_or_else(|| mnemonic.clone())
            }
            _ => mnemonic.clone(),
        });
        let made_of: Vec<String> = made_of.collect();
        let alike = counted(&made_of);
        let mut members: Vec<String> = Vec::with_capacity(sources.len());
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (place, source) in sources.iter().enumerate() {
            let name = match source {
                Source::Column(offer) if alike[&made_of[place]] > 1 => {
                    let node = label(graph.node(offer.producer));
                    let named = format!("{node}.{}", offer.name);
                    let names = [&mnemonics[place], &offer.name, &named, &offer.column.key];
                    let free = names.into_iter().find(|name| !taken.contains(*name));
                    free.unwrap_or(&offer.column.key).clone()
                }
                _ => made_of[place].clone(),
            };
            taken.insert(name.clone());
            members.push(name);
        }
        members
    }

    /// Returns the mnemonic of the first column that the maker of a column reads.
    fn made_of(&self, offer: &Offer) -> Option<&str> {
        let mut read = self.bound[offer.producer].iter();
        let first = read.find_map(|input| self.offer(&input.key))?;
        Some(&first.column.mnemonic)
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

fn counted(names: &[String]) -> BTreeMap<&String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

impl<'a> Reader<'a> {
    /// Returns the curve whose depths an operator works on that reads none at depths, only tables or
    /// the depths themselves: the first that most wells have and that no port reads as a table.
    fn grid(&self, read: &[(&PortSpec, Source<'a>)]) -> Option<&'a Offer> {
        let at_depths = |rows: &Rows| *rows == Rows::Depths;
        let reads = self.spec.inputs.iter().any(|port| at_depths(&port.rows));
        let makes = self.spec.outputs.iter().any(|output| at_depths(&output.rows));
        let curve = read
            .iter()
            .any(|(port, source)| at_depths(&port.rows) && matches!(source, Source::Column(_)));
        if curve || !(reads || makes) {
            return None;
        }
        let of_table =
            |offer: &Offer| read.iter().any(|(_, source)| source.key() == offer.column.key);
        let curves = self.offered.iter().copied().filter(|offer| {
            offer.column.place == Place::Depths && !offer.column.is_set && !of_table(offer)
        });
        let most = curves.clone().map(|offer| offer.wells.len()).max()?;
        let mut curves = curves.filter(|offer| offer.wells.len() == most);
        curves.next()
    }
}

/// Checks what is bound and returns the columns that the operator adds.
fn computed(
    reader: &Reader,
    bound: &[(&PortSpec, Source)],
    witness: Option<&Offer>,
    known: &Known,
    inventory: Option<&Inventory>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Offer> {
    let node = reader.graph.node(reader.index);
    let mut wells: Option<BTreeSet<usize>> = None;
    for (at, (port, source)) in bound.iter().enumerate() {
        let Source::Column(offer) = source else { continue };
        units::check(node, port, offer, inventory, diagnostics);
        diagnostics.extend(other_quantity(reader, port, offer));
        if let (Some(inventory), false) = (inventory, port.repeated) {
            ingestion::report_lacking(reader.graph, offer, &reader.offered, inventory, diagnostics);
        }
        // Of several columns in one port a well needs one.
        let before = |(other, _): &(&PortSpec, Source)| other.name == port.name;
        if port.repeated && bound[..at].iter().any(before) {
            continue;
        }
        let here = match port.repeated {
            false => offer.wells.clone(),
            true => {
                let of_port = bound.iter().filter(|(other, _)| other.name == port.name);
                let offers = of_port.filter_map(|(_, source)| match source {
                    Source::Column(offer) => Some(&offer.wells),
                    Source::Depth => None,
                });
                offers.flatten().copied().collect()
            }
        };
        wells = Some(match wells {
            None => here,
            Some(wells) => wells.intersection(&here).copied().collect(),
        });
    }
    diagnostics.extend(several_grids(reader, bound));
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
    let base = base(bound, witness);
    let outputs = reader.spec.outputs.iter().map(|output| {
        let mut offer = offered(reader, output, bound, wells.clone(), &known.parameters);
        if output.rows == Rows::Depths {
            offer.column.place.clone_from(&base);
        }
        offer
    });
    let mut offers: Vec<Offer> = outputs.collect();
    let members: Vec<Offer> = offers.iter().flat_map(|set| members(reader, set)).collect();
    offers.extend(members);
    offers
}

/// Returns those columns of a set that other nodes name: `node.PORT[NAME]`; whether a well has them,
/// only a run knows.
fn members(reader: &Reader, set: &Offer) -> Vec<Offer> {
    if !set.column.is_set {
        return Vec::new();
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for node in &reader.graph.definition.nodes {
        let NodeType::Operator { inputs, .. } = &node.node_type else { continue };
        let named = inputs.values().flat_map(|bound| references(bound));
        names.extend(named.filter_map(|one| {
            one.strip_prefix(&set.column.key)?.strip_prefix('[')?.strip_suffix(']')
        }));
    }
    let member = |name: &str| Offer {
        column: Column {
            key: format!("{}[{name}]", set.column.key),
            mnemonic: name.to_owned(),
            unit: None,
            quantity: quantity_of(name),
            kind: None,
            is_set: false,
            ..set.column.clone()
        },
        name: format!("{}[{name}]", set.name),
        origin: None,
        ..set.clone()
    };
    names.into_iter().map(member).collect()
}

/// Returns where the curves lie that an operator reads, and so those that it makes: with the curves
/// of the well if it reads any of these, else in the table that it reads.
fn base(bound: &[(&PortSpec, Source)], witness: Option<&Offer>) -> Place {
    let read = bound.iter().filter_map(|(port, source)| match source {
        Source::Column(offer) if port.rows == Rows::Depths => Some(*offer),
        _ => None,
    });
    let places = read.chain(witness).map(|offer| &offer.column.place);
    places.min().cloned().unwrap_or_default()
}

/// Warns of curves that are read together and lie, for all that is known, on different grids.
fn several_grids(reader: &Reader, bound: &[(&PortSpec, Source)]) -> Option<Diagnostic> {
    let node = reader.graph.node(reader.index);
    let mut grids: Vec<(&Place, &str)> = Vec::new();
    for (port, source) in bound {
        if let Source::Column(offer) = source
            && port.rows == Rows::Depths
            && !grids.iter().any(|(place, _)| **place == offer.column.place)
        {
            grids.push((&offer.column.place, &offer.column.key));
        }
    }
    (grids.len() > 1).then(|| {
        let found = grids.iter().map(|(place, key)| format!("{key} among {place}"));
        Diagnostic::warning(
            ErrorType::DepthMismatch,
            format!("inputs of \"{}\" lie on different depth grids", label(node)),
        )
        .at_node(&node.id)
        .found(first_few(found))
        .wanted("one grid, or grids of which one is part of the other")
        .hint("bind columns that lie together, or resample the others in the same way")
    })
}

fn offered(
    reader: &Reader,
    output: &OutputSpec,
    bound: &[(&PortSpec, Source)],
    wells: BTreeSet<usize>,
    parameters: &Map<String, Value>,
) -> Offer {
    let kept = output.keeps.as_ref().and_then(|keeps| {
        bound.iter().find_map(|(port, source)| match source {
            Source::Column(offer) if port.name == *keeps => Some(*offer),
            _ => None,
        })
    });
    let converted = output.keeps.as_ref().and_then(|port| reader.spec.input(port)?.unit.as_ref());
    let inherited = kept.filter(|_| output.unit.is_none() && converted.is_none());
    let node = &reader.graph.node(reader.index).id;
    Offer {
        column: produced(node, reader.spec, output, kept.map(|offer| &offer.column), parameters),
        name: output.name.clone(),
        producer: reader.index,
        ingested: false,
        origin: inherited.and_then(|offer| offer.origin.clone()),
        wells,
    }
}

/// Returns the column that an output port adds, given what the input port reads whose quantity it keeps.
pub fn produced(
    node: &str,
    spec: &OperatorSpec,
    output: &OutputSpec,
    kept: Option<&Column>,
    parameters: &Map<String, Value>,
) -> Column {
    let place = match &output.rows {
        Rows::Depths => Place::Depths,
        Rows::Table(name) => Place::Table {
            node: node.to_owned(),
            name: name.clone(),
            along: spec.depths_of(name).is_some(),
        },
        Rows::One => Place::One,
    };
    // Depths that a port reads without a column are in the unit of the port.
    let of_port = output.keeps.as_ref().and_then(|port| spec.input(port)?.unit.as_deref());
    let unit = of_port.or_else(|| kept?.unit.as_deref());
    let named = kept.filter(|_| spec.named_after(output).is_some());
    Column {
        key: format!("{node}.{}", output.name),
        mnemonic: named.map_or(&output.name, |column| &column.mnemonic).clone(),
        unit: output.unit_of(unit, parameters),
        quantity: output
            .quantity
            .or(kept.map(|column| column.quantity))
            .unwrap_or_else(|| quantity_of(&output.name)),
        kind: Some(output.kind),
        place,
        is_set: output.repeated,
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
