//! Row by row over array curves, without a copy of a row where none is needed.

use arrow::array::Float64Array;

use super::samples::NULL;
use crate::operators::values::{ArrayCurve, ArrayRows, Finite, Row};

/// Computes one number a row from the bins that are not null; a null row, and one without such bins, gives null.
pub fn reduce(array: &ArrayCurve, mut compute: impl FnMut(&[f64]) -> Option<f64>) -> Finite {
    let mut valid = Vec::new();
    let numbers: Vec<f64> = array
        .rows()
        .map(|row| {
            let Some(row) = row else { return NULL };
            let bins = row.plain().unwrap_or_else(|| {
                valid.clear();
                valid.extend(row.iter().flatten());
                &valid
            });
            if bins.is_empty() { NULL } else { compute(bins).unwrap_or(NULL) }
        })
        .collect();
    Float64Array::from(numbers).into()
}

/// Computes the bins of each row: the kernel adds them to the list, [`NULL`] for a null bin, and says
/// whether the row is there at all. A null row stays null.
pub fn map_rows(
    array: &ArrayCurve,
    mut compute: impl FnMut(usize, Row<'_>, &mut Vec<f64>) -> bool,
) -> ArrayCurve {
    let mut rows = ArrayRows::with_capacity(array.len(), array.bin_count());
    for (index, row) in array.rows().enumerate() {
        let there = row.is_some_and(|row| compute(index, row, &mut rows.bins));
        rows.end_row(there);
    }
    rows.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array() -> ArrayCurve {
        [Some(vec![Some(1.0), None, Some(3.0)]), None, Some(vec![None]), Some(vec![])]
            .into_iter()
            .collect()
    }

    #[test]
    fn null_bins_are_left_out_and_nothing_gives_null() {
        let sum = reduce(&array(), |bins| Some(bins.iter().sum()));
        assert_eq!(*sum, Float64Array::from(vec![Some(4.0), None, None, None]));
    }

    #[test]
    fn a_row_that_is_not_there_leaves_no_bins() {
        let doubled = map_rows(&array(), |_, row, bins| {
            bins.extend(row.iter().map(|bin| bin.map_or(NULL, |bin| 2.0 * bin)));
            row.len() > 1
        });
        let wanted: ArrayCurve =
            [Some(vec![Some(2.0), None, Some(6.0)]), None, None, None].into_iter().collect();
        assert_eq!(doubled, wanted);
    }
}
