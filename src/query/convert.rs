//! Between the columns of a query and the values of ports and parameters.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type};
use arrow::error::ArrowError;
use serde_json::{Map, Value, json};

use crate::domain::operator::Kind;
use crate::operators::Values;

/// Returns the type of a column of this kind.
pub fn column_type(kind: Kind) -> DataType {
    match kind {
        Kind::Number => DataType::Float64,
        Kind::Text => DataType::Utf8,
        Kind::Array => DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true))),
    }
}

/// Whether a column holds texts.
pub fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Returns what the lists of a column hold.
pub fn item_type(data_type: &DataType) -> Option<&DataType> {
    match data_type {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            Some(item.data_type())
        }
        _ => None,
    }
}

/// Whether a column can be read as this kind; numbers and switches can be read as texts.
pub fn can_be(kind: Kind, data_type: &DataType) -> bool {
    let number = |data_type: &DataType| {
        data_type.is_numeric() || matches!(data_type, DataType::Boolean | DataType::Null)
    };
    match kind {
        Kind::Number => number(data_type),
        Kind::Text => is_text(data_type) || number(data_type),
        Kind::Array => item_type(data_type).is_some_and(number),
    }
}

/// Reads a column, which [`can_be`] of this kind.
pub fn values(kind: Kind, column: &ArrayRef) -> Result<Values, ArrowError> {
    let column = cast(column, &column_type(kind))?;
    Values::from_arrow(&column)
        .ok_or_else(|| ArrowError::CastError(format!("{} as {kind}", column.data_type())))
}

/// Reads one row as JSON, as parameters are written.
pub fn json(column: &dyn Array, row: usize) -> Result<Value, ArrowError> {
    if column.is_null(row) {
        return Ok(Value::Null);
    }
    let list = |items: ArrayRef| -> Result<Value, ArrowError> {
        (0..items.len())
            .map(|item| json(&items, item))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array)
    };
    let data_type = column.data_type();
    Ok(match data_type {
        DataType::Null => Value::Null,
        DataType::Boolean => json!(column.as_boolean().value(row)),
        DataType::List(_) => list(column.as_list::<i32>().value(row))?,
        DataType::LargeList(_) => list(column.as_list::<i64>().value(row))?,
        DataType::FixedSizeList(_, _) => list(column.as_fixed_size_list().value(row))?,
        DataType::Struct(fields) => {
            let mut object = Map::new();
            for (field, child) in fields.iter().zip(column.as_struct().columns()) {
                object.insert(field.name().clone(), json(child, row)?);
            }
            Value::Object(object)
        }
        DataType::Map(_, _) => {
            let entries = column.as_map().value(row);
            let keys = cast(entries.column(0), &DataType::Utf8)?;
            let mut object = Map::new();
            for (entry, key) in keys.as_string::<i32>().iter().enumerate() {
                object.insert(key.unwrap_or_default().to_owned(), json(entries.column(1), entry)?);
            }
            Value::Object(object)
        }
        integer if integer.is_integer() => {
            json!(
                cast(&column.slice(row, 1), &DataType::Int64)?.as_primitive::<Int64Type>().value(0)
            )
        }
        number if number.is_numeric() => {
            let number = cast(&column.slice(row, 1), &DataType::Float64)?;
            json!(number.as_primitive::<Float64Type>().value(0))
        }
        other => {
            let text = cast(&column.slice(row, 1), &DataType::Utf8)?;
            match text.as_string_opt::<i32>() {
                Some(text) => json!(text.value(0)),
                None => return Err(ArrowError::CastError(format!("{other} as a parameter"))),
            }
        }
    })
}
