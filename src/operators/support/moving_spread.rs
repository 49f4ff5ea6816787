//! Mean and spread of every window, by doubling: of pairs, of fours, of eights, put together to the
//! length of the window.
//!
//! Nothing is carried from window to window, so that what a window gives depends on its values alone,
//! to the last bit; the work for one window grows with the logarithm of its length.

/// Windows that are worked on at a time, so that what is summed stays in the cache.
const BLOCK: usize = 2048;

/// Powers of two up to `width`, each with its offset where it is one of those that make up `width`.
fn pieces(width: usize) -> impl Iterator<Item = (usize, Option<usize>)> {
    let powers = (0..usize::BITS - width.leading_zeros()).map(|bit| 1 << bit);
    powers.map(move |power| (power, (width & power != 0).then_some(width & (power - 1))))
}

/// Number, mean and sum of squared deviations from the mean.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    /// How many values.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// Sum of the squares of their deviations from the mean.
    pub squares: f64,
}

impl Spread {
    /// Returns the spread of both together, after Chan, Golub and LeVeque 1979.
    fn and(self, other: Self) -> Self {
        let count = self.count + other.count;
        let share = other.count / count.max(1.0);
        let apart = other.mean - self.mean;
        Self {
            count,
            mean: self.mean + apart * share,
            squares: self.squares + other.squares + apart * apart * self.count * share,
        }
    }

    /// Returns the mean of the squared deviations, `ddof` taken off the number; NaN where too few are left.
    pub fn variance(self, ddof: u32) -> f64 {
        let free = self.count - f64::from(ddof);
        if free > 0.0 { self.squares / free } else { f64::NAN }
    }
}

/// Returns the spread of each stretch of `width` places, of which some hold nothing.
pub fn moving_spreads(
    places: impl ExactSizeIterator<Item = Option<f64>>,
    width: usize,
) -> Vec<Spread> {
    let places: Vec<Spread> = places
        .map(|value| match value {
            Some(mean) => Spread { count: 1.0, mean, squares: 0.0 },
            None => Spread::default(),
        })
        .collect();
    let mut spreads = vec![Spread::default(); (places.len() + 1).saturating_sub(width)];
    let block = BLOCK.max(width);
    let mut parts: Vec<Spread> = Vec::new();
    for (index, spreads) in spreads.chunks_mut(block).enumerate() {
        let start = index * block;
        parts.clear();
        parts.extend_from_slice(&places[start..start + spreads.len() + width - 1]);
        for (length, offset) in pieces(width) {
            if let Some(offset) = offset {
                for (spread, part) in spreads.iter_mut().zip(&parts[offset..]) {
                    *spread = spread.and(*part);
                }
            }
            let kept = parts.len().saturating_sub(length);
            for at in 0..kept {
                parts[at] = parts[at].and(parts[at + length]);
            }
            parts.truncate(kept);
        }
    }
    spreads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_of_every_width_hold_their_stretch() {
        let values: Vec<f64> = (0..5000).map(|value| f64::from(value % 37)).collect();
        for width in [1, 2, 3, 7, 8, 100, 2049, 5000] {
            let spreads = moving_spreads(values.iter().copied().map(Some), width);
            assert_eq!(spreads.len(), values.len() + 1 - width);
            for at in [0, spreads.len() / 2, spreads.len() - 1] {
                let mean = values[at..at + width].iter().sum::<f64>() / width as f64;
                assert!((spreads[at].mean - mean).abs() < 1e-9, "{width} {at}");
            }
        }
        assert!(moving_spreads([Some(1.0)].into_iter(), 2).is_empty());
    }

    #[test]
    fn spreads_pass_over_what_is_not_there() {
        // numpy.var([1, 2, 4]) = 14/9; equal values have no spread at all.
        let places = [Some(1.0), None, Some(2.0), Some(4.0), None];
        let spread = moving_spreads(places.into_iter(), 5)[0];
        assert_eq!(spread.count, 3.0);
        assert!((spread.mean - 7.0 / 3.0).abs() < 1e-15);
        assert!((spread.variance(0) - 14.0 / 9.0).abs() < 1e-15);
        let equal = moving_spreads(vec![Some(0.1); 11].into_iter(), 11)[0];
        assert_eq!(equal.variance(1), 0.0);
        assert!(moving_spreads([Some(1.0)].into_iter(), 1)[0].variance(1).is_nan());
    }
}
