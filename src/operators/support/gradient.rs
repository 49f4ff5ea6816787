//! Slopes of a curve along depth.

use arrow::array::{Array, Float64Array};

use super::runs::runs_of;
use super::samples::NULL;

/// Computes each run of samples with value and depth from both; shorter runs become null.
///
/// Returns the curve, and how many runs were too short.
pub fn by_depth(
    curve: &Float64Array,
    depth: &Float64Array,
    shortest: usize,
    compute: impl Fn(&[f64], &[f64]) -> Vec<f64>,
) -> (Float64Array, usize) {
    let mut values = vec![NULL; curve.len()];
    let mut short = 0;
    for run in runs_of(curve.len(), |row| curve.is_valid(row) && depth.is_valid(row)) {
        if run.len() < shortest {
            short += 1;
            continue;
        }
        let computed = compute(&depth.values()[run.clone()], &curve.values()[run.clone()]);
        values[run].copy_from_slice(&computed);
    }
    let values = values.into_iter().map(|value| Some(value).filter(|value| value.is_finite()));
    (values.collect(), short)
}

/// Returns the slope at each point, as `numpy.gradient(values, at)`: of second order inside, of first
/// at the ends, or of second there too. There are two points at least, three for the second order.
pub fn gradient(at: &[f64], values: &[f64], second_order_ends: bool) -> Vec<f64> {
    let last = values.len() - 1;
    let step = |place: usize| at[place + 1] - at[place];
    let rise = |place: usize| (values[place + 1] - values[place]) / step(place);
    let end = |near: usize, next: usize| {
        if !second_order_ends {
            return rise(near);
        }
        let share = step(near) / (step(near) + step(next));
        rise(near) + (rise(near) - rise(next)) * share
    };
    let inside = |place: usize| {
        let (above, below) = (step(place - 1), step(place));
        (above * rise(place) + below * rise(place - 1)) / (above + below)
    };
    let mut slopes = Vec::with_capacity(values.len());
    slopes.push(end(0, 1));
    slopes.extend((1..last).map(inside));
    slopes.push(end(last - 1, last.saturating_sub(2)));
    slopes
}
