//! Sample by sample over curves to several curves at once, with the rules of [`samples`](super::samples).

use arrow::array::{Array, Float64Array};
use arrow::buffer::NullBuffer;

use crate::operators::values::Finite;

/// Applies a formula that gives several numbers, each null where it is not finite.
pub fn map_to<const N: usize, const M: usize>(
    curves: [&Float64Array; N],
    formula: impl Fn([f64; N]) -> [f64; M],
) -> [Finite; M] {
    let rows = curves.iter().map(|curve| curve.len()).min().unwrap_or(0);
    let columns: [&[f64]; N] = curves.map(|curve| &curve.values()[..rows]);
    let mut made: [Vec<f64>; M] = std::array::from_fn(|_| Vec::with_capacity(rows));
    let sample = |row: usize| std::array::from_fn(|column| columns[column][row]);
    for numbers in (0..rows).map(|row| formula(sample(row))) {
        for (values, number) in made.iter_mut().zip(numbers) {
            values.push(number);
        }
    }
    let nulls = curves.iter().fold(None, |nulls: Option<NullBuffer>, curve| {
        NullBuffer::union(nulls.as_ref(), curve.nulls())
    });
    made.map(|values| Float64Array::new(values.into(), nulls.clone()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_curve_has_its_own_nulls_beside_those_of_the_inputs() {
        let x = Float64Array::from(vec![Some(2.0), None, Some(0.0)]);
        let [double, inverse] = map_to([&x], |[x]| [2.0 * x, 1.0 / x]);
        assert_eq!(*double, Float64Array::from(vec![Some(4.0), None, Some(0.0)]));
        assert_eq!(*inverse, Float64Array::from(vec![Some(0.5), None, None]));
    }
}
