//! Votes of several curves on each sample.

use arrow::array::{Array, Float64Array};

use super::samples::{flag, map_all};
use crate::operators::values::Finite;

/// Flags the samples on which at least `wanted` curves vote yes; `yes` tells it by the place of the
/// curve and its value. A null has no vote, and a sample on which no curve votes is null.
pub fn enough(curves: &[&Float64Array], yes: impl Fn(usize, f64) -> bool, wanted: u32) -> Finite {
    let wanted = f64::from(wanted);
    if curves.iter().all(|curve| curve.null_count() == 0) {
        return map_all(curves, |row| {
            let votes = row.iter().enumerate().map(|(place, value)| flag(yes(place, *value)));
            flag(votes.sum::<f64>() >= wanted)
        });
    }
    let rows = curves.iter().map(|curve| curve.len()).min().unwrap_or(0);
    let judged = (0..rows).map(|row| {
        let voters = || curves.iter().enumerate().filter(|(_, curve)| curve.is_valid(row));
        let votes = voters().filter(|(place, curve)| yes(*place, curve.value(row))).count();
        voters().next().map(|_| flag(votes as f64 >= wanted))
    });
    judged.collect::<Float64Array>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_has_no_vote_and_nobody_voting_is_null() {
        let one = Float64Array::from(vec![Some(1.0), None, None, Some(0.0)]);
        let other = Float64Array::from(vec![Some(1.0), Some(1.0), None, Some(1.0)]);
        let whole = Float64Array::from(vec![1.0, 1.0, 0.0, 1.0]);
        let flags = |curves: &[&Float64Array], wanted| {
            Float64Array::from(enough(curves, |_, value| value == 1.0, wanted))
        };
        let wanted = |flags: [Option<f64>; 4]| Float64Array::from(flags.to_vec());
        let (yes, no) = (Some(1.0), Some(0.0));
        assert_eq!(flags(&[&one, &other], 1), wanted([yes, yes, None, yes]));
        assert_eq!(flags(&[&one, &other], 2), wanted([yes, no, None, no]));
        assert_eq!(flags(&[&whole, &whole], 2), wanted([yes, yes, no, yes]));
    }
}
