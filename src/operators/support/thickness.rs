//! How much of the hole one sample stands for.

use arrow::array::{Array, Float64Array};

/// Returns the thickness of each sample: half the distance to both neighbours with a depth.
///
/// At both ends, where one neighbour is missing, the other counts twice, so that a regular step gives
/// every sample the step. A single sample, and one without depth, has none.
pub fn thickness(depth: &Float64Array) -> Vec<f64> {
    let known: Vec<usize> = (0..depth.len()).filter(|row| depth.is_valid(*row)).collect();
    let mut thickness = vec![0.0; depth.len()];
    for (place, &row) in known.iter().enumerate() {
        let to = |other: Option<&usize>| {
            other.map(|other| (depth.value(*other) - depth.value(row)).abs())
        };
        let above = to(place.checked_sub(1).and_then(|place| known.get(place)));
        let below = to(known.get(place + 1));
        thickness[row] = match (above, below) {
            (Some(above), Some(below)) => (above + below) / 2.0,
            (one, other) => one.or(other).unwrap_or(0.0),
        };
    }
    thickness
}

/// Returns the median distance of neighbouring depths; zero where there are no two.
pub fn median_step(depth: &Float64Array) -> f64 {
    let known: Vec<f64> = depth.iter().flatten().collect();
    let mut steps: Vec<f64> = known.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    steps.sort_unstable_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_stands_for_half_of_both_intervals() {
        let depth = Float64Array::from(vec![Some(1.0), Some(1.5), None, Some(3.5)]);
        assert_eq!(thickness(&depth), [0.5, 1.25, 0.0, 2.0]);
        assert_eq!(thickness(&Float64Array::from(vec![1.0])), [0.0]);
        assert_eq!(median_step(&depth), 2.0);
    }
}
