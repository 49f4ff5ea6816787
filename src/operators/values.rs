//! What one port holds: numbers, texts, or one list of numbers for each row.

use arrow::array::{Array, ArrayRef, Float64Array, ListArray, StringArray};
use arrow::buffer::{BooleanBuffer, NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field};
use std::ops::Deref;
use std::sync::Arc;

use crate::domain::operator::Kind;

/// The rows of one port. Numbers are finite or null: whatever becomes values is swept, and what is
/// put together by hand goes through [`finite`](Values::finite).
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// One number a row.
    Numbers(Float64Array),
    /// One text a row.
    Texts(StringArray),
    /// One list of numbers a row: a spectrum, an image line, a waveform.
    Arrays(ArrayCurve),
}

impl Values {
    /// Returns how many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Texts(values) => values.len(),
            Self::Arrays(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many rows are null.
    pub fn null_count(&self) -> usize {
        match self {
            Self::Numbers(values) => values.null_count(),
            Self::Texts(values) => values.null_count(),
            Self::Arrays(values) => values.list.null_count(),
        }
    }

    /// Returns what a row holds.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Numbers(_) => Kind::Number,
            Self::Texts(_) => Kind::Text,
            Self::Arrays(_) => Kind::Array,
        }
    }

    /// Returns the numbers, if a row is one number.
    pub fn numbers(&self) -> Option<&Float64Array> {
        match self {
            Self::Numbers(values) => Some(values),
            _ => None,
        }
    }

    /// Returns the texts, if a row is a text.
    pub fn texts(&self) -> Option<&StringArray> {
        match self {
            Self::Texts(values) => Some(values),
            _ => None,
        }
    }

    /// Returns the lists, if a row is a list.
    pub fn arrays(&self) -> Option<&ArrayCurve> {
        match self {
            Self::Arrays(values) => Some(values),
            _ => None,
        }
    }

    /// Returns `length` rows from `offset` on, without a copy.
    pub fn slice(&self, offset: usize, length: usize) -> Self {
        match self {
            Self::Numbers(values) => Self::Numbers(values.slice(offset, length)),
            Self::Texts(values) => Self::Texts(values.slice(offset, length)),
            Self::Arrays(values) => {
                Self::Arrays(ArrayCurve::new(values.list.slice(offset, length)))
            }
        }
    }

    /// Makes null every number that is not finite, also inside lists.
    pub fn finite(self) -> Self {
        match self {
            Self::Numbers(values) => values.into(),
            Self::Texts(values) => Self::Texts(values),
            Self::Arrays(values) => values.into(),
        }
    }

    /// Returns the Arrow array.
    pub fn to_arrow(&self) -> ArrayRef {
        match self {
            Self::Numbers(values) => Arc::new(values.clone()),
            Self::Texts(values) => Arc::new(values.clone()),
            Self::Arrays(values) => Arc::new(values.list.clone()),
        }
    }

    /// Reads an Arrow array of 64-bit floats, UTF-8 texts, or (fixed-size) lists of floats.
    pub fn from_arrow(array: &dyn Array) -> Option<Self> {
        let any = array.as_any();
        if let Some(values) = any.downcast_ref::<Float64Array>() {
            return Some(values.clone().into());
        }
        if let Some(values) = any.downcast_ref::<StringArray>() {
            return Some(Self::Texts(values.clone()));
        }
        let list = match array.data_type() {
            DataType::List(item) if *item.data_type() == DataType::Float64 => {
                any.downcast_ref::<ListArray>()?.clone()
            }
            DataType::FixedSizeList(item, _) if *item.data_type() == DataType::Float64 => {
                let cast = arrow::compute::cast(array, &DataType::List(Arc::clone(item))).ok()?;
                cast.as_any().downcast_ref::<ListArray>()?.clone()
            }
            _ => return None,
        };
        Some(ArrayCurve::new(list).into())
    }
}

