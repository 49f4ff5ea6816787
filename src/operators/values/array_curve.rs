//! Curves whose samples are lists: spectra, image lines, waveforms.

use std::sync::Arc;

use arrow::array::{Array, BooleanBufferBuilder, Float64Array, ListArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field};

use super::finite::{all_finite, finite};

/// One list of numbers for each row; rows may differ in length, rows and bins may be null. Bins that
/// are not finite become null.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayCurve {
    list: ListArray,
}

impl ArrayCurve {
    /// Wraps lists of 64-bit floats.
    pub(super) fn new(list: ListArray) -> Self {
        debug_assert_eq!(list.value_type(), DataType::Float64, "lists hold 64-bit floats");
        let this = Self { list };
        let ends = this.list.value_offsets();
        let used = ends[0] as usize..ends[this.len()] as usize;
        if all_finite(&this.bins().values()[used]) {
            return this;
        }
        let bins = Arc::new(finite(this.bins().clone()));
        let (_, offsets, _, nulls) = this.list.into_parts();
        Self { list: ListArray::new(item(), offsets, bins, nulls) }
    }

    /// Cuts bins into rows of equal width.
    pub fn of_width(bins: Float64Array, width: usize) -> Self {
        let rows = bins.len().checked_div(width).unwrap_or(0);
        let bins = bins.slice(0, rows * width);
        let offsets = OffsetBuffer::from_repeated_length(width, rows);
        Self::new(ListArray::new(item(), offsets, Arc::new(bins), None))
    }

    pub(super) fn part(&self, offset: usize, length: usize) -> Self {
        Self { list: self.list.slice(offset, length) }
    }

    pub(super) fn list(&self) -> &ListArray {
        &self.list
    }

    /// Returns how many rows there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns how many bins all rows have together, at most.
    pub fn bin_count(&self) -> usize {
        self.bins().len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the bins of a row without a copy; `None` where the whole row is null.
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let valid = self.list.is_valid(index);
        valid.then(|| Row::between(self.bins(), &self.list.value_offsets()[index..=index + 1]))
    }

    /// Walks the bins of the rows, without a copy.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Option<Row<'_>>> + '_ {
        let (bins, nulls) = (self.bins(), self.list.nulls());
        self.list.value_offsets().windows(2).enumerate().map(move |(index, ends)| {
            let valid = nulls.is_none_or(|nulls| nulls.is_valid(index));
            valid.then(|| Row::between(bins, ends))
        })
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
}

/// The field of a bin; bins may be null.
fn item() -> Arc<Field> {
    Arc::new(Field::new_list_field(DataType::Float64, true))
}

impl FromIterator<Option<Vec<Option<f64>>>> for ArrayCurve {
    fn from_iter<I: IntoIterator<Item = Option<Vec<Option<f64>>>>>(rows: I) -> Self {
        let mut made = ArrayRows::default();
        for row in rows {
            made.bins.extend(row.iter().flatten().map(|bin| bin.unwrap_or(f64::NAN)));
            made.end_row(row.is_some());
        }
        made.into()
    }
}

/// An [`ArrayCurve`] in the making: the bins of a row are pushed, and the row is ended.
#[derive(Debug, Default)]
pub struct ArrayRows {
    /// The bins of all rows, NaN for null.
    pub bins: Vec<f64>,
    ends: Vec<i32>,
    null_rows: Vec<usize>,
}

impl ArrayRows {
    /// Makes room.
    pub fn with_capacity(rows: usize, bins: usize) -> Self {
        let (bins, ends) = (Vec::with_capacity(bins), Vec::with_capacity(rows));
        Self { bins, ends, null_rows: Vec::new() }
    }

    /// Ends a row; one that is not there is null, and its bins are dropped.
    pub fn end_row(&mut self, there: bool) {
        if !there {
            self.bins.truncate(self.ends.last().map_or(0, |end| *end as usize));
            self.null_rows.push(self.ends.len());
        }
        // Ends only grow: that the last one fits is seen to when all are there.
        self.ends.push(self.bins.len() as i32);
    }
}

impl From<ArrayRows> for ArrayCurve {
    fn from(rows: ArrayRows) -> Self {
        assert!(i32::try_from(rows.bins.len()).is_ok(), "an array curve has less than 2^31 bins");
        let nulls = (!rows.null_rows.is_empty()).then(|| {
            let mut valid = BooleanBufferBuilder::new(rows.ends.len());
            valid.append_n(rows.ends.len(), true);
            rows.null_rows.into_iter().for_each(|row| valid.set_bit(row, false));
            NullBuffer::new(valid.finish())
        });
        let offsets: Vec<i32> = std::iter::once(0).chain(rows.ends).collect();
        let bins = Arc::new(Float64Array::from(rows.bins));
        Self::new(ListArray::new(item(), OffsetBuffer::new(offsets.into()), bins, nulls))
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
    fn between(bins: &'a Float64Array, ends: &[i32]) -> Self {
        let (start, end) = (ends[0] as usize, ends[1] as usize);
        Self { values: &bins.values()[start..end], nulls: bins.nulls(), start }
    }

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
    #[inline]
    pub fn plain(&self) -> Option<&'a [f64]> {
        (self.nulls.is_none() || (0..self.len()).all(|bin| self.is_valid(bin)))
            .then_some(self.values)
    }

    /// Returns the bins with NaN for null, as they lie in memory if none of them is, else in `room`.
    #[inline]
    pub fn or_nan<'b>(self, room: &'b mut Vec<f64>) -> &'b [f64]
    where
        'a: 'b,
    {
        if let Some(bins) = self.plain() {
            return bins;
        }
        room.clear();
        room.extend(self.iter().map(|bin| bin.unwrap_or(f64::NAN)));
        room
    }

    fn is_valid(&self, bin: usize) -> bool {
        self.nulls.is_none_or(|nulls| nulls.is_valid(self.start + bin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_put_together_one_by_one() {
        let mut rows = ArrayRows::default();
        rows.bins.extend([1.0, f64::NAN]);
        rows.end_row(true);
        rows.bins.push(7.0);
        rows.end_row(false);
        rows.end_row(true);
        let wanted: ArrayCurve =
            [Some(vec![Some(1.0), None]), None, Some(vec![])].into_iter().collect();
        let made = ArrayCurve::from(rows);
        assert_eq!(made, wanted);
        assert_eq!((made.row(1).is_none(), made.width(), made.bin_count()), (true, 2, 2));
    }

    #[test]
    fn bins_are_cut_into_rows_of_one_width() {
        let curve = ArrayCurve::of_width(vec![1.0, 2.0, 3.0, 4.0].into(), 2);
        assert_eq!(curve.row(1).and_then(|row| row.plain()), Some([3.0, 4.0].as_slice()));
        assert_eq!((curve.len(), ArrayCurve::of_width(vec![0.0; 0].into(), 0).len()), (2, 0));
    }
}
