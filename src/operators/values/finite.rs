//! Numbers that are finite or null.

use std::ops::Deref;

use arrow::array::{Array, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};

/// Numbers that are finite or null, which nobody needs to look through again.
#[derive(Debug, Clone, PartialEq)]
pub struct Finite(Float64Array);

impl Finite {
    /// Takes numbers together with what [`not_finite`] said of each, joined by "or".
    pub fn seen(curve: Float64Array, not_finite: u64) -> Self {
        if not_finite == 0 { Self(curve) } else { Self::swept(curve) }
    }

    fn swept(curve: Float64Array) -> Self {
        let values = curve.values();
        let valid = BooleanBuffer::collect_bool(curve.len(), |row| values[row] * 0.0 == 0.0);
        let nulls = NullBuffer::union(curve.nulls(), Some(&NullBuffer::new(valid)));
        Self(Float64Array::new(values.clone(), nulls))
    }
}

impl From<Float64Array> for Finite {
    /// Makes null what is not finite.
    fn from(curve: Float64Array) -> Self {
        // Over the raw numbers, those under nulls too: one fast pass, and hardly ever a second one.
        if all_finite(curve.values()) { Self(curve) } else { Self::swept(curve) }
    }
}

impl From<Finite> for Float64Array {
    fn from(curve: Finite) -> Self {
        curve.0
    }
}

impl Deref for Finite {
    type Target = Float64Array;

    fn deref(&self) -> &Float64Array {
        &self.0
    }
}

/// Makes null what is not finite.
pub fn finite(curve: Float64Array) -> Float64Array {
    Finite::from(curve).into()
}

/// Whether every number is finite.
pub(super) fn all_finite(values: &[f64]) -> bool {
    values.iter().fold(0, |seen, value| seen | not_finite(*value)) == 0
}

/// Returns 0 for a finite number and anything else for another.
///
/// Only NaN and infinity leave something when they are taken from themselves. That is arithmetic
/// without a branch, so that it hardly costs in a loop over many.
#[allow(clippy::eq_op)] // Equal only where they are numbers.
pub fn not_finite(value: f64) -> u64 {
    (value - value).to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_leaves_something() {
        for value in [0.0, -0.0, 1.0, -1e308, f64::MAX, f64::MIN_POSITIVE, 5e-324, -5e-324] {
            assert_eq!(not_finite(value), 0, "{value}");
        }
        for value in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_ne!(not_finite(value), 0, "{value}");
        }
    }
}
