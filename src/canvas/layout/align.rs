//! Where slots stand across the flow: the alignment of Brandes and Köpf, with ports.
//!
//! Source: Brandes and Köpf, Fast and Simple Horizontal Coordinate Assignment, Graph Drawing 2001.
//! Ports: slots of a block are shifted inside it so that both ends of the aligned link share a row,
//! as the layered algorithm of the Eclipse Layout Kernel does.

use std::collections::HashSet;

use super::wires::Layered;

/// Sizes across the flow, in cells.
pub(super) struct Measures {
    /// Extent of each slot.
    pub breadth: Vec<i32>,
    /// Offset of each link's start from the first cell of its slot.
    pub from_port: Vec<i32>,
    /// Offset of each link's end from the first cell of its slot.
    pub to_port: Vec<i32>,
    /// How many edges run along each link.
    pub edges: Vec<i32>,
    /// Free cells between two nodes, between a node and a lane, and between two lanes.
    pub gaps: [i32; 3],
}

impl Measures {
    /// Returns the free cells between two neighbours of a layer.
    pub fn gap(&self, picture: &Layered, a: usize, b: usize) -> i32 {
        self.gaps[usize::from(picture.is_lane(a)) + usize::from(picture.is_lane(b))]
    }
}

/// Returns the first cell of each slot across the flow, in five ways: four alignments and their median.
pub(super) fn align(picture: &Layered, measures: &Measures) -> Vec<Vec<i32>> {
    let conflicts = conflicts(picture);
    let mut variants: Vec<Vec<i32>> = Vec::with_capacity(4);
    for upwards in [false, true] {
        for mirrored in [false, true] {
            let view = View::new(picture, measures, &conflicts, upwards, mirrored);
            let mut tops = view.compacted(&view.blocks());
            if mirrored {
                for (top, breadth) in tops.iter_mut().zip(&measures.breadth) {
                    *top = -(*top + breadth - 1);
                }
            }
            variants.push(tops);
        }
    }
    let extent = |tops: &[i32]| {
        let first = tops.iter().copied().min().unwrap_or(0);
        let last = tops.iter().zip(&measures.breadth).map(|(top, breadth)| top + breadth).max();
        (first, last.unwrap_or(0))
    };
    let narrowest = variants
        .iter()
        .map(|tops| extent(tops))
        .min_by_key(|(first, last)| last - first)
        .unwrap_or((0, 0));
    for (at, tops) in variants.iter_mut().enumerate() {
        let (first, last) = extent(tops);
        let shift = if at % 2 == 0 { narrowest.0 - first } else { narrowest.1 - last };
        tops.iter_mut().for_each(|top| *top += shift);
    }
    let median = |slot: usize| {
        let mut four = [0, 1, 2, 3].map(|variant: usize| variants[variant][slot]);
        four.sort_unstable();
        (four[1] + four[2]).div_euclid(2)
    };
    let median = (0..picture.layer_of.len()).map(median).collect();
    variants.push(median);
    variants
}

/// Returns the links that cross a link between two lanes: lanes stay straight, others give way.
fn conflicts(picture: &Layered) -> HashSet<usize> {
    let place = places(&picture.layers, picture.layer_of.len());
    let mut conflicts = HashSet::new();
    for layers in picture.layers.windows(2) {
        let (before, layer) = (&layers[0], &layers[1]);
        let (mut first_free, mut low) = (0, 0);
        for (at, &slot) in layer.iter().enumerate() {
            let inner = picture.above[slot]
                .iter()
                .map(|&link| picture.links[link].from)
                .find(|&from| picture.is_lane(from) && picture.is_lane(slot));
            if inner.is_none() && at + 1 < layer.len() {
                continue;
            }
            let high = inner.map_or(before.len(), |from| place[from]);
            for &other in &layer[first_free..=at] {
                for &link in &picture.above[other] {
                    let from = picture.links[link].from;
                    let lanes = picture.is_lane(from) && picture.is_lane(other);
                    if (place[from] < low || place[from] > high) && !lanes {
                        conflicts.insert(link);
                    }
                }
            }
            (first_free, low) = (at + 1, high);
        }
    }
    conflicts
}

fn places(layers: &[Vec<usize>], slots: usize) -> Vec<usize> {
    let mut place = vec![0; slots];
    for layer in layers {
        layer.iter().enumerate().for_each(|(at, &slot)| place[slot] = at);
    }
    place
}

