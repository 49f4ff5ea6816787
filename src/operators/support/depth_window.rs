//! Windows of a length in metres about each sample, whatever the step and the order of the depths.

use arrow::array::{Array, Float64Array};

/// Depths nearer than this, in metres, are one: what is left of decimals in binary numbers.
pub const ROUNDING: f64 = 1e-6;

/// Returns the samples that have a depth, from the shallowest to the deepest.
pub fn downwards(depth: &Float64Array) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..depth.len()).filter(|row| depth.is_valid(*row)).collect();
    if !rows.is_sorted_by(|above, below| depth.value(*above) <= depth.value(*below)) {
        rows.sort_by(|one, other| depth.value(*one).total_cmp(&depth.value(*other)));
    }
    rows
}

/// Computes each sample from what is merged of all samples at most half of `length` away from it.
///
/// `answer` takes the sample, what was merged, and the number of samples in the window. Nothing is
/// ever taken out of a merged value: a window is two parts that grow only, so that a spike leaves no
/// trace behind it. Each sample is merged three times at most, however long the window.
pub fn about_each<T: Copy>(
    depth: &Float64Array,
    length: f64,
    item: impl Fn(usize) -> T,
    merge: impl Fn(T, T) -> T,
    answer: impl Fn(usize, T, usize) -> Option<f64>,
) -> Float64Array {
    let rows = downwards(depth);
    let reach = length / 2.0 + ROUNDING;
    let at = |place: usize| depth.value(rows[place]);
    let mut answers = vec![None; depth.len()];
    let (mut low, mut high) = (0, 0);
    // The last of `above` is merged of the places from `low` to where `below` begins.
    let mut above: Vec<T> = Vec::new();
    let mut below: Option<T> = None;
    for place in 0..rows.len() {
        while high < rows.len() && at(high) - at(place) <= reach {
            let next = item(rows[high]);
            below = Some(below.map_or(next, |merged| merge(merged, next)));
            high += 1;
        }
        while at(place) - at(low) > reach {
            if above.is_empty() {
                let mut merged = None;
                for place in (low..high).rev() {
                    let next = item(rows[place]);
                    let all = merged.map_or(next, |merged| merge(next, merged));
                    above.push(all);
                    merged = Some(all);
                }
                below = None;
            }
            above.pop();
            low += 1;
        }
        let merged = match (above.last(), below) {
            (Some(above), Some(below)) => Some(merge(*above, below)),
            (above, below) => above.copied().or(below),
        };
        answers[rows[place]] = merged.and_then(|merged| answer(rows[place], merged, high - low));
    }
    answers.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_hold_what_is_near_in_any_order_of_depths() {
        let depth = Float64Array::from(vec![Some(3.0), Some(1.0), None, Some(1.5), Some(9.0)]);
        let sum = |length: f64| {
            let weight = [1.0, 10.0, 100.0, 1000.0, 10_000.0];
            about_each(&depth, length, |row| weight[row], |a, b| a + b, |_, sum, _| Some(sum))
        };
        let wanted = [Some(1.0), Some(1010.0), None, Some(1010.0), Some(10_000.0)];
        assert_eq!(sum(1.0), Float64Array::from(wanted.to_vec()));
        let wanted = [Some(1011.0), Some(1011.0), None, Some(1011.0), Some(10_000.0)];
        assert_eq!(sum(4.0), Float64Array::from(wanted.to_vec()));
    }

    #[test]
    fn long_windows_agree_with_a_plain_loop() {
        let depth: Vec<f64> = (0..200_u32).map(|row| f64::from(row * row % 97) * 0.25).collect();
        let value = |row: usize| (row * 7 % 31) as i64;
        let array = Float64Array::from(depth.clone());
        for length in [0.4, 3.0, 11.0] {
            let found = about_each(
                &array,
                length,
                |row| (value(row), 1_i64),
                |one, other| (one.0 + other.0, one.1 + other.1),
                |_, (sum, count), places| (count as usize == places).then_some(sum as f64),
            );
            for (row, centre) in depth.iter().enumerate() {
                let near = |other: &usize| (depth[*other] - centre).abs() <= length / 2.0;
                let wanted: i64 = (0..depth.len()).filter(near).map(value).sum();
                assert_eq!(found.value(row), wanted as f64, "{length} {row}");
            }
        }
    }
}
