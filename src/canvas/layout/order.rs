//! The order inside layers: barycentre sweeps and transpositions from several starts, fewest crossings kept.

use super::wires::Layered;

/// Links and slots that may be visited in all; bounds the time on large graphs.
const BUDGET: usize = 1_000_000;
/// Sweeps from one start before another start is tried.
const SWEEPS: usize = 24;
/// Pairs that may be compared when slots are moved to their best places.
const SIFTED: usize = 3_000_000;
/// Starts at most; the first is the author's order, so that it wins ties.
const STARTS: usize = 12;

/// What the order must keep to.
pub(super) struct Demands {
    /// For pinned nodes, how many nodes of the layer stand before them.
    pub pins: Vec<Option<i32>>,
    /// Slots that keep their order among each other, by where they stood before.
    pub before: Vec<Option<i32>>,
}

impl Demands {
    /// Whether two slots of a layer may change places.
    fn allow(&self, picture: &Layered, a: usize, b: usize) -> bool {
        let pinned = self.pins[a].is_some() && !picture.is_lane(b)
            || self.pins[b].is_some() && !picture.is_lane(a);
        let kept = self.before[a].is_some() && self.before[b].is_some();
        !pinned && !kept
    }
}

/// Reorders the layers.
pub(super) fn order(picture: &mut Layered, demands: &Demands) {
    let work = picture.links.len() * 2 + picture.layer_of.len();
    let mut sweeps_left = (BUDGET / work.max(1)).clamp(6, STARTS * SWEEPS);
    let mut shuffle = Shuffle(0x9e37_79b9_7f4a_7c15);
    let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
    for start in 0..STARTS {
        let mut sorter = Sorter::new(picture, demands);
        match start {
            0 => {}
            1 => sorter.walk_depth_first(),
            _ => sorter.layers.iter_mut().for_each(|layer| shuffle.apply(layer)),
        }
        for layer in 0..sorter.layers.len() {
            sorter.heed(layer);
            sorter.note(layer);
        }
        let mut idle = 0;
        for sweep in 0..SWEEPS {
            if sweeps_left == 0 || idle == 6 {
                break;
            }
            sweeps_left -= 1;
            sorter.sweep(sweep % 2 == 0);
            sorter.transpose();
            let crossings = sorter.crossings();
            idle += 1;
            if best.as_ref().is_none_or(|(fewest, _)| crossings < *fewest) {
                best = Some((crossings, sorter.layers.clone()));
                idle = 0;
            }
            if crossings == 0 {
                break;
            }
        }
        if sweeps_left == 0 || best.as_ref().is_some_and(|(fewest, _)| *fewest == 0) {
            break;
        }
    }
    if let Some((fewest, layers)) = best {
        let mut sorter = Sorter::new(picture, demands);
        sorter.layers = layers;
        (0..sorter.layers.len()).for_each(|layer| sorter.note(layer));
        if fewest > 0 {
            sorter.sift_all(fewest);
        }
        let layers = sorter.layers;
        picture.layers = layers;
    }
}

