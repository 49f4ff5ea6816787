//! Columns of a repeated port, whatever they hold.

use arrow::array::{Array, Float64Array};

use crate::operators::values::Values;

/// Says of each row whether it holds something.
pub fn validity(values: &Values) -> Vec<bool> {
    let array = values.to_arrow();
    (0..array.len()).map(|row| array.is_valid(row)).collect()
}

/// Returns the smallest and the greatest depth among rows that hold something.
pub fn extent(depth: &Float64Array, valid: &[bool]) -> Option<[f64; 2]> {
    let rows = depth.iter().zip(valid).filter(|(_, valid)| **valid);
    rows.filter_map(|(depth, _)| depth).fold(None, |extent: Option<[f64; 2]>, depth| {
        let [top, base] = extent.unwrap_or([depth, depth]);
        Some([top.min(depth), base.max(depth)])
    })
}
