//! Centred windows over a curve: what stands beyond the ends, and what nulls do.
//!
//! Nulls in a window are passed over; a null sample stays null; a sample is null when fewer than half
//! of its window is valid. No sum is carried from window to window: the answer for a sample depends on
//! its window alone, to the last bit, wherever batches are cut.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::operator::BrokenRule;

/// What a window sees beyond the first and last sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// The curve mirrored about its end, the end sample twice: `c b a | a b c`.
    Reflect,
    /// The end sample again and again: `a a a | a b c`.
    Nearest,
    /// Nothing; the window is shorter there.
    Shrink,
}

/// Refuses a window that has no middle sample.
pub fn check_odd(window: u32) -> Vec<BrokenRule> {
    if window % 2 == 1 {
        return Vec::new();
    }
    let hint = format!("use {} or {}", window.saturating_sub(1).max(1), window + 1);
    vec![BrokenRule::new("window", window, "an odd number of samples", hint)]
}

/// Computes each sample from the valid values of its window, which come in the order of depth.
pub fn in_order(
    curve: &Float64Array,
    half: usize,
    edge: Edge,
    mut compute: impl FnMut(&[f64]) -> Option<f64>,
) -> Float64Array {
    let mut values = Vec::with_capacity(2 * half + 1);
    (0..curve.len())
        .map(|centre| {
            values.clear();
            let mut places = 0;
            if curve.is_null(centre) {
                return None;
            }
            for place in centre as isize - half as isize..=(centre + half) as isize {
                match look(curve, place, edge) {
                    Seen::Outside => continue,
                    Seen::Null => {}
                    Seen::Value(value) => values.push(value),
                }
                places += 1;
            }
            if values.len() * 2 < places { None } else { compute(&values) }
        })
        .collect()
}

/// What stands at one place of a window.
pub enum Seen {
    /// Nothing: the window is shorter there.
    Outside,
    /// A missing sample.
    Null,
    /// A sample.
    Value(f64),
}

/// Looks at a place of a curve, which may lie beyond its ends; the curve has samples.
pub fn look(curve: &Float64Array, place: isize, edge: Edge) -> Seen {
    let length = curve.len() as isize;
    let index = if (0..length).contains(&place) {
        place
    } else {
        match edge {
            Edge::Shrink => return Seen::Outside,
            Edge::Nearest => place.clamp(0, length - 1),
            Edge::Reflect => {
                let folded = place.rem_euclid(2 * length);
                folded.min(2 * length - 1 - folded)
            }
        }
    } as usize;
    if curve.is_null(index) { Seen::Null } else { Seen::Value(curve.value(index)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(edge: Edge, places: std::ops::Range<isize>) -> Vec<f64> {
        let curve = Float64Array::from(vec![1.0, 2.0, 3.0]);
        places
            .filter_map(|place| match look(&curve, place, edge) {
                Seen::Value(value) => Some(value),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn ends_look_as_scipy_ndimage_documents_them() {
        // scipy.ndimage: reflect is (d c b a | a b c d | d c b a), nearest (a a a a | a b c d | d d d d).
        assert_eq!(
            seen(Edge::Reflect, -4..7),
            [3.0, 3.0, 2.0, 1.0, 1.0, 2.0, 3.0, 3.0, 2.0, 1.0, 1.0]
        );
        assert_eq!(seen(Edge::Nearest, -2..5), [1.0, 1.0, 1.0, 2.0, 3.0, 3.0, 3.0]);
        assert_eq!(seen(Edge::Shrink, -2..5), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn a_sample_with_fewer_than_half_of_its_window_is_null() {
        let curve = Float64Array::from(vec![None, Some(4.0), None, Some(8.0), Some(9.0)]);
        let mean = in_order(&curve, 1, Edge::Shrink, |values| {
            Some(values.iter().sum::<f64>() / values.len() as f64)
        });
        assert_eq!(mean, Float64Array::from(vec![None, None, None, Some(8.5), Some(8.5)]));
    }
}
