//! Medians, percentiles and median deviations of every window.
//!
//! The samples of some windows are sorted once; then a window is a set of bits, one for each rank, and
//! cursors follow the wanted ranks while samples enter and leave. The work for a sample hardly grows
//! with the window, and what a window gives depends on its values alone.

use std::ops::Range;

use arrow::array::{Array, Float64Array};

use super::rolling::Windows;
use super::window::Edge;

/// Stands for the rank of a place that holds nothing.
const NOTHING: u32 = u32::MAX;

/// Computes each sample from itself and the valid values of its window, in their order by size.
///
/// A sample stays null, and is null where fewer than half of its window is valid or where NaN is
/// computed. `CURSORS` is how many ranks are followed at once.
pub fn ranked<const CURSORS: usize>(
    curve: &Float64Array,
    half: usize,
    edge: Edge,
    mut compute: impl FnMut(&mut Sorted<CURSORS>, f64) -> f64,
) -> Float64Array {
    let windows = Windows::new(curve, half, edge);
    let width = windows.width();
    let mut values = vec![f64::NAN; curve.len()];
    let mut counts = vec![0; curve.len()];
    let mut sorted = Sorted::new();
    // Six windows' worth: sorting costs little more than once for each sample, and ranks lie dense.
    let block = (6 * width).max(64);
    let mut start = 0;
    while start < curve.len() {
        let end = curve.len().min(start + block);
        sorted.load(&windows, start..end + width - 1);
        for place in 0..width - 1 {
            sorted.enter(place);
        }
        for sample in start..end {
            sorted.enter(sample - start + width - 1);
            if curve.is_valid(sample) {
                counts[sample] = sorted.count as u32;
                if sorted.count * 2 >= windows.places(sample) {
                    values[sample] = compute(&mut sorted, curve.value(sample));
                }
            }
            sorted.leave(sample - start);
        }
        start = end;
    }
    windows.judged(values, &counts)
}

/// A place in the order of ranks: a rank, and how many values of the window stand before it.
#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    rank: usize,
    before: usize,
}

/// The values of one window in their order by size.
pub struct Sorted<const CURSORS: usize> {
    /// Rank of the value at each place of the block.
    ranks: Vec<u32>,
    /// Values of the block, sorted.
    values: Vec<f64>,
    /// One bit for each rank: whether the window holds it.
    held: Vec<u64>,
    count: usize,
    cursors: [Cursor; CURSORS],
    places: Vec<f64>,
    keys: Vec<u64>,
}