impl From<Float64Array> for Values {
    fn from(values: Float64Array) -> Self {
        Finite::from(values).into()
    }
}

impl From<Finite> for Values {
    fn from(values: Finite) -> Self {
        Self::Numbers(values.0)
    }
}

impl From<StringArray> for Values {
    fn from(values: StringArray) -> Self {
        Self::Texts(values)
    }
}

impl From<ArrayCurve> for Values {
    fn from(values: ArrayCurve) -> Self {
        Self::Arrays(values.finite())
    }
}

/// One list of numbers for each row; rows may differ in length, rows and bins may be null.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayCurve {
    list: ListArray,
}

impl ArrayCurve {
    /// Wraps lists of 64-bit floats.
    fn new(list: ListArray) -> Self {
        debug_assert_eq!(list.value_type(), DataType::Float64, "lists hold 64-bit floats");
        Self { list }
    }

    /// Puts bins one after another: row `i` holds the next `lengths[i]` of them, or is null.
    pub fn from_bins(bins: Float64Array, lengths: impl IntoIterator<Item = Option<usize>>) -> Self {
        let lengths: Vec<Option<usize>> = lengths.into_iter().collect();
        let valid: NullBuffer = lengths.iter().map(Option::is_some).collect();
        let offsets = OffsetBuffer::from_lengths(lengths.iter().map(|length| length.unwrap_or(0)));
        let item = Arc::new(Field::new_list_field(DataType::Float64, true));
        Self::new(ListArray::new(item, offsets, Arc::new(bins), Some(valid)))
    }

    /// Returns how many rows there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the bins of a row; `None` where the whole row is null.
    pub fn row(&self, index: usize) -> Option<Float64Array> {
        if self.list.is_null(index) {
            return None;
        }
        let (start, end) = (self.list.value_offsets()[index], self.list.value_offsets()[index + 1]);
        Some(self.bins().slice(start as usize, (end - start) as usize))
    }

    /// Walks the rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Option<Float64Array>> + '_ {
        (0..self.len()).map(|index| self.row(index))
    }

    /// Returns the bins of a row without a copy; `None` where the whole row is null.
    pub fn bins_at(&self, index: usize) -> Option<Row<'_>> {
        if self.list.is_null(index) {
            return None;
        }
        let (start, end) = (self.list.value_offsets()[index], self.list.value_offsets()[index + 1]);
        let (start, end) = (start as usize, end as usize);
        let bins = self.bins();
        Some(Row { values: &bins.values()[start..end], nulls: bins.nulls(), start })
    }

    /// Walks the bins of the rows, without a copy.
    pub fn each(&self) -> impl ExactSizeIterator<Item = Option<Row<'_>>> + '_ {
        (0..self.len()).map(|index| self.bins_at(index))
    }

    /// Returns the number of bins of the longest row.
    pub fn width(&self) -> usize {
        self.list
            .value_offsets()
            .windows(2)
            .map(|pair| (pair[1] - pair[0]) as usize)
            .max()
            .unwrap_or(0)
    }

    fn bins(&self) -> &Float64Array {
        self.list.values().as_any().downcast_ref().expect("lists hold 64-bit floats")
    }

    fn finite(self) -> Self {
        if self.bins().iter().flatten().all(f64::is_finite) {
            return self;
        }
        let (item, offsets, _, nulls) = self.list.clone().into_parts();
        let bins = finite(self.bins().clone());
        Self::new(ListArray::new(item, offsets, Arc::new(bins), nulls))
    }
}

impl FromIterator<Option<Vec<Option<f64>>>> for ArrayCurve {
    fn from_iter<I: IntoIterator<Item = Option<Vec<Option<f64>>>>>(rows: I) -> Self {
        let mut bins = Vec::new();
        let mut lengths = Vec::new();
        for row in rows {
            lengths.push(row.as_ref().map(Vec::len));
            bins.extend(row.unwrap_or_default());
        }
        Self::from_bins(bins.into(), lengths)
    }
}