struct Sorter<'a> {
    picture: &'a Layered,
    demands: &'a Demands,
    layers: Vec<Vec<usize>>,
    place: Vec<usize>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl<'a> Sorter<'a> {
    fn new(picture: &'a Layered, demands: &'a Demands) -> Self {
        let ends = |links: &[Vec<usize>], end: fn(&super::wires::Link) -> usize| {
            links
                .iter()
                .map(|links| links.iter().map(|&link| end(&picture.links[link])).collect())
                .collect()
        };
        let mut sorter = Self {
            picture,
            demands,
            layers: picture.layers.clone(),
            place: vec![0; picture.layer_of.len()],
            above: ends(&picture.above, |link| link.from),
            below: ends(&picture.below, |link| link.to),
        };
        (0..sorter.layers.len()).for_each(|layer| sorter.note(layer));
        sorter
    }

    fn note(&mut self, layer: usize) {
        for (place, &slot) in self.layers[layer].iter().enumerate() {
            self.place[slot] = place;
        }
    }

    /// Fills the layers in the order of a depth-first walk, which keeps branches together.
    fn walk_depth_first(&mut self) {
        let mut seen = vec![false; self.place.len()];
        let mut visited = vec![0; self.place.len()];
        let mut stack: Vec<usize> = self.layers.iter().flatten().rev().copied().collect();
        let mut count = 0;
        while let Some(slot) = stack.pop() {
            if !std::mem::replace(&mut seen[slot], true) {
                visited[slot] = count;
                count += 1;
                stack.extend(self.below[slot].iter().rev());
            }
        }
        for layer in &mut self.layers {
            layer.sort_by_key(|&slot| visited[slot]);
        }
    }

    /// Sorts every layer by the mean place of its neighbours in the layer before (or after).
    fn sweep(&mut self, downwards: bool) {
        let count = self.layers.len();
        for step in 1..count {
            let layer = if downwards { step } else { count - 1 - step };
            let neighbours = if downwards { &self.above } else { &self.below };
            let mean = |&slot: &usize| {
                let all = &neighbours[slot];
                if all.is_empty() {
                    return self.place[slot] as f64;
                }
                all.iter().map(|&other| self.place[other] as f64).sum::<f64>() / all.len() as f64
            };
            let mut keyed: Vec<(f64, usize)> =
                self.layers[layer].iter().map(|slot| (mean(slot), *slot)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.layers[layer] = keyed.into_iter().map(|(_, slot)| slot).collect();
            self.heed(layer);
            self.note(layer);
        }
    }

    /// Puts the slots of a layer that stood before in their order, in the places that they take
    /// together, and pinned nodes where they are wanted.
    fn heed(&mut self, layer: usize) {
        let Demands { pins, before } = self.demands;
        let layer = &mut self.layers[layer];
        let places: Vec<usize> =
            (0..layer.len()).filter(|&at| before[layer[at]].is_some()).collect();
        let mut kept: Vec<usize> = places.iter().map(|&at| layer[at]).collect();
        kept.sort_by_key(|&slot| (before[slot], slot));
        for (at, slot) in places.into_iter().zip(kept) {
            layer[at] = slot;
        }
        let mut pinned: Vec<(i32, usize, usize)> =
            (0..layer.len()).filter_map(|at| Some((pins[layer[at]]?, layer[at], at))).collect();
        if pinned.is_empty() {
            return;
        }
        pinned.sort_unstable();
        layer.retain(|&slot| pins[slot].is_none());
        for (rank, slot, at) in pinned {
            // Lanes count for nothing, so there may be several places with so many nodes before them.
            let nodes = layer.iter().filter(|&&slot| !self.picture.is_lane(slot)).count();
            let rank = (rank.max(0) as usize).min(nodes);
            let fits = |&to: &usize| {
                layer[..to].iter().filter(|&&slot| !self.picture.is_lane(slot)).count() == rank
            };
            let to = (0..=layer.len()).filter(fits).min_by_key(|to| to.abs_diff(at));
            layer.insert(to.unwrap_or(layer.len()), slot);
        }
    }

    /// Swaps neighbours while that removes crossings.
    fn transpose(&mut self) {
        for layer in 0..self.layers.len() {
            let mut slots = self.ends(layer);
            for _ in 0..4 {
                let mut better = false;
                for at in 1..slots.len() {
                    let (first, second) = (&slots[at - 1], &slots[at]);
                    if !self.demands.allow(self.picture, first.0, second.0) {
                        continue;
                    }
                    let (kept, swapped) = crossings_of_neighbours(first, second);
                    if swapped < kept {
                        slots.swap(at - 1, at);
                        better = true;
                    }
                }
                if !better {
                    break;
                }
            }
            self.layers[layer] = slots.into_iter().map(|(slot, _, _)| slot).collect();
            self.note(layer);
        }
    }

    /// Moves each slot to the best place in its layer until that no longer helps.
    fn sift_all(&mut self, crossings: usize) {
        let count = self.layers.len();
        let mut fewest = crossings;
        let mut left = SIFTED;
        for pass in 0.. {
            for step in 0..count {
                let layer = if pass % 2 == 0 { step } else { count - 1 - step };
                left = left.saturating_sub(self.sift(layer));
            }
            let crossings = self.crossings();
            // Every step gains or changes nothing, so a pass without a gain is followed by another like it.
            if crossings == fewest || left == 0 {
                return;
            }
            fewest = crossings;
        }
    }

    /// Moves each slot of a layer that is crossed to the place with the fewest crossings, the nearest
    /// of them, as far as the demands allow. Returns how many pairs were compared.
    ///
    /// Source: Matuszewski, Schönfeld and Molitor, Using Sifting for k-Layer Straightline Crossing
    /// Minimization, Graph Drawing 1999.
    fn sift(&mut self, layer: usize) -> usize {
        let mut slots = self.ends(layer);
        let mut compared = 0;
        for slot in crossed(&slots) {
            let at = slots.iter().position(|(other, ..)| *other == slot);
            let at = at.expect("slots stay in their layer");
            let passable = |&other: &usize| self.demands.allow(self.picture, slot, slots[other].0);
            // How many crossings it saves to pass another slot.
            let gain = |other: usize| {
                let (first, second) = (&slots[at.min(other)], &slots[at.max(other)]);
                let (kept, swapped) = crossings_of_neighbours(first, second);
                kept as isize - swapped as isize
            };
            let (mut best, mut most) = (at, 0);
            let mut walk = |way: &mut dyn Iterator<Item = usize>| {
                let mut saved = 0;
                for other in way.take_while(passable) {
                    saved += gain(other);
                    compared += 1;
                    if saved > most {
                        (best, most) = (other, saved);
                    }
                }
            };
            walk(&mut (at + 1..slots.len()));
            walk(&mut (0..at).rev());
            let moved = slots.remove(at);
            slots.insert(best, moved);
        }
        self.layers[layer] = slots.into_iter().map(|(slot, ..)| slot).collect();
        self.note(layer);
        compared
    }

    /// Returns the slots of a layer with the places of their neighbours before and after, in order.
    fn ends(&self, layer: usize) -> Vec<Ends> {
        let sorted_places = |others: &Vec<usize>| {
            let mut places: Vec<usize> = others.iter().map(|&other| self.place[other]).collect();
            places.sort_unstable();
            places
        };
        self.layers[layer]
            .iter()
            .map(|&slot| (slot, sorted_places(&self.above[slot]), sorted_places(&self.below[slot])))
            .collect()
    }

    /// Counts crossings between all neighbouring layers, in O(E log V).
    fn crossings(&self) -> usize {
        let mut total = 0;
        for pair in self.layers.windows(2) {
            let mut tree = Fenwick(vec![0; pair[1].len() + 1]);
            let mut seen = 0;
            for &slot in &pair[0] {
                for &to in &self.below[slot] {
                    total += seen - tree.up_to(self.place[to]);
                }
                for &to in &self.below[slot] {
                    tree.add(self.place[to]);
                    seen += 1;
                }
            }
        }
        total
    }
}

/// A slot, and the places of its neighbours in the layer before and in the layer after.
type Ends = (usize, Vec<usize>, Vec<usize>);

/// Returns the slots of a layer whose links cross others.
fn crossed(slots: &[Ends]) -> Vec<usize> {
    let mut crossed = vec![false; slots.len()];
    for before in [true, false] {
        let side = |(_, above, below): &Ends| {
            let places = if before { above } else { below };
            Some((*places.first()?, *places.last()?))
        };
        let mut furthest = 0;
        for (at, ends) in slots.iter().enumerate() {
            if let Some((first, last)) = side(ends) {
                crossed[at] |= first < furthest;
                furthest = furthest.max(last);
            }
        }
        let mut nearest = usize::MAX;
        for (at, ends) in slots.iter().enumerate().rev() {
            if let Some((first, last)) = side(ends) {
                crossed[at] |= last > nearest;
                nearest = nearest.min(first);
            }
        }
    }
    slots.iter().zip(crossed).filter(|(_, crossed)| *crossed).map(|((slot, ..), _)| *slot).collect()
}

/// Counts crossings of the links of two slots as they stand, and once swapped.
fn crossings_of_neighbours(first: &Ends, second: &Ends) -> (usize, usize) {
    let (kept_above, swapped_above) = crossings_of_pair(&first.1, &second.1);
    let (kept_below, swapped_below) = crossings_of_pair(&first.2, &second.2);
    (kept_above + kept_below, swapped_above + swapped_below)
}

/// Counts crossings of the links of two neighbours as they stand, and once swapped.
fn crossings_of_pair(first: &[usize], second: &[usize]) -> (usize, usize) {
    let (mut kept, mut swapped) = (0, 0);
    let (mut below, mut up_to) = (0, 0);
    for &place in first {
        while below < second.len() && second[below] < place {
            below += 1;
        }
        while up_to < second.len() && second[up_to] <= place {
            up_to += 1;
        }
        kept += below;
        swapped += second.len() - up_to;
    }
    (kept, swapped)
}

/// Counts by prefix.
struct Fenwick(Vec<usize>);

impl Fenwick {
    fn add(&mut self, at: usize) {
        let mut at = at + 1;
        while at < self.0.len() {
            self.0[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    fn up_to(&self, at: usize) -> usize {
        let (mut at, mut sum) = (at + 1, 0);
        while at > 0 {
            sum += self.0[at];
            at &= at - 1;
        }
        sum
    }
}

/// A fixed sequence of numbers (xorshift), so that the same graph always gets the same picture.
struct Shuffle(u64);

impl Shuffle {
    fn apply(&mut self, layer: &mut [usize]) {
        for last in (1..layer.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            layer.swap(last, (self.0 % (last as u64 + 1)) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(layers: &[usize], edges: &[(usize, usize)]) -> Layered {
        Layered::new(layers, edges, &vec![false; edges.len()], &vec![None; edges.len()])
    }

    fn no_demands(slots: usize) -> Demands {
        Demands { pins: vec![None; slots], before: vec![None; slots] }
    }

    #[test]
    fn crossed_pairs_are_untangled() {
        // Three sources whose readers stand in the opposite order.
        let mut picture = picture(&[0, 0, 0, 1, 1, 1], &[(0, 5), (1, 4), (2, 3)]);
        let demands = no_demands(6);
        assert_eq!(Sorter::new(&picture, &demands).crossings(), 3);
        order(&mut picture, &demands);
        assert_eq!(Sorter::new(&picture, &demands).crossings(), 0);
    }

    #[test]
    fn pinned_slots_keep_their_order_although_lines_cross() {
        let mut picture = picture(&[0, 0, 1, 1], &[(0, 3), (1, 2)]);
        let pins = vec![Some(0), Some(5), Some(0), Some(5)];
        order(&mut picture, &Demands { pins, ..no_demands(4) });
        assert_eq!(picture.layers, [[0, 1], [2, 3]]);
    }

    #[test]
    fn pinned_node_has_so_many_nodes_before_it() {
        let edges = [(0, 1), (0, 2), (0, 3), (0, 4)];
        for rank in 0..4 {
            let mut picture = picture(&[0, 1, 1, 1, 1], &edges);
            let pins = vec![None, Some(rank), None, None, None];
            order(&mut picture, &Demands { pins, ..no_demands(5) });
            assert_eq!(picture.layers[1][rank as usize], 1);
        }
    }

    #[test]
    fn slots_that_stood_before_keep_their_order_although_lines_cross() {
        let mut picture = picture(&[0, 0, 0, 1, 1, 1], &[(0, 5), (1, 4), (2, 3)]);
        let before = vec![Some(0), Some(3), None, Some(0), None, Some(9)];
        order(&mut picture, &Demands { before, ..no_demands(6) });
        let place = |layer: usize, slot| picture.layers[layer].iter().position(|&s| s == slot);
        assert!(place(0, 0) < place(0, 1) && place(1, 3) < place(1, 5));
    }

    #[test]
    fn tree_counts_as_pairs_do() {
        // Complete bipartite K3,3 has 9 crossings however it is drawn.
        let edges: Vec<_> = (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
        let picture = picture(&[0, 0, 0, 1, 1, 1], &edges);
        assert_eq!(Sorter::new(&picture, &no_demands(6)).crossings(), 9);
        assert_eq!(crossings_of_pair(&[0, 1, 2], &[0, 1, 2]), (3, 3));
    }
}
