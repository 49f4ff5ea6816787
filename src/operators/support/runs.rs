//! Null-free runs of a curve.

use std::ops::Range;

use arrow::array::{Array, Float64Array};

/// Returns the ranges of samples between nulls, in order.
pub fn null_free_runs(curve: &Float64Array) -> Vec<Range<usize>> {
    runs_of(curve.len(), |index| curve.is_valid(index))
}

/// Returns the longest ranges in which every index belongs, in order.
pub fn runs_of(length: usize, belongs: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = None;
    for index in 0..=length {
        match (start, index < length && belongs(index)) {
            (None, true) => start = Some(index),
            (Some(first), false) => {
                runs.push(first..index);
                start = None;
            }
            _ => {}
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_stand_between_nulls() {
        let curve = Float64Array::from(vec![None, Some(1.0), Some(2.0), None, None, Some(3.0)]);
        assert_eq!(null_free_runs(&curve), [1..3, 5..6]);
        assert!(null_free_runs(&Float64Array::from(vec![None, None])).is_empty());
    }
}
