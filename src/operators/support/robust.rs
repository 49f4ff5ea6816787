//! Spread that spikes do not widen.

/// Standard deviations in one median absolute deviation of normally distributed values.
pub const SIGMA_PER_MAD: f64 = 1.4826;

/// Returns the median absolute deviation of sorted values, walking outwards from their median.
pub fn median_deviation(values: &[f64], median: f64) -> f64 {
    let mut right = values.partition_point(|value| *value < median);
    let mut left = right;
    let (mut last, mut before) = (0.0, 0.0);
    for _ in 0..=values.len() / 2 {
        before = last;
        let below = left.checked_sub(1).map_or(f64::INFINITY, |index| median - values[index]);
        let above = values.get(right).map_or(f64::INFINITY, |value| value - median);
        if below < above {
            left -= 1;
            last = below;
        } else {
            right += 1;
            last = above;
        }
    }
    if values.len() % 2 == 1 { last } else { before / 2.0 + last / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_deviation_is_that_of_the_definition() {
        // Deviations from 2: 1 1 0 0 2 4 7, median 1 (the usual textbook example).
        assert_eq!(median_deviation(&[1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0], 2.0), 1.0);
        // Deviations from 2.5: 0.5 0.5 1.5 1.5, median 1.
        assert_eq!(median_deviation(&[1.0, 2.0, 3.0, 4.0], 2.5), 1.0);
    }
}
