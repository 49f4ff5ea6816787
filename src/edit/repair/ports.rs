//! Input ports: other columns, names that were misspelt, and sources that are not read yet.

use super::{Proposal, Workshop, with_inputs};
use crate::domain::dag::{DagNode, NodeType, SourceType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::flow::FlowColumn;
use crate::edit::change::Edit;
use crate::edit::connect::Verdict;
use crate::validate::{Wanted, converts};

impl Workshop<'_> {
    /// Proposes for an input port of a node.
    pub(super) fn of_port(
        &self,
        diagnostic: &Diagnostic,
        node: &DagNode,
        port: &str,
    ) -> Vec<Proposal> {
        match diagnostic.error_type {
            ErrorType::AmbiguousInput => self.one_of_several(diagnostic, node, port),
            ErrorType::MissingInput => self.found_column(diagnostic, node, port),
            ErrorType::UnitMismatch => self.other_columns(node, port),
            ErrorType::SchemaMismatch if diagnostic.is_error() => {
                self.known_port(diagnostic, node, port)
            }
            ErrorType::SchemaMismatch => self.other_columns(node, port),
            _ => Vec::new(),
        }
    }

    fn bound(&self, node: &DagNode, port: &str, reference: &str) -> Option<Proposal> {
        let edit = with_inputs(node, |inputs| {
            inputs.insert(port.to_owned(), reference.to_owned());
        })?;
        let called = self
            .connections
            .column(reference)
            .map_or_else(|| reference.to_owned(), |column| self.connections.called(column));
        Some((format!("bind {port} to {called}"), edit))
    }

    fn unbound(&self, node: &DagNode, port: &str) -> Option<Proposal> {
        let NodeType::Operator { inputs, .. } = &node.node_type else { return None };
        inputs.get(port)?;
        let edit = with_inputs(node, |inputs| {
            inputs.remove(port);
        })?;
        Some((format!("let {port} find its column"), edit))
    }

    /// Names each of the columns that compete; what was computed last is what is most often meant.
    fn one_of_several(&self, diagnostic: &Diagnostic, node: &DagNode, port: &str) -> Vec<Proposal> {
        let places = self.flow.positions();
        let place = |key: &String| {
            let producer = self.connections.column(key).map(|column| column.node.as_str());
            let at = producer.and_then(|producer| places.get(producer))?;
            self.flow.order.iter().position(|other| other == at)
        };
        let mut keys: Vec<&String> = diagnostic.choices().iter().collect();
        keys.sort_by_key(|key| std::cmp::Reverse(place(key)));
        keys.into_iter().filter_map(|key| self.bound(node, port, key)).collect()
    }

    fn found_column(&self, diagnostic: &Diagnostic, node: &DagNode, port: &str) -> Vec<Proposal> {
        let not_upstream = diagnostic.nodes().iter().filter(|id| !node.dependencies.contains(id));
        let connect = not_upstream.map(|id| {
            let edit =
                Edit::Connect { from: id.clone(), to: node.id.clone(), inputs: Default::default() };
            (format!("read \"{}\"", self.name(id)), edit)
        });
        let named = diagnostic.choices().iter().filter_map(|key| self.bound(node, port, key));
        let mut proposals: Vec<Proposal> = connect.chain(named).collect();
        proposals.extend(self.unbound(node, port));
        proposals.extend(self.elsewhere(node, port));
        proposals.extend(self.read_too(node, port));
        proposals
    }

    /// Connects a node that offers what a port wants, and binds the port to it.
    fn elsewhere(&self, node: &DagNode, port: &str) -> Vec<Proposal> {
        let sources = self.connections.sources_of(&node.id).into_iter();
        let binding = sources.filter_map(|(source, verdict)| match verdict {
            Verdict::Allowed { inputs, .. } if inputs.contains_key(port) => {
                let own =
                    self.connections.column(&inputs[port]).is_some_and(|it| it.node == source);
                Some((!own, source, inputs))
            }
            _ => None,
        });
        let mut binding: Vec<_> = binding.collect();
        binding.sort_by_key(|(through, _, _)| *through);
        let edits = binding.into_iter().map(|(_, source, inputs)| {
            let key = &inputs[port];
            let column = self.connections.column(key).map_or(key, |column| &column.name);
            let title = format!("read \"{}\" and bind {port} to {column}", self.name(source));
            let edit = Edit::Connect { from: source.to_owned(), to: node.id.clone(), inputs };
            (title, edit)
        });
        edits.collect()
    }

    /// Lets an ingestion upstream read the curve that a port is named after.
    fn read_too(&self, node: &DagNode, port: &str) -> Vec<Proposal> {
        let Some(&at) = self.connections.positions.get(node.id.as_str()) else {
            return Vec::new();
        };
        let upstream = self.connections.reach[at].ones().map(|at| &self.definition.nodes[at]);
        let proposals = upstream.filter_map(|source| {
            let mut node_type = source.node_type.clone();
            let NodeType::Ingestion {
                source_type: SourceType::WellLogs { curve_names, .. }, ..
            } = &mut node_type
            else {
                return None;
            };
            curve_names.push(port.to_owned());
            let reading = Edit::SetWork { node: source.id.clone(), node_type };
            let key = format!("{}.{port}", source.id);
            let (_, binding) = self.bound(node, port, &key)?;
            let title = format!("let \"{}\" read {port} too", source.name);
            Some((title.clone(), Edit::Together { label: title, edits: vec![reading, binding] }))
        });
        proposals.collect()
    }

    /// Names the columns that fit a port by quantity and unit, the nearest first.
    fn other_columns(&self, node: &DagNode, port: &str) -> Vec<Proposal> {
        let input = self.flow.node(&node.id).and_then(|flow| flow.input(port));
        let Some(spec) = input.map(|input| input.spec()) else { return Vec::new() };
        let wanted = Wanted::by(&spec);
        let offered = self.flow.offered_by(&node.id).into_iter().filter(|it| it.node != node.id);
        let mut fitting: Vec<(_, &FlowColumn)> = offered
            .filter(|column| {
                let quantities = &spec.quantities;
                quantities.is_empty() || quantities.contains(&column.column.quantity)
            })
            .filter(|column| converts(&spec, &column.column))
            .filter_map(|column| Some((wanted.rank(&column.column)?, column)))
            .collect();
        fitting.sort_by_key(|(rank, _)| *rank);
        let mut proposals: Vec<Proposal> = fitting
            .into_iter()
            .filter_map(|(_, column)| self.bound(node, port, column.key()))
            .collect();
        proposals.extend(self.unbound(node, port));
        proposals.extend(self.elsewhere(node, port));
        proposals.extend(self.read_too(node, port));
        proposals
    }

    fn known_port(&self, diagnostic: &Diagnostic, node: &DagNode, port: &str) -> Vec<Proposal> {
        let NodeType::Operator { inputs, .. } = &node.node_type else { return Vec::new() };
        let Some(reference) = inputs.get(port) else { return Vec::new() };
        let free = diagnostic.choices().iter().filter(|near| !inputs.contains_key(*near));
        let renamed = free.filter_map(|near| {
            let edit = with_inputs(node, |inputs| {
                inputs.remove(port);
                inputs.insert(near.clone(), reference.clone());
            })?;
            Some((format!("bind {near} instead"), edit))
        });
        let removed = with_inputs(node, |inputs| {
            inputs.remove(port);
        });
        let removed = removed.map(|edit| (format!("remove the binding of {port}"), edit));
        renamed.chain(removed).collect()
    }
}