/// The picture turned so that the alignment always looks up and packs towards zero.
struct View<'a> {
    picture: &'a Layered,
    measures: &'a Measures,
    layers: Vec<Vec<usize>>,
    place: Vec<usize>,
    /// For each slot, the links to the layer before: other slot, its port, own port, and whether usable.
    before: Vec<Vec<Neighbour>>,
}

struct Neighbour {
    slot: usize,
    their_port: i32,
    own_port: i32,
    usable: bool,
}

/// Slots tied together: the head of each slot's block, and the slot's shift against the head.
struct Blocks {
    head: Vec<usize>,
    shift: Vec<i32>,
}

impl<'a> View<'a> {
    fn new(
        picture: &'a Layered,
        measures: &'a Measures,
        conflicts: &HashSet<usize>,
        upwards: bool,
        mirrored: bool,
    ) -> Self {
        let mut layers = picture.layers.clone();
        if upwards {
            layers.reverse();
        }
        if mirrored {
            layers.iter_mut().for_each(|layer| layer.reverse());
        }
        let place = places(&layers, picture.layer_of.len());
        let port = |slot: usize, port: i32| {
            if mirrored { measures.breadth[slot] - 1 - port } else { port }
        };
        let before = (0..picture.layer_of.len())
            .map(|slot| {
                let links = if upwards { &picture.below[slot] } else { &picture.above[slot] };
                let mut neighbours: Vec<Neighbour> = links
                    .iter()
                    .map(|&at| {
                        let link = picture.links[at];
                        let (from, to) = (measures.from_port[at], measures.to_port[at]);
                        let (other, theirs, own) =
                            if upwards { (link.to, to, from) } else { (link.from, from, to) };
                        Neighbour {
                            slot: other,
                            their_port: port(other, theirs),
                            own_port: port(slot, own),
                            usable: !conflicts.contains(&at),
                        }
                    })
                    .collect();
                neighbours.sort_by_key(|other| (place[other.slot], other.their_port));
                neighbours
            })
            .collect();
        Self { picture, measures, layers, place, before }
    }

    /// Ties each slot to its median neighbour in the layer before, where no tie crosses another.
    fn blocks(&self) -> Blocks {
        let slots = self.place.len();
        let mut head: Vec<usize> = (0..slots).collect();
        let mut shift = vec![0; slots];
        let mut taken = vec![false; slots];
        for layer in &self.layers {
            let mut free_from = 0;
            for &slot in layer {
                let all = &self.before[slot];
                if all.is_empty() {
                    continue;
                }
                for at in [(all.len() - 1) / 2, all.len() / 2] {
                    let other = &all[at];
                    if other.usable && !taken[other.slot] && self.place[other.slot] >= free_from {
                        taken[other.slot] = true;
                        head[slot] = head[other.slot];
                        shift[slot] = shift[other.slot] + other.their_port - other.own_port;
                        free_from = self.place[other.slot] + 1;
                        break;
                    }
                }
            }
        }
        Blocks { head, shift }
    }

    /// Packs the blocks towards zero, then lets each follow its far neighbours as far as there is room.
    fn compacted(&self, blocks: &Blocks) -> Vec<i32> {
        let slots = self.place.len();
        let mut after: Vec<Vec<(usize, i32)>> = vec![Vec::new(); slots];
        let mut missing = vec![0; slots];
        for layer in &self.layers {
            for pair in layer.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                let distance = blocks.shift[a]
                    + self.measures.breadth[a]
                    + self.measures.gap(self.picture, a, b)
                    - blocks.shift[b];
                after[blocks.head[a]].push((blocks.head[b], distance));
                missing[blocks.head[b]] += 1;
            }
        }
        let heads = (0..slots).filter(|&slot| blocks.head[slot] == slot);
        let mut order: Vec<usize> = heads.filter(|&head| missing[head] == 0).collect();
        let mut top: Vec<Option<i32>> = vec![None; slots];
        let mut next = 0;
        while next < order.len() {
            let block = order[next];
            next += 1;
            let own = *top[block].get_or_insert(0);
            for &(other, distance) in &after[block] {
                let wanted = own + distance;
                top[other] = Some(top[other].map_or(wanted, |top| top.max(wanted)));
                missing[other] -= 1;
                if missing[other] == 0 {
                    order.push(other);
                }
            }
        }
        for &block in order.iter().rev() {
            let room = after[block]
                .iter()
                .filter_map(|&(other, distance)| Some(top[other]? - distance))
                .min();
            top[block] = room.map_or(top[block], |room| top[block].map(|top| top.max(room)));
        }
        (0..slots).map(|slot| top[blocks.head[slot]].unwrap_or(0) + blocks.shift[slot]).collect()
    }
}
