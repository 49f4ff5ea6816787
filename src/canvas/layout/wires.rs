//! The layered picture: slots in layers, and wires that share lanes between them.
//!
//! A wire is a star: all edges out of one node, or all edges into one node from nodes that feed
//! nothing else. Two wires never touch, which is what lets a reader follow a line to its end without
//! guessing: whatever is joined has one source or one target.

use std::collections::HashMap;

/// The nodes of one component in layers, with lanes where an edge passes a layer.
#[derive(Debug, Default)]
pub(super) struct Layered {
    /// Slots by layer, top to bottom (or left to right).
    pub layers: Vec<Vec<usize>>,
    /// Layer of each slot; slots below `nodes` are nodes, the others lanes.
    pub layer_of: Vec<usize>,
    /// How many slots are nodes.
    pub nodes: usize,
    /// Links between slots of neighbouring layers.
    pub links: Vec<Link>,
    /// Links into each slot.
    pub above: Vec<Vec<usize>>,
    /// Links out of each slot.
    pub below: Vec<Vec<usize>>,
    /// The star of each wire.
    pub stars: Vec<Star>,
    /// The wire of each lane.
    lane_wire: Vec<usize>,
    /// The links that each edge runs along.
    pub paths: Vec<Vec<usize>>,
}

/// A piece of a wire between two layers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// Slot in the earlier layer.
    pub from: usize,
    /// Slot in the later layer.
    pub to: usize,
    /// The wire it is a piece of.
    pub wire: usize,
}

impl Layered {
    /// Lays wires over edges that all run with the flow once those `against` it are turned round;
    /// edges with a star in `kept` stay in its wire.
    pub fn new(
        layer: &[usize],
        edges: &[(usize, usize)],
        against: &[bool],
        kept: &[Option<Star>],
    ) -> Self {
        let nodes = layer.len();
        let mut picture = Self {
            layers: vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)],
            layer_of: layer.to_vec(),
            nodes,
            above: vec![Vec::new(); nodes],
            below: vec![Vec::new(); nodes],
            paths: vec![Vec::new(); edges.len()],
            ..Self::default()
        };
        let wires = picture.wire_of_each_edge(edges, against, kept);
        let (mut lanes, mut links) = (HashMap::new(), HashMap::new());
        for (edge, (&(from, to), &wire)) in edges.iter().zip(&wires).enumerate() {
            let mut previous = from;
            for layer in layer[from] + 1..=layer[to] {
                let next = if layer == picture.layer_of[to] {
                    to
                } else {
                    *lanes.entry((wire, layer)).or_insert_with(|| picture.add_lane(layer, wire))
                };
                let link = *links.entry((previous, next, wire)).or_insert_with(|| {
                    picture.links.push(Link { from: previous, to: next, wire });
                    let link = picture.links.len() - 1;
                    picture.below[previous].push(link);
                    picture.above[next].push(link);
                    link
                });
                picture.paths[edge].push(link);
                previous = next;
            }
        }
        for slot in 0..picture.layer_of.len() {
            picture.layers[picture.layer_of[slot]].push(slot);
        }
        picture
    }

    /// Whether the slot is a lane, not a node.
    pub fn is_lane(&self, slot: usize) -> bool {
        slot >= self.nodes
    }

    /// Returns the star whose wire a lane carries; nothing for a node.
    pub fn star_of_lane(&self, slot: usize) -> Option<Star> {
        let wire = self.lane_wire.get(slot.checked_sub(self.nodes)?)?;
        Some(self.stars[*wire])
    }

    /// Whether a wire's arrows stand at its start, against the flow.
    pub fn is_reversed(&self, wire: usize) -> bool {
        matches!(self.stars[wire], Star::Against(_))
    }

    /// Returns the wires that start at a node, in the order of their numbers.
    pub fn wires_out(&self, node: usize) -> Vec<usize> {
        distinct(self.below[node].iter().map(|&link| self.links[link].wire))
    }

    /// Returns the wires that end at a node, in the order of their numbers.
    pub fn wires_in(&self, node: usize) -> Vec<usize> {
        distinct(self.above[node].iter().map(|&link| self.links[link].wire))
    }

    fn add_lane(&mut self, layer: usize, wire: usize) -> usize {
        self.lane_wire.push(wire);
        self.layer_of.push(layer);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.layer_of.len() - 1
    }

    fn wire_of_each_edge(
        &mut self,
        edges: &[(usize, usize)],
        against: &[bool],
        kept: &[Option<Star>],
    ) -> Vec<usize> {
        let mut readers = vec![Vec::new(); self.nodes];
        for (&(from, to), against) in edges.iter().zip(against) {
            if !against && !readers[from].contains(&to) && readers[from].len() < 2 {
                readers[from].push(to);
            }
        }
        let mut numbers = HashMap::new();
        let mut wires = Vec::with_capacity(edges.len());
        for ((&(from, to), &against), kept) in edges.iter().zip(against).zip(kept) {
            let star = match (against, kept) {
                (true, _) => Star::Against(from),
                (false, Some(star @ (Star::OutOf(_) | Star::Into(_)))) => *star,
                (false, _) if readers[from].len() == 1 => Star::Into(to),
                (false, _) => Star::OutOf(from),
            };
            let wire = *numbers.entry(star).or_insert_with(|| {
                self.stars.push(star);
                self.stars.len() - 1
            });
            wires.push(wire);
        }
        wires
    }
}

/// The one node that all edges of a wire share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Star {
    /// Edges out of the node.
    OutOf(usize),
    /// Edges into the node.
    Into(usize),
    /// Edges into the node against the flow, which leave it with the flow once turned round.
    Against(usize),
}

impl Star {
    /// Returns the star around the same node by another number.
    pub fn renumbered(self, number: impl Fn(usize) -> Option<usize>) -> Option<Self> {
        Some(match self {
            Self::OutOf(node) => Self::OutOf(number(node)?),
            Self::Into(node) => Self::Into(number(node)?),
            Self::Against(node) => Self::Against(number(node)?),
        })
    }
}

fn distinct(wires: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut wires: Vec<_> = wires.collect();
    wires.sort_unstable();
    wires.dedup();
    wires
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_edges_of_one_source_share_their_lane() {
        let picture =
            Layered::new(&[0, 1, 2, 3], &[(0, 1), (0, 2), (0, 3)], &[false; 3], &[None; 3]);
        assert_eq!(picture.layer_of.len() - picture.nodes, 2);
        assert_eq!(picture.wires_out(0), [0]);
        assert_eq!(picture.paths[2].len(), 3);
    }

    #[test]
    fn sources_with_other_readers_do_not_join() {
        // 0 and 1 feed only 3; 2 feeds 3 and 4.
        let edges = [(0, 3), (1, 3), (2, 3), (2, 4)];
        let picture = Layered::new(&[0, 0, 0, 1, 1], &edges, &[false; 4], &[None; 4]);
        assert_eq!(picture.wires_in(3).len(), 2);
        assert_eq!(picture.wires_in(4).len(), 1);
    }
}
