//! Which edges run against the flow, and which layer each node stands in.

use petgraph::algo::feedback_arc_set::greedy_feedback_arc_set;
use petgraph::graph::DiGraph;

/// Tells for each edge whether turning it round, together with the others so told, leaves no cycle.
pub(super) fn against_the_flow(nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut against = vec![false; edges.len()];
    if longest_paths(nodes, edges).is_some() {
        return against;
    }
    let mut graph = DiGraph::<(), usize>::new();
    let ids: Vec<_> = (0..nodes).map(|_| graph.add_node(())).collect();
    for (at, &(from, to)) in edges.iter().enumerate() {
        graph.add_edge(ids[from], ids[to], at);
    }
    for edge in greedy_feedback_arc_set(&graph) {
        against[*edge.weight()] = true;
    }
    against
}

/// Puts each node of an acyclic graph one layer after the last node it reads, then as late as it can
/// go without making any lane longer.
pub(super) fn layers(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let (order, mut layer) =
        longest_paths(nodes, edges).expect("edges against the flow are turned round");
    let (mut above, mut below) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
    for &(from, to) in edges {
        below[from].push(to);
        above[to].push(from);
    }
    // A node's outgoing edges share one lane as far as its last reader. Moving a node later shortens
    // its own lane; it lengthens the lane of a node it reads only past that node's last reader.
    let last_reader = |node: usize, layer: &[usize]| below[node].iter().map(|&to| layer[to]).max();
    let mut reach: Vec<_> = (0..nodes).map(|node| last_reader(node, &layer).unwrap_or(0)).collect();
    for &node in order.iter().rev() {
        let Some(first_reader) = below[node].iter().map(|&to| layer[to]).min() else { continue };
        let free = above[node].iter().map(|&from| reach[from]).min().unwrap_or(usize::MAX);
        let later = (first_reader - 1).min(free).max(layer[node]);
        layer[node] = later;
        for &from in &above[node] {
            reach[from] = reach[from].max(later);
        }
        reach[node] = last_reader(node, &layer).unwrap_or(0);
    }
    let first = layer.iter().copied().min().unwrap_or(0);
    layer.iter_mut().for_each(|layer| *layer -= first);
    layer
}

/// Returns a topological order and the length of the longest path to each node, or nothing for a cycle.
fn longest_paths(nodes: usize, edges: &[(usize, usize)]) -> Option<(Vec<usize>, Vec<usize>)> {
    let (mut missing, mut below) = (vec![0; nodes], vec![Vec::new(); nodes]);
    for &(from, to) in edges {
        missing[to] += 1;
        below[from].push(to);
    }
    let mut order: Vec<usize> = (0..nodes).filter(|&node| missing[node] == 0).collect();
    let mut layer = vec![0; nodes];
    let mut next = 0;
    while next < order.len() {
        let node = order[next];
        next += 1;
        for &to in &below[node] {
            layer[to] = layer[to].max(layer[node] + 1);
            missing[to] -= 1;
            if missing[to] == 0 {
                order.push(to);
            }
        }
    }
    (order.len() == nodes).then_some((order, layer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_stands_one_layer_after_the_last_it_reads() {
        assert_eq!(layers(4, &[(0, 1), (1, 2), (0, 2), (2, 3)]), [0, 1, 2, 3]);
    }

    #[test]
    fn late_source_stands_beside_its_reader() {
        assert_eq!(layers(4, &[(0, 1), (1, 2), (3, 2)]), [0, 1, 2, 1]);
    }

    #[test]
    fn cycles_lose_their_cycle_when_turned_round() {
        let edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 1)];
        let against = against_the_flow(4, &edges);
        let turned: Vec<_> = edges
            .iter()
            .zip(&against)
            .map(|(&(from, to), &against)| if against { (to, from) } else { (from, to) })
            .collect();
        assert!(longest_paths(4, &turned).is_some(), "{against:?}");
        assert_eq!(against_the_flow(3, &[(0, 1), (1, 2)]), [false, false]);
    }
}
