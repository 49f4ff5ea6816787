//! Which edges run against the flow, and which layer each node stands in.

use std::collections::{BTreeMap, BTreeSet};

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
    close_up(&mut layer);
    layer
}

/// Puts each node in the layer that it wishes, or as soon after it as what it reads allows; a node
/// without a wish stands after what it reads, else before what reads it. The second value tells how
/// many layers were put before the first.
pub(super) fn layers_near(edges: &[(usize, usize)], wish: &[Option<usize>]) -> (Vec<usize>, usize) {
    let nodes = wish.len();
    let (order, _) = longest_paths(nodes, edges).expect("edges against the flow are turned round");
    let (mut above, mut below) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
    for &(from, to) in edges {
        below[from].push(to);
        above[to].push(from);
    }
    let mut wish: Vec<Option<i32>> = wish.iter().map(|wish| wish.map(|at| at as i32)).collect();
    for &node in order.iter().rev().filter(|&&node| above[node].is_empty()) {
        let first_reader = below[node].iter().filter_map(|&to| wish[to]).min();
        wish[node] = wish[node].or(first_reader.map(|reader| reader - 1));
    }
    let mut layer = vec![0; nodes];
    for &node in &order {
        let least = above[node].iter().map(|&from| layer[from] + 1).max();
        layer[node] = match (wish[node], least) {
            (Some(wish), Some(least)) => wish.max(least),
            (wish, least) => wish.or(least).unwrap_or(0),
        };
    }
    let before = -layer.iter().copied().min().unwrap_or(0).min(0);
    (layer.into_iter().map(|layer| (layer + before) as usize).collect(), before as usize)
}

/// Leaves out layers in which no node stands.
pub(super) fn close_up(layer: &mut [usize]) {
    let used: BTreeSet<usize> = layer.iter().copied().collect();
    let number: BTreeMap<usize, usize> = used.into_iter().zip(0..).collect();
    layer.iter_mut().for_each(|layer| *layer = number[layer]);
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
    fn nodes_keep_their_layers_as_far_as_the_flow_allows() {
        let keep = [Some(0), Some(2), None];
        assert_eq!(layers_near(&[(0, 1), (1, 2)], &keep), (vec![0, 2, 3], 0));
        // A new source before the first layer makes room for itself.
        assert_eq!(layers_near(&[(0, 1), (2, 0)], &[Some(0), Some(1), None]), (vec![1, 2, 0], 1));
        // A new edge from the second layer to a node of the first.
        assert_eq!(layers_near(&[(0, 1)], &[Some(1), Some(0)]), (vec![1, 2], 0));
        // A pin far away, once the empty layers are left out.
        let (mut layers, _) = layers_near(&[(0, 1), (1, 2)], &[Some(0), Some(1), Some(90)]);
        close_up(&mut layers);
        assert_eq!(layers, [0, 1, 2]);
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
