//! What the data of a node may come from, cycles included.

use std::collections::{HashMap, HashSet};

use fixedbitset::FixedBitSet;

use crate::domain::dag::DagDefinition;

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
