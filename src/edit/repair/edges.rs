//! Edges that lead nowhere, close a cycle or are missing, and the ends of a pipeline.

use std::collections::BTreeMap;

use super::{Proposal, Workshop};
use crate::domain::dag::{DagNode, NodeType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::flow::Binding;
use crate::edit::change::Edit;
use crate::edit::connect::Verdict;
use crate::edit::fresh;

impl Workshop<'_> {
    /// Proposes for problems of the pipeline as a whole.
    pub(super) fn of_pipeline(&self, diagnostic: &Diagnostic) -> Vec<Proposal> {
        match diagnostic.error_type {
            ErrorType::NoOutputNode => self.new_output(),
            ErrorType::NoIngestionNode => self.new_ingestion(),
            ErrorType::MalformedFile if self.definition.name.trim().is_empty() => {
                let edit = Edit::SetHeader {
                    name: "Untitled".to_owned(),
                    version: self.definition.version.clone(),
                    metadata: self.definition.metadata.clone(),
                };
                vec![("call it \"Untitled\"".to_owned(), edit)]
            }
            _ => Vec::new(),
        }
    }

    /// Proposes for the dependencies of a node.
    pub(super) fn of_edges(&self, diagnostic: &Diagnostic, node: &DagNode) -> Vec<Proposal> {
        let others = diagnostic.nodes();
        match (diagnostic.error_type, others) {
            (ErrorType::NodeNotFound, [gone]) => {
                self.known_source(node, gone, diagnostic.choices())
            }
            (ErrorType::CycleDetected, [itself]) => vec![self.without(itself, &node.id)],
            (ErrorType::CycleDetected, path) => self.broken_cycle(path),
            (ErrorType::DuplicateNode, [twice]) => vec![self.named_once(node, twice)],
            (ErrorType::SchemaMismatch, [output]) => self.past_output(node, output),
            (ErrorType::NotSupported, _) => vec![self.without_sources(node)],
            (ErrorType::OrphanNode, part) if !part.is_empty() => self.with_output(part),
            (ErrorType::OrphanNode, _) if diagnostic.is_error() => self.with_source(node),
            (ErrorType::OrphanNode, _) => self.with_reader(node),
            _ => Vec::new(),
        }
    }

    fn without(&self, from: &str, to: &str) -> Proposal {
        let title = format!("disconnect \"{}\" from \"{}\"", self.name(from), self.name(to));
        (title, Edit::Disconnect { from: from.to_owned(), to: to.to_owned() })
    }

    fn known_source(&self, node: &DagNode, gone: &str, near: &[String]) -> Vec<Proposal> {
        let rewired = near.iter().map(|near| {
            let edit = Edit::Rewire {
                from: gone.to_owned(),
                to: node.id.clone(),
                new_from: near.clone(),
                inputs: renamed(node, gone, near),
            };
            (format!("read \"{}\" instead", self.name(near)), edit)
        });
        rewired.chain([self.without(gone, &node.id)]).collect()
    }

    /// Cuts one edge of a cycle, the one that closes it first; or all that run against the order.
    fn broken_cycle(&self, path: &[String]) -> Vec<Proposal> {
        let pairs = path.windows(2).rev();
        let mut cuts: Vec<Proposal> = pairs.map(|pair| self.without(&pair[0], &pair[1])).collect();
        let places = &self.connections.positions;
        let knot: Vec<usize> =
            path.iter().filter_map(|id| places.get(id.as_str()).copied()).collect();
        let in_knot = |at: usize| {
            knot.iter().any(|member| {
                let reach = &self.connections.reach;
                reach[at].contains(*member) && reach[*member].contains(at)
            })
        };
        let mut edits = Vec::new();
        for (at, node) in self.definition.nodes.iter().enumerate() {
            for from in &node.dependencies {
                let against =
                    places.get(from.as_str()).is_some_and(|from| *from > at && in_knot(*from));
                if against && in_knot(at) {
                    edits.push(Edit::Disconnect { from: from.clone(), to: node.id.clone() });
                }
            }
        }
        if edits.len() > 1 {
            let title = format!("cut the {} edges that run backwards", edits.len());
            cuts.push((title.clone(), Edit::Together { label: title, edits }));
        }
        cuts
    }

    fn named_once(&self, node: &DagNode, twice: &str) -> Proposal {
        // Rewiring a node to what it reads already leaves one edge, and the bindings as they are.
        let edit = Edit::Rewire {
            from: twice.to_owned(),
            to: node.id.clone(),
            new_from: twice.to_owned(),
            inputs: BTreeMap::new(),
        };
        (format!("name \"{}\" once", self.name(twice)), edit)
    }

    fn past_output(&self, node: &DagNode, output: &str) -> Vec<Proposal> {
        let cut = self.without(output, &node.id);
        let Some(read) = self.definition.node(output).map(|output| &output.dependencies) else {
            return vec![cut];
        };
        let new = read.iter().filter(|id| !node.dependencies.contains(id));
        let connect = new.map(|id| Edit::Connect {
            from: id.clone(),
            to: node.id.clone(),
            inputs: BTreeMap::new(),
        });
        let title = format!("read what \"{}\" reads", self.name(output));
        let edits = [cut.1.clone()].into_iter().chain(connect).collect();
        vec![(title.clone(), Edit::Together { label: title, edits }), cut]
    }

    fn without_sources(&self, node: &DagNode) -> Proposal {
        let mut sources = node.dependencies.clone();
        sources.sort();
        sources.dedup();
        let cut = sources.iter().map(|source| self.without(source, &node.id).1);
        let title = format!("empty the dependencies of \"{}\"", node.name);
        (title.clone(), Edit::Together { label: title, edits: cut.collect() })
    }

    /// Connects a node that reads nothing: to where most of its ports find a column.
    fn with_source(&self, node: &DagNode) -> Vec<Proposal> {
        if matches!(node.node_type, NodeType::Output { .. }) {
            let ends = self.ends();
            let all = self.connected_to(&ends, &node.id);
            let each =
                ends.iter().map(|end| self.connected_to(std::slice::from_ref(end), &node.id));
            return [all].into_iter().chain(each).flatten().collect();
        }
        let mut sources: Vec<(usize, &str)> = self
            .connections
            .sources_of(&node.id)
            .into_iter()
            .filter_map(|(source, verdict)| match verdict {
                Verdict::Allowed { inputs, .. } => Some((inputs.len(), source)),
                Verdict::Refused { .. } => None,
            })
            .collect();
        sources.sort_by_key(|(bound, _)| std::cmp::Reverse(*bound));
        sources
            .into_iter()
            .filter_map(|(_, source)| {
                let edit = self.connections.connected(source, &node.id).ok()?;
                Some((format!("read \"{}\"", self.name(source)), edit))
            })
            .collect()
    }

    /// Lets somebody read a node whose data goes nowhere, keeps it, or removes the node.
    fn with_reader(&self, node: &DagNode) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        if matches!(node.node_type, NodeType::Operator { .. }) {
            proposals.extend(self.kept(node));
            let outputs = self.definition.nodes.iter().filter(is_output);
            let ends = [node.id.clone()];
            proposals.extend(outputs.filter_map(|output| self.connected_to(&ends, &output.id)));
        }
        let lacking = self.connections.readers_of(&node.id).into_iter().filter(|(reader, _)| {
            let flow = self.flow.node(reader);
            flow.is_some_and(|flow| flow.inputs.iter().any(|input| waits(&input.binding)))
        });
        proposals.extend(lacking.filter_map(|(reader, _)| {
            let edit = self.connections.connected(&node.id, reader).ok()?;
            Some((format!("let \"{}\" read it", self.name(reader)), edit))
        }));
        let edit = Edit::Remove { nodes: vec![node.id.clone()], bridge: false };
        proposals.push((format!("delete \"{}\"", node.name), edit));
        proposals
    }

    /// Connects the ends of a part to an output that exists, or to a new one.
    fn with_output(&self, part: &[String]) -> Vec<Proposal> {
        let ends: Vec<String> = self.ends().into_iter().filter(|end| part.contains(end)).collect();
        let outputs = self.definition.nodes.iter().filter(is_output);
        outputs.filter_map(|output| self.connected_to(&ends, &output.id)).collect()
    }

    fn connected_to(&self, ends: &[String], to: &str) -> Option<Proposal> {
        let connect = ends.iter().map(|from| Edit::Connect {
            from: from.clone(),
            to: to.to_owned(),
            inputs: BTreeMap::new(),
        });
        let mut edits: Vec<Edit> = connect.collect();
        let names: Vec<String> = ends.iter().map(|end| format!("\"{}\"", self.name(end))).collect();
        let title = format!("connect {} to \"{}\"", names.join(", "), self.name(to));
        match edits.len() {
            0 => None,
            1 => Some((title, edits.remove(0))),
            _ => Some((title.clone(), Edit::Together { label: title, edits })),
        }
    }

    fn new_output(&self) -> Vec<Proposal> {
        let mut output = fresh::output(self.definition);
        output.dependencies = self.ends();
        vec![("add an output".to_owned(), Edit::Add { nodes: vec![output] })]
    }

    /// Adds an ingestion of the curves that ports wait for, read by the nodes that wait.
    fn new_ingestion(&self) -> Vec<Proposal> {
        let mut curves: Vec<String> = Vec::new();
        let mut readers = Vec::new();
        for flow in &self.flow.nodes {
            let ports = flow.inputs.iter().filter(|input| waits(&input.binding));
            let ports: Vec<String> = ports.map(|input| input.port.clone()).collect();
            if !ports.is_empty() {
                readers.push(flow.id.clone());
            }
            curves.extend(ports);
        }
        curves.sort();
        curves.dedup();
        if self.inventory.is_some() {
            let known = |curve: &String| {
                self.inventory.is_some_and(|inventory| {
                    inventory.wells.iter().any(|well| well.meant_by(curve).is_some())
                })
            };
            curves.retain(known);
            if curves.is_empty() {
                curves.push("*".to_owned());
            }
        }
        if curves.is_empty() {
            return Vec::new();
        }
        let title = format!("read {}", curves.join(", "));
        let ingestion = fresh::ingestion(self.definition, curves);
        let connect = readers.into_iter().map(|to| Edit::Connect {
            from: ingestion.id.clone(),
            to,
            inputs: BTreeMap::new(),
        });
        let edits = connect.collect::<Vec<_>>();
        let edits = [Edit::Add { nodes: vec![ingestion] }].into_iter().chain(edits).collect();
        vec![(title.clone(), Edit::Together { label: title, edits })]
    }

    /// Returns the nodes that nobody reads: operators, or where there are none, ingestions.
    pub(super) fn ends(&self) -> Vec<String> {
        let nodes = &self.definition.nodes;
        let unread = |node: &&DagNode| nodes.iter().all(|it| !it.dependencies.contains(&node.id));
        let of = |tag: &str| -> Vec<String> {
            let ends = nodes.iter().filter(|node| node.node_type.tag() == tag).filter(unread);
            ends.map(|node| node.id.clone()).collect()
        };
        let operators = of("operator");
        if operators.is_empty() { of("ingestion") } else { operators }
    }
}

/// Whether a port lacks a column, or may.
fn waits(binding: &Binding) -> bool {
    binding.is_lacking() || *binding == Binding::Unknown
}

fn is_output(node: &&DagNode) -> bool {
    matches!(node.node_type, NodeType::Output { .. })
}

/// Returns the bindings of a node to one node as they read for another.
fn renamed(node: &DagNode, from: &str, to: &str) -> BTreeMap<String, String> {
    let NodeType::Operator { inputs, .. } = &node.node_type else { return BTreeMap::new() };
    let of_node = |reference: &str| {
        reference.strip_prefix(from).filter(|name| name.starts_with('.')).map(str::to_owned)
    };
    inputs
        .iter()
        .filter_map(|(port, reference)| {
            Some((port.clone(), format!("{to}{}", of_node(reference)?)))
        })
        .collect()
}