/// The bins of one row of an [`ArrayCurve`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    values: &'a [f64],
    nulls: Option<&'a NullBuffer>,
    start: usize,
}

impl<'a> Row<'a> {
    /// Returns how many bins there are, null ones too.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no bin.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns a bin; `None` where it is null, or where there is none.
    pub fn get(&self, bin: usize) -> Option<f64> {
        let value = self.values.get(bin)?;
        self.is_valid(bin).then_some(*value)
    }

    /// Walks the bins.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Option<f64>> + 'a {
        (0..self.values.len()).map(move |bin| self.is_valid(bin).then(|| self.values[bin]))
    }

    /// Returns the bins as they lie in memory, if none of them is null.
    pub fn plain(&self) -> Option<&'a [f64]> {
        (self.nulls.is_none() || (0..self.len()).all(|bin| self.is_valid(bin)))
            .then_some(self.values)
    }

    fn is_valid(&self, bin: usize) -> bool {
        self.nulls.is_none_or(|nulls| nulls.is_valid(self.start + bin))
    }
}

/// Numbers that are finite or null, which nobody needs to look through again.
#[derive(Debug, Clone, PartialEq)]
pub struct Finite(Float64Array);

impl Finite {
    /// Takes numbers together with what [`not_finite`] said of each, joined by "or".
    pub fn seen(curve: Float64Array, not_finite: u64) -> Self {
        if not_finite == 0 {
            return Self(curve);
        }
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
        let seen = curve.values().iter().fold(0, |seen, value| seen | not_finite(*value));
        Self::seen(curve, seen)
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
    use arrow::array::FixedSizeListArray;
    use arrow::datatypes::Float64Type;

    #[test]
    fn what_is_not_finite_becomes_null_also_in_lists() {
        let rows = [Some(vec![Some(1.0), Some(f64::NAN)]), None, Some(vec![Some(f64::INFINITY)])];
        let Values::Arrays(curve) = Values::from(ArrayCurve::from_iter(rows)) else {
            panic!("stays an array")
        };
        assert_eq!(curve.row(0), Some(Float64Array::from(vec![Some(1.0), None])));
        assert_eq!(curve.row(1), None);
        assert_eq!(curve.row(2), Some(Float64Array::from(vec![None::<f64>])));
        assert_eq!((curve.len(), curve.width()), (3, 2));
        let row = curve.bins_at(0).expect("a row");
        assert_eq!(row.iter().collect::<Vec<_>>(), [Some(1.0), None]);
        assert_eq!(
            (row.get(0), row.get(1), row.get(2), row.plain()),
            (Some(1.0), None, None, None)
        );
        assert!(curve.bins_at(1).is_none());
    }

    #[test]
    fn what_is_not_finite_leaves_something() {
        for value in [0.0, -0.0, 1.0, -1e308, f64::MAX, f64::MIN_POSITIVE, 5e-324, -5e-324] {
            assert_eq!(not_finite(value), 0, "{value}");
        }
        for value in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_ne!(not_finite(value), 0, "{value}");
        }
    }

    #[test]
    fn lists_of_fixed_size_are_read() {
        let rows = vec![Some(vec![Some(1.0), Some(2.0)]), None];
        let fixed = FixedSizeListArray::from_iter_primitive::<Float64Type, _, _>(rows, 2);
        let values = Values::from_arrow(&fixed).expect("a list");
        assert_eq!(values.len(), 2);
        let curve = values.arrays().expect("lists");
        assert_eq!(curve.row(0), Some(Float64Array::from(vec![1.0, 2.0])));
        assert_eq!(curve.row(1), None);
        assert_eq!(curve.bins_at(0).expect("a row").plain(), Some([1.0, 2.0].as_slice()));
        assert_eq!(values.slice(1, 1).arrays().expect("lists").row(0), None);
    }
}
