//! Integration down the hole, over gaps that are bridged.

use crate::operators::operator::KernelError;

/// Refuses depths that fall from sample to sample; they may stand still, as in a horizontal hole.
pub fn demand_order(port: &str, unit: &str, places: &[f64]) -> Result<(), KernelError> {
    match places.windows(2).find(|pair| pair[1] < pair[0]) {
        None => Ok(()),
        Some(pair) => Err(KernelError::invalid(
            port,
            "the depth falls",
            format!("{} {unit} after {} {unit}", pair[1], pair[0]),
            "each sample at or below the one before",
            "cut the hole where it turns upwards, or check depths and survey",
        )),
    }
}

/// Fills missing values between two that are there by a straight line, where the gap is no longer than `longest`.
///
/// A gap is measured between the places of the two values that bound it; what lies before the first
/// and after the last value stays missing.
pub fn bridged(places: &[f64], values: &[Option<f64>], longest: f64) -> Vec<Option<f64>> {
    let mut filled = values.to_vec();
    let known: Vec<(usize, f64)> = values
        .iter()
        .enumerate()
        .filter_map(|(row, value)| value.map(|value| (row, value)))
        .collect();
    // Places carry rounding; a gap of exactly the limit is bridged.
    let longest = longest * (1.0 + 1e-9);
    for pair in known.windows(2) {
        let [(above, high), (below, low)] = [pair[0], pair[1]];
        let gap = places[below] - places[above];
        if below == above + 1 || gap.abs() > longest {
            continue;
        }
        for row in above + 1..below {
            let share = if gap == 0.0 { 0.0 } else { (places[row] - places[above]) / gap };
            filled[row] = Some(high + (low - high) * share);
        }
    }
    filled
}

/// Integrates by trapezoids, from zero at the first place. As `scipy.integrate.cumulative_trapezoid(initial=0)`.
pub fn cumulative(places: &[f64], values: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = Vec::with_capacity(values.len());
    for row in 0..values.len().min(places.len()) {
        if row > 0 {
            sum += (places[row] - places[row - 1]) * (values[row] + values[row - 1]) / 2.0;
        }
        sums.push(sum);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_bridged_up_to_their_limit_and_ends_stay() {
        let places = [0.0, 1.0, 3.0, 4.0, 9.0, 10.0, 11.0];
        let values = [None, Some(1.0), None, Some(4.0), None, Some(8.0), None];
        let wanted = [None, Some(1.0), Some(3.0), Some(4.0), None, Some(8.0), None];
        assert_eq!(bridged(&places, &values, 3.0), wanted);
        assert_eq!(bridged(&places, &values, 6.0)[4], Some(4.0 + 4.0 * (5.0 / 6.0)));
    }

    #[test]
    fn a_depth_may_stand_still_but_not_fall() {
        assert_eq!(demand_order("TVD", "m", &[1.0, 2.0, 2.0]), Ok(()));
        let error = demand_order("TVD", "m", &[1.0, 2.0, 1.5]).expect_err("refused");
        assert!(
            matches!(error, KernelError::InvalidData { found, .. } if found == "1.5 m after 2 m")
        );
    }

    #[test]
    fn trapezoids_are_those_of_scipy() {
        // scipy.integrate.cumulative_trapezoid([1, 2, 4], [0, 1, 3], initial=0) = 0, 1.5, 7.5
        assert_eq!(cumulative(&[0.0, 1.0, 3.0], &[1.0, 2.0, 4.0]), [0.0, 1.5, 7.5]);
        assert!(cumulative(&[], &[]).is_empty());
    }
}
