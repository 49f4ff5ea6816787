//! Statistics of plain numbers; percentiles by the linear method of NumPy.

/// Sorts numbers, which are finite.
pub fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Returns a percentile, 0..100, of sorted numbers; `None` of none. As `numpy.percentile(method="linear")`.
pub fn percentile(sorted: &[f64], percent: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = percent / 100.0 * last as f64;
    let below = (place.floor() as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let share = place - below as f64;
    // From the nearer end, as NumPy does, so that the end points are exact.
    Some(if share < 0.5 { low + (high - low) * share } else { high - (high - low) * (1.0 - share) })
}

/// Returns the median of sorted numbers.
pub fn median(sorted: &[f64]) -> Option<f64> {
    percentile(sorted, 50.0)
}

/// Returns the arithmetic mean; `None` of none.
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    Some(values.iter().sum::<f64>() / values.len() as f64)
}

/// Returns the standard deviation with `ddof` degrees of freedom taken off; `None` where too few are left.
pub fn deviation(values: &[f64], ddof: usize) -> Option<f64> {
    let mean = mean(values)?;
    let free = values.len().checked_sub(ddof).filter(|free| *free > 0)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / free as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_numpy() {
        // numpy.percentile([10, 20, …, 100], [5, 50, 95]) = 14.5, 55, 95.5
        let tens: Vec<f64> = (1..=10).map(|ten| f64::from(ten) * 10.0).collect();
        for (percent, wanted) in [(5.0, 14.5), (50.0, 55.0), (95.0, 95.5)] {
            let found = percentile(&tens, percent).unwrap();
            assert!((found - wanted).abs() < 1e-12, "{percent}: {found}");
        }
        assert_eq!(percentile(&[], 50.0), None);
        assert_eq!(percentile(&[7.0], 99.0), Some(7.0));
    }

    #[test]
    fn deviations_are_those_of_numpy() {
        // numpy.std([1, 2, 3, 4], ddof=0) = 1.118033988749895, ddof=1: 1.2909944487358056
        let values = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(deviation(&values, 0), Some(1.118033988749895));
        assert_eq!(deviation(&values, 1), Some(1.2909944487358056));
        assert_eq!(deviation(&[1.0], 1), None);
    }
}
