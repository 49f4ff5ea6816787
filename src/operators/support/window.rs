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

/// Computes each sample from itself and the valid values of its window, which come sorted.
pub fn sorted(
    curve: &Float64Array,
    half: usize,
    edge: Edge,
    mut compute: impl FnMut(f64, &[f64]) -> Option<f64>,
) -> Float64Array {
    if curve.is_empty() {
        return Float64Array::from(Vec::<f64>::new());
    }
    let half = half as isize;
    let mut window = SortedWindow::default();
    for place in -half..half {
        window.enter(look(curve, place, edge));
    }
    (0..curve.len())
        .map(|index| {
            let centre = index as isize;
            window.enter(look(curve, centre + half, edge));
            let enough = window.values.len() * 2 >= window.places;
            let computed = if curve.is_valid(index) && enough {
                compute(curve.value(index), &window.values)
            } else {
                None
            };
            window.leave(look(curve, centre - half, edge));
            computed
        })
        .collect()
}

/// Returns the median of sorted values, of which there is at least one.
pub fn median_of_sorted(values: &[f64]) -> f64 {
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values[middle]
    } else {
        // Halved first, so that two huge values do not overflow.
        values[middle - 1] / 2.0 + values[middle] / 2.0
    }
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

#[derive(Default)]
struct SortedWindow {
    values: Vec<f64>,
    places: usize,
}

impl SortedWindow {
    fn enter(&mut self, seen: Seen) {
        match seen {
            Seen::Outside => return,
            Seen::Null => {}
            Seen::Value(value) => self.values.insert(self.position(value), value),
        }
        self.places += 1;
    }

    fn leave(&mut self, seen: Seen) {
        match seen {
            Seen::Outside => return,
            Seen::Null => {}
            Seen::Value(value) => _ = self.values.remove(self.position(value)),
        }
        self.places -= 1;
    }

    fn position(&self, value: f64) -> usize {
        self.values.partition_point(|other| other.total_cmp(&value).is_lt())
    }
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
        let middle = sorted(&curve, 1, Edge::Shrink, |_, values| Some(median_of_sorted(values)));
        assert_eq!(middle, Float64Array::from(vec![None, None, None, Some(8.5), Some(8.5)]));
    }
}
