//! Sample by sample over curves: null in any of them gives null.
//!
//! A formula says null by returning [`NULL`], or any number that is not finite, as a division by zero
//! does. It runs over the raw numbers, those under nulls too, so that the compiler can turn it into
//! plain loops; what it makes of them is never seen.

use std::mem::MaybeUninit;

use arrow::array::{Array, Float64Array};
use arrow::buffer::NullBuffer;

use crate::operators::values::{Finite, not_finite};

/// What a formula returns where there is no answer.
pub const NULL: f64 = f64::NAN;

/// Rows that are worked on at a time: a length that the compiler knows leaves nothing to check
/// inside the loop, and lets it take several rows at once.
const BLOCK: usize = 256;

/// Applies a formula to curves of equal length: `map([rt, phi], |[rt, phi]| …)`.
pub fn map<const N: usize>(
    curves: [&Float64Array; N],
    formula: impl Fn([f64; N]) -> f64,
) -> Finite {
    let rows = curves.iter().map(|curve| curve.len()).min().unwrap_or(0);
    let columns: [&[f64]; N] = curves.map(|curve| &curve.values()[..rows]);
    let whole = rows - rows % BLOCK;
    let mut values = Vec::with_capacity(rows);
    let mut seen = 0;
    let blocks = values.spare_capacity_mut()[..whole].as_chunks_mut::<BLOCK>().0;
    for (start, block) in (0..whole).step_by(BLOCK).zip(blocks) {
        let inputs = columns
            .map(|column| column[start..].first_chunk().expect("a block of every column is left"));
        seen |= fill(block, inputs, &formula);
    }
    // SAFETY: `fill` wrote every place of every block, and the blocks are the places before `whole`,
    // which is a multiple of their length.
    unsafe { values.set_len(whole) };
    for row in whole..rows {
        let value = formula(columns.map(|column| column[row]));
        seen |= not_finite(value);
        values.push(value);
    }
    Finite::seen(Float64Array::new(values.into(), nulls_of(&curves)), seen)
}

/// Writes what a formula makes of each row; returns what [`not_finite`] says of all.
///
/// A function of its own, for the compiler then knows that no input overlaps what is written, and takes
/// several rows at once. Written in place: a copy of the block would cost as much as a plain formula.
#[inline]
fn fill<const N: usize>(
    block: &mut [MaybeUninit<f64>; BLOCK],
    inputs: [&[f64; BLOCK]; N],
    formula: &impl Fn([f64; N]) -> f64,
) -> u64 {
    let mut seen = 0;
    for (row, place) in block.iter_mut().enumerate() {
        let value = formula(inputs.map(|input| input[row]));
        seen |= not_finite(value);
        place.write(value);
    }
    seen
}

/// Applies a formula to any number of curves, as those of a repeated port.
pub fn map_all(curves: &[&Float64Array], formula: impl Fn(&[f64]) -> f64) -> Finite {
    // So few that a row of them has a length that the compiler knows, which makes several times as fast.
    match *curves {
        [a] => map([a], |row| formula(&row)),
        [a, b] => map([a, b], |row| formula(&row)),
        [a, b, c] => map([a, b, c], |row| formula(&row)),
        [a, b, c, d] => map([a, b, c, d], |row| formula(&row)),
        _ => {
            let rows = curves.iter().map(|curve| curve.len()).min().unwrap_or(0);
            let mut row = vec![0.0; curves.len()];
            let values = (0..rows).map(|index| {
                row.iter_mut().zip(curves).for_each(|(value, curve)| *value = curve.value(index));
                formula(&row)
            });
            Float64Array::new(values.collect(), nulls_of(curves)).into()
        }
    }
}

/// Returns where any of the curves is null.
fn nulls_of(curves: &[&Float64Array]) -> Option<NullBuffer> {
    curves.iter().fold(None, |nulls: Option<NullBuffer>, curve| {
        NullBuffer::union(nulls.as_ref(), curve.nulls())
    })
}

/// Returns a number where it has a meaning, null elsewhere.
///
/// The number is made in any case: a choice between two ready ones costs less than a branch around
/// one. For the same reason conditions are joined by `&` and `|`, which look at both sides.
pub fn only_if(meant: bool, number: f64) -> f64 {
    // All bits set are a NaN, and setting them is cheaper than choosing.
    f64::from_bits(number.to_bits() | u64::from(meant).wrapping_sub(1))
}

/// Limits a fraction to 0..1 when asked to; what is not finite stays so, and becomes null.
pub fn clipped(fraction: f64, clip: bool) -> f64 {
    // The product is 0, and NaN where the fraction is not finite: a branch would cost more.
    let limited = fraction.clamp(0.0, 1.0) + fraction * 0.0;
    if clip { limited } else { fraction }
}

/// Writes a flag: 1 where true, 0 where not.
pub fn flag(holds: bool) -> f64 {
    // Not by way of a whole number, which the compiler takes one at a time.
    if holds { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_in_null_out_and_what_is_not_finite_is_null() {
        let x = Float64Array::from(vec![Some(1.0), None, Some(0.0), Some(4.0)]);
        let y = Float64Array::from(vec![Some(2.0), Some(3.0), Some(0.0), Some(8.0)]);
        let ratio = map([&y, &x], |[y, x]| y / x);
        assert_eq!(*ratio, Float64Array::from(vec![Some(2.0), None, None, Some(2.0)]));
        let sliced = map([&y.slice(1, 3), &x.slice(1, 3)], |[y, x]| y / x);
        assert_eq!(*sliced, ratio.slice(1, 3));
    }

    #[test]
    fn what_is_not_meant_is_no_number() {
        for number in [0.0, -1.5, f64::MAX, f64::INFINITY, f64::NAN] {
            assert!(only_if(false, number).is_nan(), "{number}");
            assert_eq!(only_if(true, number).to_bits(), number.to_bits(), "{number}");
        }
    }

    #[test]
    fn a_fraction_is_limited_on_request_and_no_infinity_passes() {
        let limited = [-0.5, 0.25, 7.0].map(|fraction| clipped(fraction, true));
        assert_eq!(limited, [0.0, 0.25, 1.0]);
        assert_eq!([-0.5, 0.25, 7.0].map(|fraction| clipped(fraction, false)), [-0.5, 0.25, 7.0]);
        for fraction in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!clipped(fraction, true).is_finite() && !clipped(fraction, false).is_finite());
        }
    }

    #[test]
    fn any_number_of_curves_is_taken() {
        let curve = |factor: f64| -> Float64Array {
            (0..2 * BLOCK as i32 + 22)
                .map(|row| (row != 300).then_some(f64::from(row) * factor))
                .collect()
        };
        let curves: Vec<Float64Array> = (1..=6).map(|factor| curve(f64::from(factor))).collect();
        for count in 1..=6 {
            let some: Vec<&Float64Array> = curves[..count].iter().collect();
            let sum = map_all(&some, |row| row.iter().sum());
            let factors = (1..=count).sum::<usize>() as f64;
            assert_eq!(*sum, curve(factors), "{count}");
        }
        assert!(map_all(&[], |_| 1.0).is_empty());
    }
}
