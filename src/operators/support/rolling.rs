//! Centred windows over a whole curve at once: padded values, and how many of each window are valid.

use arrow::array::{Array, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};

use super::moving_spread::{Spread, moving_spreads};
use super::window::{Edge, Seen, look};

/// The windows of a curve, one around each sample, `half` samples to each side.
pub struct Windows<'a> {
    curve: &'a Float64Array,
    half: usize,
    edge: Edge,
}

impl<'a> Windows<'a> {
    /// Lays windows over a curve.
    pub fn new(curve: &'a Float64Array, half: usize, edge: Edge) -> Self {
        Self { curve, half, edge }
    }

    /// Returns the number of places of a whole window.
    pub fn width(&self) -> usize {
        2 * self.half + 1
    }

    /// Returns what stands at a place, counted from the first window's first: sample `i` has the
    /// places `i..i + width`.
    pub fn at(&self, place: usize) -> Option<f64> {
        match look(self.curve, place as isize - self.half as isize, self.edge) {
            Seen::Value(value) => Some(value),
            Seen::Null | Seen::Outside => None,
        }
    }

    /// Returns what stands at every place, zero for nothing.
    pub fn padded(&self) -> Vec<f64> {
        let length = self.curve.len();
        if length == 0 {
            return Vec::new();
        }
        let outside = |place: usize| self.at(place).unwrap_or(0.0);
        let mut padded: Vec<f64> = Vec::with_capacity(length + 2 * self.half);
        padded.extend((0..self.half).map(outside));
        padded.extend_from_slice(self.curve.values());
        if let Some(nulls) = self.curve.nulls() {
            for (value, valid) in padded[self.half..].iter_mut().zip(nulls.iter()) {
                if !valid {
                    *value = 0.0;
                }
            }
        }
        padded.extend((length + self.half..length + 2 * self.half).map(outside));
        padded
    }

    /// Returns how many places of each window are valid.
    pub fn counts(&self) -> Vec<u32> {
        let length = self.curve.len();
        if self.curve.null_count() == 0 && self.edge != Edge::Shrink {
            return vec![self.width() as u32; length];
        }
        let mut before = Vec::with_capacity(length + self.width());
        before.push(0);
        let mut valid = 0;
        if length > 0 {
            for place in 0..length + 2 * self.half {
                valid += u32::from(self.at(place).is_some());
                before.push(valid);
            }
        }
        before.windows(self.width() + 1).map(|pair| pair[self.width()] - pair[0]).collect()
    }

    /// Returns how many places the window of a sample has; near an end it may be cut short.
    pub fn places(&self, sample: usize) -> usize {
        match self.edge {
            Edge::Shrink => {
                let below = self.curve.len() - 1 - sample;
                sample.min(self.half) + below.min(self.half) + 1
            }
            Edge::Reflect | Edge::Nearest => self.width(),
        }
    }

    /// Computes each sample from the spread of its window.
    pub fn spread(&self, compute: impl Fn(Spread) -> f64) -> Float64Array {
        if self.curve.is_empty() {
            return self.curve.clone();
        }
        let places = (0..self.curve.len() + 2 * self.half).map(|place| self.at(place));
        let spreads = moving_spreads(places, self.width());
        let values = spreads.iter().map(|spread| compute(*spread)).collect();
        let counts: Vec<u32> = spreads.iter().map(|spread| spread.count as u32).collect();
        self.judged(values, &counts)
    }

    /// Makes a curve of values, null where the sample is null or fewer than half of its window is valid.
    pub fn judged(&self, values: Vec<f64>, counts: &[u32]) -> Float64Array {
        let enough = BooleanBuffer::collect_bool(values.len(), |sample| {
            counts[sample] as usize * 2 >= self.places(sample)
        });
        let enough = NullBuffer::new(enough);
        Float64Array::new(values.into(), NullBuffer::union(Some(&enough), self.curve.nulls()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_are_zeros_that_do_not_count() {
        let curve = Float64Array::from(vec![Some(1.0), None, Some(3.0), Some(4.0)]);
        let windows = Windows::new(&curve, 1, Edge::Nearest);
        assert_eq!(windows.padded(), [1.0, 1.0, 0.0, 3.0, 4.0, 4.0]);
        assert_eq!(windows.counts(), [2, 2, 2, 3]);
        let short = Windows::new(&curve, 1, Edge::Shrink);
        assert_eq!(short.counts(), [1, 2, 2, 2]);
        assert_eq!(short.places(0), 2);
    }
}
