//! The nodes of a definition with their edges resolved to indices, cycles and order.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};

use crate::domain::dag::{DagDefinition, DagNode, NodeType};
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;

/// Nodes by their place in the file, and the edges between them.
pub(super) struct Graph<'a> {
    /// The definition.
    pub definition: &'a DagDefinition,
    /// For each node, the nodes it reads, in the author's order.
    pub upstream: Vec<Vec<usize>>,
    /// For each node, the nodes that read it.
    pub downstream: Vec<Vec<usize>>,
    /// For each node, all nodes that its data may come from.
    pub ancestors: Vec<BTreeSet<usize>>,
    /// Every node after those it reads, ties in the author's order; nodes on cycles come last.
    pub order: Vec<usize>,
    /// Nodes that name a dependency which does not exist.
    pub incomplete: HashSet<usize>,
    indices: HashMap<&'a str, usize>,
    graph: DiGraph<usize, ()>,
}

impl<'a> Graph<'a> {
    /// Resolves the edges of a definition and names those that lead nowhere.
    pub fn new(definition: &'a DagDefinition, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let indices = indices(definition, diagnostics);
        let count = definition.nodes.len();
        let mut upstream = vec![Vec::new(); count];
        let mut downstream = vec![Vec::new(); count];
        let mut incomplete = HashSet::new();
        let mut graph = DiGraph::with_capacity(count, count);
        for index in 0..count {
            graph.add_node(index);
        }
        for (index, node) in definition.nodes.iter().enumerate() {
            for dependency in &node.dependencies {
                let Some(&source) = indices.get(dependency.as_str()) else {
                    incomplete.insert(index);
                    diagnostics.push(unknown_dependency(definition, node, dependency));
                    continue;
                };
                if source == index {
                    diagnostics.push(
                        Diagnostic::error(
                            ErrorType::CycleDetected,
                            format!("node \"{}\" depends on itself", label(node)),
                        )
                        .at_node(&node.id)
                        .hint("remove its own id from `dependencies`")
                        .with_nodes([&node.id]),
                    );
                } else if upstream[index].contains(&source) {
                    diagnostics.push(
                        Diagnostic::warning(
                            ErrorType::DuplicateNode,
                            format!(
                                "node \"{}\" names dependency \"{dependency}\" twice",
                                label(node)
                            ),
                        )
                        .at_node(&node.id)
                        .hint("name it once")
                        .with_nodes([dependency]),
                    );
                } else {
                    upstream[index].push(source);
                    downstream[source].push(index);
                    graph.add_edge(NodeIndex::new(source), NodeIndex::new(index), ());
                }
            }
        }
        let order = order(&upstream, &downstream);
        let ancestors = (0..count).map(|index| ancestors(&graph, index)).collect();
        Self { definition, upstream, downstream, ancestors, order, incomplete, indices, graph }
    }

    /// Returns the node at an index.
    pub fn node(&self, index: usize) -> &'a DagNode {
        &self.definition.nodes[index]
    }

    /// Returns the index of the node with this id.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.indices.get(id).copied()
    }

    /// Returns the indices of the nodes of one kind, by its tag.
    pub fn of_type(&self, tag: &str) -> Vec<usize> {
        let nodes = self.definition.nodes.iter().enumerate();
        nodes.filter(|(_, node)| node.node_type.tag() == tag).map(|(index, _)| index).collect()
    }

    /// Whether the node is an output.
    pub fn is_output(&self, index: usize) -> bool {
        matches!(self.node(index).node_type, NodeType::Output { .. })
    }

    /// Returns the dependency by which the columns of a producer reach a node: the producer itself
    /// where the node depends on it, else the first that has it upstream.
    pub fn route(&self, index: usize, producer: usize) -> Option<usize> {
        let sources = &self.upstream[index];
        let direct = sources.iter().find(|source| **source == producer);
        direct
            .or_else(|| sources.iter().find(|source| self.ancestors[**source].contains(&producer)))
            .copied()
    }

    /// Reports each knot of nodes that wait for each other, with one cycle through it.
    pub fn report_cycles(&self, diagnostics: &mut Vec<Diagnostic>) {
        let mut knots: Vec<BTreeSet<usize>> = tarjan_scc(&self.graph)
            .into_iter()
            .filter(|knot| knot.len() > 1)
            .map(|knot| knot.into_iter().map(NodeIndex::index).collect())
            .collect();
        knots.sort();
        for knot in &knots {
            let Some(&start) = knot.first() else { continue };
            let cycle = self.cycle_within(knot, start);
            let names: Vec<_> = cycle.iter().map(|at| label(self.node(*at))).collect();
            let last = names.len().saturating_sub(2);
            diagnostics.push(
                Diagnostic::error(ErrorType::CycleDetected, "nodes wait for each other in a cycle")
                    .at_node(&self.node(start).id)
                    .found(names.join(" → "))
                    .wanted("data that flows one way")
                    .hint(format!(
                        "remove the dependency of \"{}\" on \"{}\", or another one on the way",
                        names[0], names[last]
                    ))
                    .with_nodes(cycle.iter().map(|at| &self.node(*at).id)),
            );
        }
    }

    /// Returns the shortest way along the data flow from a node of a knot back to itself.
    fn cycle_within(&self, knot: &BTreeSet<usize>, start: usize) -> Vec<usize> {
        let mut came_from = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for &next in self.downstream[at].iter().filter(|next| knot.contains(next)) {
                if next == start {
                    let mut path = vec![start, at];
                    while let Some(&before) = came_from.get(path.last().unwrap_or(&start)) {
                        path.push(before);
                    }
                    path.reverse();
                    return path;
                }
                if let Entry::Vacant(entry) = came_from.entry(next) {
                    entry.insert(at);
                    queue.push_back(next);
                }
            }
        }
        vec![start, start]
    }
}

