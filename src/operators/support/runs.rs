//! Null-free runs of a curve.

use std::ops::Range;

use arrow::array::{Array, Float64Array};

/// Returns the ranges of samples between nulls, in order.
pub fn null_free_runs(curve: &Float64Array) -> Vec<Range<usize>> {
    match curve.nulls() {
        None if curve.is_empty() => Vec::new(),
        None => std::iter::once(0..curve.len()).collect(),
        Some(nulls) => nulls.valid_slices().map(|(start, end)| start..end).collect(),
    }
}

/// Returns the longest null-free run, the first of several; an empty one where all is null.
pub fn longest_run(curve: &Float64Array) -> Range<usize> {
    let longer = |longest: Range<usize>, run: Range<usize>| {
        if run.len() > longest.len() { run } else { longest }
    };
    null_free_runs(curve).into_iter().fold(0..0, longer)
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
        assert_eq!(null_free_runs(&curve.slice(2, 4)), [0..1, 3..4]);
        assert_eq!(longest_run(&curve), 1..3);
        assert!(null_free_runs(&Float64Array::from(vec![None, None])).is_empty());
    }
}
