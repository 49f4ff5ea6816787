//! New slots find room between those that stay; where there is none, all beyond moves away as one.

use super::align::Measures;
use super::wires::Layered;

/// Cells beside its wanted place in which a slot looks for room, before a gap is opened.
const REACH: i32 = 8;
/// Looks further by so many times its own breadth.
const REACH_BREADTHS: i32 = 3;

/// Stands all slots: those with a place in `known` stay there, those with a wish come as near to it as
/// they can, the others as near to their neighbours. Reorders the layers accordingly.
pub(super) fn insert(
    picture: &mut Layered,
    measures: &Measures,
    known: Vec<Option<i32>>,
    wishes: &[Option<i32>],
) -> Vec<i32> {
    let mut stand = Stand {
        layers: vec![Vec::new(); picture.layers.len()],
        first: known.iter().flatten().copied().min().unwrap_or(0),
        top: known,
        picture,
        measures,
    };
    stand.keep();
    let mut waiting: Vec<usize> = stand.picture.layers.iter().flatten().copied().collect();
    waiting.retain(|&slot| stand.top[slot].is_none());
    // Nodes that changed their layer come first, since they have a place that people know.
    waiting.sort_by_key(|&slot| wishes.get(slot).copied().flatten().is_none());
    while !waiting.is_empty() {
        let wanted = |slot: usize| {
            wishes.get(slot).copied().flatten().or_else(|| stand.beside_neighbours(slot))
        };
        let next = waiting.iter().enumerate().find_map(|(at, &slot)| Some((at, wanted(slot)?)));
        let (at, wanted) = next.unwrap_or((0, stand.end()));
        stand.put(waiting.remove(at), wanted);
    }
    let Stand { layers, top, .. } = stand;
    picture.layers = layers;
    top.into_iter().map(|top| top.expect("every slot is put somewhere")).collect()
}

struct Stand<'a> {
    picture: &'a Layered,
    measures: &'a Measures,
    /// Slots that stand, by layer and in order.
    layers: Vec<Vec<usize>>,
    top: Vec<Option<i32>>,
    /// Where the picture begins; nothing is put before it.
    first: i32,
}

impl Stand<'_> {
    fn at(&self, slot: usize) -> i32 {
        self.top[slot].unwrap_or(0)
    }

    /// Returns the first place behind a slot for another.
    fn behind(&self, slot: usize, other: usize) -> i32 {
        self.at(slot) + self.measures.breadth[slot] + self.measures.gap(self.picture, slot, other)
    }

    /// Returns where the picture ends.
    fn end(&self) -> i32 {
        let ends = self.top.iter().zip(&self.measures.breadth);
        ends.filter_map(|(top, breadth)| Some((*top)? + breadth)).max().unwrap_or(0)
    }

    /// Lines up what stays, and makes room for boxes that have grown.
    fn keep(&mut self) {
        for layer in 0..self.layers.len() {
            let mut slots: Vec<usize> = self.picture.layers[layer].clone();
            slots.retain(|&slot| self.top[slot].is_some());
            slots.sort_by_key(|&slot| (self.top[slot], slot));
            // Of two slots in one place the second looks for another.
            slots.dedup_by(|second, first| {
                let same = self.top[*second] == self.top[*first];
                if same {
                    self.top[*second] = None;
                }
                same
            });
            self.layers[layer] = slots;
        }
        for layer in 0..self.layers.len() {
            for at in 1..self.layers[layer].len() {
                let (before, slot) = (self.layers[layer][at - 1], self.layers[layer][at]);
                let missing = self.behind(before, slot) - self.at(slot);
                if missing > 0 {
                    self.open(self.at(slot), missing);
                }
            }
        }
    }

    /// Moves everything that begins at a place or beyond.
    fn open(&mut self, from: i32, by: i32) {
        self.top.iter_mut().flatten().filter(|top| **top >= from).for_each(|top| *top += by);
    }

    /// Returns the place that makes the middle one of a slot's links to standing slots straight.
    fn beside_neighbours(&self, slot: usize) -> Option<i32> {
        let Measures { from_port, to_port, .. } = self.measures;
        let above = self.picture.above[slot].iter().filter_map(|&at| {
            let from = self.picture.links[at].from;
            Some(self.top[from]? + from_port[at] - to_port[at])
        });
        let below = self.picture.below[slot].iter().filter_map(|&at| {
            let to = self.picture.links[at].to;
            Some(self.top[to]? + to_port[at] - from_port[at])
        });
        let mut places: Vec<i32> = above.chain(below).collect();
        places.sort_unstable();
        places.get(places.len() / 2).copied()
    }

    /// Puts a slot into the nearest room within reach, else opens a gap.
    fn put(&mut self, slot: usize, wanted: i32) {
        let layer = self.picture.layer_of[slot];
        let breadth = self.measures.breadth[slot];
        let slots = &self.layers[layer];
        let room = |at: usize| {
            let low = if at == 0 { self.first } else { self.behind(slots[at - 1], slot) };
            let high = slots.get(at).map_or(i32::MAX / 2, |&next| {
                self.at(next) - self.measures.gap(self.picture, slot, next) - breadth
            });
            (low <= high).then(|| (at, wanted.clamp(low, high)))
        };
        let nearest = (0..=slots.len())
            .filter_map(room)
            // Of two places as near, the one below or to the right.
            .min_by_key(|(_, top)| ((top - wanted).abs(), -top));
        let reach = REACH + REACH_BREADTHS * breadth;
        let (at, top) = match nearest {
            Some((at, top)) if (top - wanted).abs() <= reach => (at, top),
            _ => self.gap(slot, wanted),
        };
        self.layers[layer].insert(at, slot);
        self.top[slot] = Some(top);
    }

    /// Opens a gap at the place that is wanted.
    fn gap(&mut self, slot: usize, wanted: i32) -> (usize, i32) {
        let slots = &self.layers[self.picture.layer_of[slot]];
        let middle = |slot: usize| self.at(slot) + self.measures.breadth[slot] / 2;
        let wanted_middle = wanted + self.measures.breadth[slot] / 2;
        let at = slots.iter().position(|&other| middle(other) > wanted_middle);
        let at = at.unwrap_or(slots.len());
        let low = if at == 0 { self.first } else { self.behind(slots[at - 1], slot) };
        let Some(&next) = slots.get(at) else { return (at, low.max(wanted)) };
        let from = self.at(next);
        let gap = self.measures.gap(self.picture, slot, next);
        let missing = low + self.measures.breadth[slot] + gap - from;
        self.open(from, missing.max(0));
        (at, low)
    }
}