/// Returns what people call a node: its name, or its id where it has none.
pub(super) fn label(node: &DagNode) -> &str {
    if node.name.trim().is_empty() { &node.id } else { &node.name }
}

fn indices<'a>(
    definition: &'a DagDefinition,
    diagnostics: &mut Vec<Diagnostic>,
) -> HashMap<&'a str, usize> {
    let mut indices = HashMap::new();
    for (index, node) in definition.nodes.iter().enumerate() {
        if node.id.trim().is_empty() {
            diagnostics.push(
                Diagnostic::error(
                    ErrorType::MalformedFile,
                    format!("node \"{}\" has no id", label(node)),
                )
                .found(format!("an empty id at nodes[{index}]"))
                .hint("give the node an id that no other node has"),
            );
        } else if let Some(first) = indices.get(node.id.as_str()) {
            diagnostics.push(
                Diagnostic::error(
                    ErrorType::DuplicateNode,
                    format!("two nodes have the id \"{}\"", node.id),
                )
                .at_node(&node.id)
                .found(format!("nodes[{first}] and nodes[{index}]"))
                .hint("give one of them another id"),
            );
        } else {
            indices.insert(node.id.as_str(), index);
        }
    }
    indices
}

fn unknown_dependency(definition: &DagDefinition, node: &DagNode, dependency: &str) -> Diagnostic {
    let others = definition.nodes.iter().map(|other| other.id.as_str()).filter(|id| *id != node.id);
    // Authors also write the name where the id belongs.
    let named = definition.nodes.iter().find(|other| other.name == dependency);
    let near = named.map(|other| other.id.as_str()).or_else(|| nearest(dependency, others));
    Diagnostic::error(
        ErrorType::NodeNotFound,
        format!("node \"{}\" depends on a node that does not exist", label(node)),
    )
    .at_node(&node.id)
    .found(format!("\"{dependency}\""))
    .hint(near.map_or_else(
        || format!("add a node with the id `{dependency}`, or remove the dependency"),
        |near| format!("did you mean `{near}`?"),
    ))
    .with_nodes([dependency])
    .with_choices(near)
}

/// Orders by dependencies, and where these leave a choice, as the author wrote.
fn order(upstream: &[Vec<usize>], downstream: &[Vec<usize>]) -> Vec<usize> {
    let mut waits_for: Vec<usize> = upstream.iter().map(Vec::len).collect();
    let mut ready: BinaryHeap<_> =
        (0..waits_for.len()).filter(|index| waits_for[*index] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(waits_for.len());
    while let Some(Reverse(index)) = ready.pop() {
        order.push(index);
        for &reader in &downstream[index] {
            waits_for[reader] -= 1;
            if waits_for[reader] == 0 {
                ready.push(Reverse(reader));
            }
        }
    }
    order.extend((0..waits_for.len()).filter(|index| waits_for[*index] > 0));
    order
}

fn ancestors(graph: &DiGraph<usize, ()>, index: usize) -> BTreeSet<usize> {
    let start = NodeIndex::new(index);
    let mut found = BTreeSet::new();
    let mut walk = Dfs::new(Reversed(graph), start);
    while let Some(at) = walk.next(Reversed(graph)) {
        if at != start {
            found.insert(at.index());
        }
    }
    found
}
