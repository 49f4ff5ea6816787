//! Ways through the graph: what feeds a node and what it feeds, the critical path, and how hot nodes are.

use std::time::Duration;

use super::graph::Graph;

/// A part of a graph, to be shown apart from the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Whether each node is part of it.
    pub nodes: Vec<bool>,
    /// Whether each edge is part of it.
    pub edges: Vec<bool>,
}

/// Returns the node, all nodes that feed it through others, and the edges between them.
pub fn ancestors(graph: &Graph, node: usize) -> Path {
    closure(graph, node, |from, to| (to, from))
}

/// Returns the node, all nodes that it feeds through others, and the edges between them.
pub fn descendants(graph: &Graph, node: usize) -> Path {
    closure(graph, node, |from, to| (from, to))
}

/// Returns the node with its ancestors and descendants.
pub fn lineage(graph: &Graph, node: usize) -> Path {
    let (mut path, after) = (ancestors(graph, node), descendants(graph, node));
    for (one, other) in path.nodes.iter_mut().zip(after.nodes) {
        *one |= other;
    }
    for (one, other) in path.edges.iter_mut().zip(after.edges) {
        *one |= other;
    }
    path
}

/// Follows edges from a node; `turned` gives the end that is known first, then the end that is found.
fn closure(graph: &Graph, node: usize, turned: fn(usize, usize) -> (usize, usize)) -> Path {
    let mut found = vec![Vec::new(); graph.nodes.len()];
    for (at, edge) in graph.edges.iter().enumerate() {
        let (known, other) = turned(edge.from, edge.to);
        found[known].push((at, other));
    }
    let mut path =
        Path { nodes: vec![false; graph.nodes.len()], edges: vec![false; graph.edges.len()] };
    let mut waiting: Vec<usize> = path.nodes.get(node).map(|_| node).into_iter().collect();
    while let Some(node) = waiting.pop() {
        if !std::mem::replace(&mut path.nodes[node], true) {
            for &(edge, other) in &found[node] {
                path.edges[edge] = true;
                waiting.push(other);
            }
        }
    }
    path
}

/// Returns the chain of nodes that took longest in all, from its first node to its last.
///
/// `durations` has one entry a node; a node that did not run takes no time. Edges on a cycle are not
/// followed. Nothing is critical where nothing took any time.
pub fn critical(graph: &Graph, durations: &[Option<Duration>]) -> Vec<usize> {
    let count = graph.nodes.len();
    let own = |node: usize| durations.get(node).copied().flatten().unwrap_or_default();
    let (mut missing, mut readers) = (vec![0; count], vec![Vec::new(); count]);
    for edge in graph.edges.iter().filter(|edge| edge.from != edge.to) {
        missing[edge.to] += 1;
        readers[edge.from].push(edge.to);
    }
    let mut order: Vec<usize> = (0..count).filter(|&node| missing[node] == 0).collect();
    let mut before = vec![Duration::ZERO; count];
    let mut longest_input = vec![None; count];
    let mut next = 0;
    while next < order.len() {
        let node = order[next];
        next += 1;
        let done = before[node] + own(node);
        for &reader in &readers[node] {
            if done > before[reader] {
                before[reader] = done;
                longest_input[reader] = Some(node);
            }
            missing[reader] -= 1;
            if missing[reader] == 0 {
                order.push(reader);
            }
        }
    }
    let last = order.into_iter().rev().max_by_key(|&node| before[node] + own(node));
    let Some(last) = last.filter(|&node| before[node] + own(node) > Duration::ZERO) else {
        return Vec::new();
    };
    let mut chain = vec![last];
    while let Some(input) = longest_input[chain[chain.len() - 1]] {
        chain.push(input);
    }
    chain.reverse();
    chain
}

/// Returns the path of a chain of nodes, with the edges from each to the next.
pub fn along(graph: &Graph, chain: &[usize]) -> Path {
    let mut nodes = vec![false; graph.nodes.len()];
    chain.iter().for_each(|&node| nodes[node] = true);
    let step = |from, to| chain.windows(2).any(|pair| pair == [from, to]);
    let edges = graph.edges.iter().map(|edge| step(edge.from, edge.to)).collect();
    Path { nodes, edges }
}

/// Returns the duration of each node as a part (0 to 1) of the longest of them; the scale is linear.
pub fn heat(durations: &[Option<Duration>]) -> Vec<Option<f64>> {
    let longest = durations.iter().flatten().max().map_or(0.0, Duration::as_secs_f64);
    let part = |duration: &Duration| {
        if longest > 0.0 { duration.as_secs_f64() / longest } else { 0.0 }
    };
    durations.iter().map(|duration| duration.as_ref().map(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::graph::{Edge, Node};

    /// Two ways from 0 to 4, over 1 and over 2 and 3; 5 stands alone.
    fn graph() -> Graph {
        let edges = [(0, 1), (1, 4), (0, 2), (2, 3), (3, 4)];
        Graph {
            nodes: vec![Node::default(); 6],
            edges: edges.iter().map(|&(from, to)| Edge { from, to, problem: None }).collect(),
        }
    }

    fn chosen(part: &[bool]) -> Vec<usize> {
        (0..part.len()).filter(|&at| part[at]).collect()
    }

    fn seconds(durations: &[u64]) -> Vec<Option<Duration>> {
        durations.iter().map(|&seconds| Some(Duration::from_secs(seconds))).collect()
    }

    #[test]
    fn ancestors_and_descendants_are_followed_to_the_ends() {
        let graph = graph();
        let before = ancestors(&graph, 3);
        assert_eq!((chosen(&before.nodes), chosen(&before.edges)), (vec![0, 2, 3], vec![2, 3]));
        let after = descendants(&graph, 2);
        assert_eq!((chosen(&after.nodes), chosen(&after.edges)), (vec![2, 3, 4], vec![3, 4]));
        let both = lineage(&graph, 1);
        assert_eq!((chosen(&both.nodes), chosen(&both.edges)), (vec![0, 1, 4], vec![0, 1]));
        assert_eq!(chosen(&lineage(&graph, 5).nodes), [5]);
        assert!(chosen(&lineage(&graph, 99).nodes).is_empty());
    }

    #[test]
    fn cycle_is_its_own_lineage() {
        let mut graph = graph();
        graph.edges.push(Edge { from: 4, to: 0, problem: None });
        assert_eq!(chosen(&ancestors(&graph, 1).nodes), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn critical_path_is_the_longest_in_time_not_in_nodes() {
        let graph = graph();
        assert_eq!(critical(&graph, &seconds(&[1, 9, 2, 2, 1, 3])), [0, 1, 4]);
        assert_eq!(critical(&graph, &seconds(&[1, 3, 2, 2, 1, 3])), [0, 2, 3, 4]);
        assert_eq!(critical(&graph, &seconds(&[1, 1, 1, 1, 1, 30])), [5]);
        assert_eq!(chosen(&along(&graph, &[0, 1, 4]).edges), [0, 1]);
    }

    #[test]
    fn nothing_is_critical_before_a_run() {
        assert!(critical(&graph(), &[]).is_empty());
        assert!(critical(&graph(), &seconds(&[0; 6])).is_empty());
    }

    #[test]
    fn heat_is_a_part_of_the_longest() {
        let mut durations = seconds(&[2, 8, 0]);
        durations.push(None);
        assert_eq!(heat(&durations), [Some(0.25), Some(1.0), Some(0.0), None]);
        assert_eq!(heat(&seconds(&[0])), [Some(0.0)]);
    }
}
