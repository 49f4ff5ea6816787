//! Sample by sample over several curves: null in any of them gives null.

use arrow::array::Float64Array;

/// Combines two curves of equal length.
pub fn map2(
    first: &Float64Array,
    second: &Float64Array,
    combine: impl Fn(f64, f64) -> Option<f64>,
) -> Float64Array {
    first.iter().zip(second).map(|(first, second)| combine(first?, second?)).collect()
}

/// Combines three curves of equal length.
pub fn map3(
    first: &Float64Array,
    second: &Float64Array,
    third: &Float64Array,
    combine: impl Fn(f64, f64, f64) -> Option<f64>,
) -> Float64Array {
    first
        .iter()
        .zip(second)
        .zip(third)
        .map(|((first, second), third)| combine(first?, second?, third?))
        .collect()
}

/// Limits a fraction to 0..1 when asked to.
pub fn clipped(fraction: f64, clip: bool) -> f64 {
    if clip { fraction.clamp(0.0, 1.0) } else { fraction }
}
