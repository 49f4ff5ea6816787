//! Depths in the order in which they come: which are missing, turn back or stand twice.

use arrow::array::{Array, Float64Array};

use super::depth_window::{ROUNDING, downwards};

/// What keeps depths from being a plain index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Order {
    /// Samples without depth.
    pub lost: usize,
    /// Whether the depths decrease.
    pub reversed: bool,
    /// How often they turn against their way.
    pub turns: usize,
}

impl Order {
    /// Looks at the depths of all samples.
    pub fn of(depth: &Float64Array) -> Self {
        let known: Vec<f64> = depth.iter().flatten().collect();
        let back = known.windows(2).filter(|pair| pair[1] < pair[0]).count();
        let forth = known.windows(2).filter(|pair| pair[1] > pair[0]).count();
        Self { lost: depth.null_count(), reversed: back > 0 && forth == 0, turns: back.min(forth) }
    }

    /// Words it for an operator that weighs samples by the distance of their neighbours.
    pub fn weighing_notes(self) -> Vec<String> {
        let lost = (self.lost > 0)
            .then(|| format!("{} samples without depth count, but have no thickness", self.lost));
        let turns = (self.turns > 0).then(|| {
            format!(
                "the depths turn {} times, where the thickness of samples is not that of the hole: \
                 put them in order with regularise_index",
                self.turns
            )
        });
        lost.into_iter().chain(turns).collect()
    }
}

/// Puts the samples that have a depth in increasing order, and tells what that took.
pub fn in_order(depth: &Float64Array) -> (Vec<usize>, Vec<String>) {
    let order = Order::of(depth);
    let mut notes = Vec::new();
    if order.lost > 0 {
        notes.push(format!("{} samples without depth dropped", order.lost));
    }
    if order.reversed {
        notes.push("depths reversed".to_owned());
    } else if order.turns > 0 {
        notes.push(format!("depths put in order: they turned {} times", order.turns));
    }
    (downwards(depth), notes)
}

/// Returns how many of the samples in increasing order stand at a depth that was there already.
pub fn repeated(depth: &Float64Array, sorted: &[usize]) -> usize {
    let step = |pair: &[usize]| (depth.value(pair[1]) - depth.value(pair[0])).abs();
    sorted.windows(2).filter(|pair| step(pair) <= ROUNDING).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_depths_is_told() {
        let order = |depths: &[Option<f64>]| {
            let order = Order::of(&Float64Array::from(depths.to_vec()));
            (order.lost, order.reversed, order.turns)
        };
        assert_eq!(order(&[Some(1.0), None, Some(2.0)]), (1, false, 0));
        assert_eq!(order(&[Some(3.0), Some(2.0), Some(2.0)]), (0, true, 0));
        assert_eq!(order(&[Some(1.0), Some(3.0), Some(2.0), Some(4.0)]), (0, false, 1));
    }
}
