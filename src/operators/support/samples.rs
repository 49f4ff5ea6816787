//! Sample by sample over curves: null in any of them gives null.
//!
//! A formula says null by returning [`NULL`], or any number that is not finite, as a division by zero
//! does. It runs over the raw numbers, those under nulls too, so that the compiler can turn it into
//! plain loops; what it makes of them is never seen.

use arrow::array::{Array, Float64Array};
use arrow::buffer::NullBuffer;

use crate::operators::values::{finite, not_finite};

/// What a formula returns where there is no answer.
pub const NULL: f64 = f64::NAN;

/// Rows that are worked on at a time: a length that the compiler knows leaves nothing to check
/// inside the loop, and lets it take several rows at once.
const BLOCK: usize = 256;

/// Applies a formula to curves of equal length: `map([rt, phi], |[rt, phi]| …)`.
pub fn map<const N: usize>(
    curves: [&Float64Array; N],
    formula: impl Fn([f64; N]) -> f64,
) -> Float64Array {
    let rows = curves.iter().map(|curve| curve.len()).min().unwrap_or(0);
    let columns: [&[f64]; N] = curves.map(|curve| &curve.values()[..rows]);
    let mut values = vec![0.0; rows];
    let (blocks, rest) = values.as_chunks_mut::<BLOCK>();
    let done = blocks.len() * BLOCK;
    let mut seen = 0;
    for (index, block) in blocks.iter_mut().enumerate() {
        let inputs: [&[f64; BLOCK]; N] = columns.map(|column| {
            column[index * BLOCK..].first_chunk().expect("a block of every column is left")
        });
        for (row, value) in block.iter_mut().enumerate() {
            *value = formula(inputs.map(|input| input[row]));
            seen |= not_finite(*value);
        }
    }
    for (row, value) in rest.iter_mut().enumerate() {
        *value = formula(columns.map(|column| column[done + row]));
        seen |= not_finite(*value);
    }
    let nulls = curves.iter().fold(None, |nulls: Option<NullBuffer>, curve| {
        NullBuffer::union(nulls.as_ref(), curve.nulls())
    });
    let made = Float64Array::new(values.into(), nulls);
    if seen >> 63 == 0 { made } else { finite(made) }
}

/// Limits a fraction to 0..1 when asked to; what is not finite stays so, and becomes null.
pub fn clipped(fraction: f64, clip: bool) -> f64 {
    if clip && fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { fraction }
}

/// Writes a flag: 1 where true, 0 where not.
pub fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_in_null_out_and_what_is_not_finite_is_null() {
        let x = Float64Array::from(vec![Some(1.0), None, Some(0.0), Some(4.0)]);
        let y = Float64Array::from(vec![Some(2.0), Some(3.0), Some(0.0), Some(8.0)]);
        let ratio = map([&y, &x], |[y, x]| y / x);
        assert_eq!(ratio, Float64Array::from(vec![Some(2.0), None, None, Some(2.0)]));
        let sliced = map([&y.slice(1, 3), &x.slice(1, 3)], |[y, x]| y / x);
        assert_eq!(sliced, ratio.slice(1, 3));
    }
}
