//! What one port holds: numbers, texts, or one list of numbers for each row.

use arrow::array::{Array, ArrayRef, Float64Array, ListArray, StringArray};
use arrow::datatypes::DataType;
use std::sync::Arc;

use crate::domain::operator::Kind;

mod array_curve;
mod finite;

pub use array_curve::{ArrayCurve, ArrayRows, Row};
pub use finite::{Finite, finite, not_finite};

/// The rows of one port. Numbers are finite or null: whatever becomes values is swept.
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
            Self::Arrays(values) => values.list().null_count(),
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
            Self::Arrays(values) => Self::Arrays(values.part(offset, length)),
        }
    }

    /// Returns the Arrow array.
    pub fn to_arrow(&self) -> ArrayRef {
        match self {
            Self::Numbers(values) => Arc::new(values.clone()),
            Self::Texts(values) => Arc::new(values.clone()),
            Self::Arrays(values) => Arc::new(values.list().clone()),
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
        Self::Numbers(values.into())
    }
}

impl From<StringArray> for Values {
    fn from(values: StringArray) -> Self {
        Self::Texts(values)
    }
}

impl From<ArrayCurve> for Values {
    fn from(values: ArrayCurve) -> Self {
        Self::Arrays(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::FixedSizeListArray;
    use arrow::buffer::OffsetBuffer;
    use arrow::datatypes::{Field, Float64Type};

    fn bins(curve: &ArrayCurve, row: usize) -> Option<Vec<Option<f64>>> {
        curve.row(row).map(|row| row.iter().collect())
    }

    #[test]
    fn what_is_not_finite_becomes_null_also_in_lists() {
        let rows = [Some(vec![Some(1.0), Some(f64::NAN)]), None, Some(vec![Some(f64::INFINITY)])];
        let Values::Arrays(curve) = Values::from(ArrayCurve::from_iter(rows)) else {
            panic!("stays an array")
        };
        assert_eq!(bins(&curve, 0), Some(vec![Some(1.0), None]));
        assert_eq!(bins(&curve, 1), None);
        assert_eq!(bins(&curve, 2), Some(vec![None]));
        assert_eq!((curve.len(), curve.width()), (3, 2));
        let row = curve.row(0).expect("a row");
        assert_eq!(row.iter().collect::<Vec<_>>(), [Some(1.0), None]);
        assert_eq!(
            (row.get(0), row.get(1), row.get(2), row.plain()),
            (Some(1.0), None, None, None)
        );
        assert!(curve.row(1).is_none());
    }

    #[test]
    fn lists_of_fixed_size_are_read() {
        let rows = vec![Some(vec![Some(1.0), Some(2.0)]), None];
        let fixed = FixedSizeListArray::from_iter_primitive::<Float64Type, _, _>(rows, 2);
        let values = Values::from_arrow(&fixed).expect("a list");
        assert_eq!(values.len(), 2);
        let curve = values.arrays().expect("lists");
        assert_eq!(bins(curve, 0), Some(vec![Some(1.0), Some(2.0)]));
        assert_eq!(bins(curve, 1), None);
        assert_eq!(curve.row(0).expect("a row").plain(), Some([1.0, 2.0].as_slice()));
        assert_eq!(bins(values.slice(1, 1).arrays().expect("lists"), 0), None);

        let never_null = Arc::new(Field::new_list_field(DataType::Float64, false));
        let numbers = Float64Array::from(vec![1.0, f64::NAN]);
        let offsets = OffsetBuffer::from_lengths([2]);
        let list = ListArray::new(never_null, offsets, Arc::new(numbers), None);
        let values = Values::from_arrow(&list).expect("a list");
        let wanted = Some(vec![Some(1.0), None]);
        assert_eq!(bins(values.arrays().expect("lists"), 0), wanted);
    }
}
