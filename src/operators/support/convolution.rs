//! Weighted sums of every stretch of a curve.

use super::window::Edge;

/// Sums that are worked on side by side, so that they stay in registers.
const LANES: usize = 8;

/// Returns the weighted sum of each stretch: `sums[i]` is that of `values[i..i + weights.len()]`.
///
/// Each sum is taken in the order of the weights, wherever its stretch stands.
pub fn correlate(values: &[f64], weights: &[f64]) -> Vec<f64> {
    let length = (values.len() + 1).saturating_sub(weights.len());
    let mut sums = Vec::with_capacity(length);
    while sums.len() + LANES <= length {
        let mut lanes = [0.0; LANES];
        for (weight, stretch) in weights.iter().zip(values[sums.len()..].windows(LANES)) {
            for (lane, value) in lanes.iter_mut().zip(stretch) {
                *lane += weight * value;
            }
        }
        sums.extend_from_slice(&lanes);
    }
    for start in sums.len()..length {
        let products = weights.iter().zip(&values[start..]);
        sums.push(products.fold(0.0, |sum, (weight, value)| sum + weight * value));
    }
    sums
}

/// Returns a run of samples with `half` more at each end: mirrored, or the end sample again.
pub fn extended(run: &[f64], half: usize, edge: Edge) -> Vec<f64> {
    let length = run.len() as isize;
    let at = |place: isize| match edge {
        Edge::Reflect => {
            let folded = place.rem_euclid(2 * length);
            run[folded.min(2 * length - 1 - folded) as usize]
        }
        Edge::Nearest | Edge::Shrink => run[place.clamp(0, length - 1) as usize],
    };
    let half = half as isize;
    let mut extended = Vec::with_capacity(run.len() + 2 * half as usize);
    extended.extend((-half..0).map(at));
    extended.extend_from_slice(run);
    extended.extend((length..length + half).map(at));
    extended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_the_same_whether_side_by_side_or_alone() {
        let values: Vec<f64> = (0..40).map(|at| (f64::from(at) * 0.7).sin()).collect();
        let weights = [0.3, -1.0, 0.77];
        let sums = correlate(&values, &weights);
        assert_eq!(sums.len(), 38);
        for (start, sum) in sums.iter().enumerate() {
            assert_eq!(correlate(&values[start..start + 3], &weights), [*sum]);
        }
        assert!(correlate(&[1.0], &weights).is_empty());
    }

    #[test]
    fn ends_are_mirrored_as_often_as_it_takes() {
        let run = [1.0, 2.0];
        assert_eq!(extended(&run, 3, Edge::Reflect), [2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0]);
        assert_eq!(extended(&run, 1, Edge::Nearest), [1.0, 1.0, 2.0, 2.0]);
    }
}