impl<const CURSORS: usize> Sorted<CURSORS> {
    fn new() -> Self {
        Self {
            ranks: Vec::new(),
            values: Vec::new(),
            held: Vec::new(),
            count: 0,
            cursors: [Cursor::default(); CURSORS],
            places: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// Sorts what stands at the places of a block; the window is empty then.
    fn load(&mut self, windows: &Windows, block: Range<usize>) {
        // A key is the value in an order of whole numbers, its last bits given up for the place: keys
        // sort much faster than pairs. Values that differ in those bits alone are set right below.
        let places_in_key = (1 << (usize::BITS - block.len().leading_zeros())) - 1;
        self.places.clear();
        self.keys.clear();
        for place in block {
            let value = windows.at(place);
            if let Some(value) = value {
                self.keys.push((in_order(value) & !places_in_key) | self.places.len() as u64);
            }
            self.places.push(value.unwrap_or_default());
        }
        self.keys.sort_unstable();
        let places = &self.places;
        let value = |key: u64| places[(key & places_in_key) as usize];
        for alike in
            self.keys.chunk_by_mut(|one, other| one & !places_in_key == other & !places_in_key)
        {
            if alike.len() > 1 {
                alike.sort_unstable_by(|one, other| {
                    value(*one).total_cmp(&value(*other)).then(one.cmp(other))
                });
            }
        }
        self.ranks.clear();
        self.ranks.resize(places.len(), NOTHING);
        self.values.clear();
        for (rank, key) in self.keys.iter().enumerate() {
            self.ranks[(key & places_in_key) as usize] = rank as u32;
            self.values.push(value(*key));
        }
        self.held.clear();
        self.held.resize(self.values.len() / 64 + 1, 0);
        self.count = 0;
        self.cursors = [Cursor::default(); CURSORS];
    }

    fn enter(&mut self, place: usize) {
        let rank = self.ranks[place];
        if rank == NOTHING {
            return;
        }
        let rank = rank as usize;
        self.held[rank / 64] |= 1 << (rank % 64);
        self.count += 1;
        for cursor in &mut self.cursors {
            cursor.before += usize::from(rank < cursor.rank);
        }
    }

    fn leave(&mut self, place: usize) {
        let rank = self.ranks[place];
        if rank == NOTHING {
            return;
        }
        let rank = rank as usize;
        self.held[rank / 64] &= !(1 << (rank % 64));
        self.count -= 1;
        for cursor in &mut self.cursors {
            cursor.before -= usize::from(rank < cursor.rank);
        }
    }

    /// Returns the first held rank from `rank` on; past the last one, the number of ranks.
    fn next(&self, rank: usize) -> usize {
        let mut word = rank / 64;
        let mut bits = self.held.get(word).map_or(0, |bits| bits & (!0 << (rank % 64)));
        while bits == 0 {
            word += 1;
            match self.held.get(word) {
                Some(held) => bits = *held,
                None => return self.values.len(),
            }
        }
        word * 64 + bits.trailing_zeros() as usize
    }

    /// Returns the last held rank before `rank`; zero where there is none.
    fn previous(&self, rank: usize) -> usize {
        let mut word = rank / 64;
        let mut bits = self.held.get(word).map_or(0, |bits| bits & !(!0 << (rank % 64)));
        while bits == 0 {
            if word == 0 {
                return 0;
            }
            word -= 1;
            bits = self.held[word];
        }
        word * 64 + 63 - bits.leading_zeros() as usize
    }

    fn forward(&self, cursor: Cursor) -> Cursor {
        Cursor { rank: self.next(cursor.rank + 1), before: cursor.before + 1 }
    }

    fn back(&self, cursor: Cursor) -> Cursor {
        Cursor { rank: self.previous(cursor.rank), before: cursor.before - 1 }
    }

    /// Moves a cursor to the value before which `before` others stand; the window has more than those.
    fn seek(&self, mut cursor: Cursor, before: usize) -> Cursor {
        while cursor.before > before {
            cursor = self.back(cursor);
        }
        cursor.rank = self.next(cursor.rank);
        while cursor.before < before {
            cursor = self.forward(cursor);
        }
        cursor
    }

    /// Returns the value at a cursor; NaN past the last one.
    fn value(&self, cursor: Cursor) -> f64 {
        self.values.get(cursor.rank).copied().unwrap_or(f64::NAN)
    }

    /// Returns the median; with an even number of values, the mean of the middle two.
    pub fn median(&mut self) -> f64 {
        let middle = self.seek(self.cursors[0], self.count / 2);
        self.cursors[0] = middle;
        if self.count % 2 == 1 {
            return self.value(middle);
        }
        // Halved first, so that two huge values do not overflow.
        self.value(self.back(middle)) / 2.0 + self.value(middle) / 2.0
    }

    /// Returns a percentile, 0..100, by the linear method of NumPy.
    pub fn percentile(&mut self, percent: f64) -> f64 {
        let last = self.count.saturating_sub(1);
        let place = percent / 100.0 * last as f64;
        let below = (place.floor() as usize).min(last);
        let cursor = self.seek(self.cursors[0], below);
        self.cursors[0] = cursor;
        let low = self.value(cursor);
        if below == last {
            return low;
        }
        let (high, share) = (self.value(self.forward(cursor)), place - below as f64);
        // From the nearer end, as NumPy does, so that the end points are exact.
        if share < 0.5 { low + (high - low) * share } else { high - (high - low) * (1.0 - share) }
    }
}

impl Sorted<3> {
    /// Whether the median of the distances from a value is this much at least, as far as one look at
    /// the middle of the last window tells; `false` says nothing.
    ///
    /// Where both ends of that middle lie as far off, only what stands between them can be nearer, and
    /// that must be less than half of the window.
    pub fn deviates_by(&self, from: f64, distance: f64) -> bool {
        let [_, low, high] = self.cursors;
        let between = high.before.saturating_sub(low.before);
        between <= self.count.saturating_sub(1) / 2
            && from - self.value(low) >= distance
            && self.value(high) - from >= distance
    }

    /// Returns the median of the absolute deviations from a value.
    ///
    /// The values nearest to it, one more than half of all, stand side by side in the order by size;
    /// the second and third cursor hold their ends.
    pub fn median_deviation(&mut self, from: f64) -> f64 {
        let near = self.count / 2 + 1;
        let first = self.cursors[1].before.min(self.count - near);
        let mut low = self.seek(self.cursors[1], first);
        let mut high = self.seek(self.cursors[2], first + near - 1);
        loop {
            let (below, above) = (from - self.value(low), self.value(high) - from);
            if below > above && high.before + 1 < self.count {
                let next = self.forward(high);
                if self.value(next) - from < below {
                    (low, high) = (self.forward(low), next);
                    continue;
                }
            } else if above > below && low.before > 0 {
                let next = self.back(low);
                if from - self.value(next) < above {
                    (low, high) = (next, self.back(high));
                    continue;
                }
            }
            (self.cursors[1], self.cursors[2]) = (low, high);
            let farthest = below.max(above);
            if self.count % 2 == 1 {
                return farthest;
            }
            let second = if below > above {
                (from - self.value(self.forward(low))).max(above)
            } else {
                below.max(self.value(self.back(high)) - from)
            };
            return second / 2.0 + farthest / 2.0;
        }
    }
}

/// Turns a number into a whole one of the same order.
fn in_order(value: f64) -> u64 {
    let bits = value.to_bits();
    if value.is_sign_negative() { !bits } else { bits | (1 << 63) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operators::support::statistics;

    /// Values that repeat, differ in the last bit, and are missing here and there.
    fn curve(length: usize) -> Float64Array {
        (0..length)
            .map(|at| match at % 11 {
                3 => None,
                5 | 6 => Some(7.0 + (at % 3) as f64 * f64::EPSILON),
                _ => Some(((at * 7919) % 101) as f64 - 50.0),
            })
            .collect()
    }

    #[test]
    fn ranks_are_those_of_each_window_sorted() {
        let curve = curve(700);
        for half in [0, 1, 2, 9, 40, 400] {
            for edge in [Edge::Shrink, Edge::Reflect, Edge::Nearest] {
                let mut found = Vec::new();
                ranked::<3>(&curve, half, edge, |window, _| {
                    let median = window.median();
                    found.push([median, window.median_deviation(median), window.percentile(31.0)]);
                    0.0
                });
                let windows = Windows::new(&curve, half, edge);
                let sorted_window = |sample: usize| {
                    let places = sample..sample + windows.width();
                    statistics::sorted(places.filter_map(|place| windows.at(place)).collect())
                };
                let wanted: Vec<[f64; 3]> = (0..curve.len())
                    .filter(|sample| curve.is_valid(*sample))
                    .map(|sample| (sample, sorted_window(sample)))
                    .filter(|(sample, inside)| inside.len() * 2 >= windows.places(*sample))
                    .map(|(_, inside)| {
                        let median = statistics::median(&inside).unwrap();
                        let apart = inside.iter().map(|value| (value - median).abs()).collect();
                        let deviation = statistics::median(&statistics::sorted(apart)).unwrap();
                        [median, deviation, statistics::percentile(&inside, 31.0).unwrap()]
                    })
                    .collect();
                for (found, wanted) in found.iter().flatten().zip(wanted.iter().flatten()) {
                    let near = (found - wanted).abs() <= 1e-14 * wanted.abs().max(1.0);
                    assert!(near, "{half} {edge:?}: {found}, {wanted}");
                }
                assert_eq!(found.len(), wanted.len());
            }
        }
    }

    #[test]
    fn a_look_at_the_last_middle_never_promises_more_than_the_deviation() {
        let curve = curve(700);
        for half in [1, 2, 9, 40, 400] {
            let (mut looks, mut sure) = (0, 0);
            ranked::<3>(&curve, half, Edge::Shrink, |window, _| {
                let median = window.median();
                let distances = [0.0, 0.5, 3.0, 12.0, 20.0, 24.0, 26.0, 60.0];
                let promised = distances.map(|distance| window.deviates_by(median, distance));
                let before = window.cursors;
                let deviation = window.median_deviation(median);
                for (distance, promised) in distances.into_iter().zip(promised) {
                    assert!(!promised || deviation >= distance, "{half}: {deviation}, {distance}");
                    sure += usize::from(promised);
                }
                // As a caller that is content with the promise, and asks only now and then.
                looks += 1;
                if looks % 7 != 0 {
                    window.cursors = before;
                }
                0.0
            });
            assert!(4 * sure > looks, "{half}: {sure} promises in {looks} windows");
        }
    }

    #[test]
    fn the_textbook_deviation_is_found() {
        // Deviations from the median 2: 1 1 0 0 2 4 7, their median 1.
        let curve = Float64Array::from(vec![1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0]);
        let found = ranked::<3>(&curve, 6, Edge::Shrink, |window, _| {
            let median = window.median();
            window.median_deviation(median)
        });
        assert_eq!(found, Float64Array::from(vec![1.0; 7]));
    }
}
