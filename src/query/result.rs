//! From what a kernel made to the column of a query.
//!
//! One output is a column of its type; several are a struct. The columns of a table are a list of
//! structs; columns whose names only the kernel knows are a map by name.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ListArray, MapArray, StringArray, StructArray, UInt32Array, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{cast, concat, take};
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use arrow::error::ArrowError;

use super::convert::column_type;
use crate::domain::operator::{Kind, OperatorSpec, OutputSpec, Rows};
use crate::operators::{Outputs, Values};

/// A part of a result: an output by itself, or all columns of a table.
enum Part<'a> {
    Column(&'a OutputSpec),
    Table(&'a str, Vec<&'a OutputSpec>),
}

fn parts(spec: &OperatorSpec) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for output in &spec.outputs {
        let Rows::Table(table) = &output.rows else {
            parts.push(Part::Column(output));
            continue;
        };
        let known = parts.iter_mut().find_map(|part| match part {
            Part::Table(name, columns) if name == table => Some(columns),
            _ => None,
        });
        match known {
            Some(columns) => columns.push(output),
            None => parts.push(Part::Table(table, vec![output])),
        }
    }
    parts
}

/// Returns the type of an operator's result; with `texts`, columns of unknown names may hold texts, and
/// all are written as texts.
pub fn result_type(spec: &OperatorSpec, texts: bool) -> DataType {
    let mut fields: Vec<FieldRef> =
        parts(spec).iter().map(|part| part_field(part, texts)).collect();
    match fields.len() {
        1 => fields.remove(0).data_type().clone(),
        _ => DataType::Struct(fields.into()),
    }
}

fn part_field(part: &Part<'_>, texts: bool) -> FieldRef {
    match part {
        Part::Column(output) => output_field(output, texts),
        Part::Table(table, columns) => {
            let item = DataType::Struct(table_fields(columns, texts));
            let list = DataType::List(Arc::new(Field::new_list_field(item, true)));
            Arc::new(Field::new(*table, list, true))
        }
    }
}

fn table_fields(columns: &[&OutputSpec], texts: bool) -> Fields {
    columns.iter().map(|column| output_field(column, texts)).collect()
}

fn output_field(output: &OutputSpec, texts: bool) -> FieldRef {
    let data_type = if output.repeated {
        DataType::Map(Arc::new(entries_field(output.kind, texts)), false)
    } else {
        column_type(output.kind)
    };
    Arc::new(Field::new(&output.name, data_type, true))
}

fn entries_field(kind: Kind, texts: bool) -> Field {
    let kind = if texts { Kind::Text } else { kind };
    let key = Field::new("key", DataType::Utf8, false);
    let value = Field::new("value", column_type(kind), true);
    Field::new("entries", DataType::Struct(vec![key, value].into()), false)
}

/// Brings the outputs of a well into `rows` rows, of the type that [`result_type`] says.
///
/// Single values stand on every row; a table stands on the first, so that unnesting gives it once.
pub fn result(
    spec: &OperatorSpec,
    texts: bool,
    outputs: &Outputs,
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    let parts = parts(spec);
    let mut columns = Vec::with_capacity(parts.len());
    for part in &parts {
        columns.push(match part {
            Part::Column(output) if output.rows == Rows::One => {
                let single = column(output, texts, outputs, 1)?;
                take(&single, &UInt32Array::from(vec![0; rows]), None)?
            }
            Part::Column(output) => column(output, texts, outputs, rows)?,
            Part::Table(_, columns) => on_first_row(table(columns, texts, outputs)?, rows)?,
        });
    }
    if columns.len() == 1 {
        return Ok(columns.remove(0));
    }
    let fields: Fields = parts.iter().map(|part| part_field(part, texts)).collect();
    Ok(Arc::new(StructArray::try_new(fields, columns, None)?))
}

fn table(
    columns: &[&OutputSpec],
    texts: bool,
    outputs: &Outputs,
) -> Result<StructArray, ArrowError> {
    let single = columns.iter().filter_map(|column| outputs.values().get(&column.name));
    let members = columns.iter().filter_map(|column| outputs.members().get(&column.name));
    let all = single.chain(members.flatten().map(|(_, values)| values));
    let length = all.map(Values::len).max().unwrap_or(0);
    let arrays: Vec<ArrayRef> = columns
        .iter()
        .map(|output| column(output, texts, outputs, length))
        .collect::<Result<_, _>>()?;
    StructArray::try_new_with_length(table_fields(columns, texts), arrays, None, length)
}

fn on_first_row(table: StructArray, rows: usize) -> Result<ArrayRef, ArrowError> {
    let item = Arc::new(Field::new_list_field(table.data_type().clone(), true));
    let first = (0..rows).map(|row| row == 0);
    let lengths = first.clone().map(|first| if first { table.len() } else { 0 });
    let offsets = OffsetBuffer::from_lengths(lengths);
    let valid: NullBuffer = first.collect();
    Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(table), Some(valid))?))
}

/// Returns one output as a column of `length` rows; what a kernel left out is null.
fn column(
    output: &OutputSpec,
    texts: bool,
    outputs: &Outputs,
    length: usize,
) -> Result<ArrayRef, ArrowError> {
    if output.repeated {
        let members = outputs.members().get(&output.name);
        return map(members.map_or(&[], Vec::as_slice), output.kind, texts, length);
    }
    let Some(values) = outputs.values().get(&output.name) else {
        return Ok(new_null_array(&column_type(output.kind), length));
    };
    if values.len() != length {
        let what = format!("{}: {} rows in place of {length}", output.name, values.len());
        return Err(ArrowError::ComputeError(what));
    }
    Ok(values.to_arrow())
}

/// Puts columns of their own names into one map a row.
fn map(
    members: &[(String, Values)],
    kind: Kind,
    texts: bool,
    rows: usize,
) -> Result<ArrayRef, ArrowError> {
    let entries = entries_field(kind, texts);
    let DataType::Struct(fields) = entries.data_type().clone() else {
        unreachable!("entries are key and value")
    };
    let value_type = fields[1].data_type();
    let total = members.len().checked_mul(rows).filter(|total| i32::try_from(*total).is_ok());
    let Some(total) = total else {
        return Err(ArrowError::ComputeError("more values than a map column can hold".into()));
    };
    let mut arrays = Vec::with_capacity(members.len());
    for (_, values) in members {
        arrays.push(cast(&values.to_arrow(), value_type)?);
    }
    // Members lie one after another; a map wants them row by row.
    let places = (0..total).map(|place| {
        let (row, member) = (place / members.len(), place % members.len());
        (member * rows + row) as u32
    });
    let places = UInt32Array::from_iter_values(places);
    let values = match arrays.as_slice() {
        [] => new_null_array(value_type, 0),
        arrays => {
            let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
            take(&concat(&arrays)?, &places, None)?
        }
    };
    let names = (0..total).map(|place| members[place % members.len()].0.as_str());
    let keys: ArrayRef = Arc::new(StringArray::from_iter_values(names));
    let pairs = StructArray::try_new(fields, vec![keys, values], None)?;
    let offsets = OffsetBuffer::from_repeated_length(members.len(), rows);
    Ok(Arc::new(MapArray::try_new(Arc::new(entries), offsets, pairs, None, false)?))
}
