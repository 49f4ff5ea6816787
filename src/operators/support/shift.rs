//! Reading a curve at other depths of its own index.

use arrow::array::{Array, Float64Array};

use super::index::{Known, gap_and_rounding, linear};

/// Gives each sample what the curve has at `source` of its depth, linearly between neighbours.
///
/// Nothing is bridged: between two neighbours of which one is null, and outside the data, it is null.
pub fn read_at(
    curve: &Float64Array,
    depth: &Float64Array,
    source: impl Fn(f64) -> f64,
) -> Float64Array {
    let known = Known::new(depth, |row| curve.is_valid(row));
    let placed: Vec<usize> = (0..depth.len()).filter(|row| depth.is_valid(*row)).collect();
    // Whether a null stands between two known samples: then they are not neighbours among all rows.
    let mut order = vec![0; depth.len()];
    for (place, row) in placed.iter().enumerate() {
        order[*row] = place;
    }
    let apart =
        |place: usize, _: f64| order[known.rows[place]].abs_diff(order[known.rows[place + 1]]) > 1;
    let wanted: Vec<f64> = placed.iter().map(|row| source(depth.value(*row))).collect();
    let (_, rounding) = gap_and_rounding(depth, 0.0);
    let places = known.places(&wanted, rounding, apart);
    let read = linear(curve, &known, &places, &wanted);
    let mut values = vec![None; curve.len()];
    for (row, value) in placed.into_iter().zip(&read) {
        values[row] = value;
    }
    values.into()
}
