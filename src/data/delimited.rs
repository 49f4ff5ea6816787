//! Curves of a well as CSV: one header row with units, one row a depth, nulls empty.

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, ListArray, StringArray};
use arrow::datatypes::Float64Type;

use super::las::number;
use super::object::NamedColumn;
use crate::domain::curve::DEPTH;
use crate::domain::units;

/// Cells of a column of curves, and how many stand side by side.
enum Cells<'a> {
    Numbers(&'a Float64Array),
    Texts(&'a StringArray),
    Lists(&'a ListArray, usize),
}

impl<'a> Cells<'a> {
    fn of(values: &'a ArrayRef) -> Option<Self> {
        if let Some(numbers) = values.as_primitive_opt::<Float64Type>() {
            return Some(Self::Numbers(numbers));
        }
        if let Some(texts) = values.as_string_opt() {
            return Some(Self::Texts(texts));
        }
        let lists: &ListArray = values.as_list_opt()?;
        let lengths = lists.value_offsets().windows(2).map(|pair| pair[1] - pair[0]);
        let width = usize::try_from(lengths.max().unwrap_or(0)).unwrap_or(0);
        Some(Self::Lists(lists, width))
    }

    /// Returns the names of the columns: a list has one for each bin, `NAME[0]` first.
    fn names(&self, name: &str) -> Vec<String> {
        match self {
            Self::Lists(_, width) => (0..*width).map(|bin| format!("{name}[{bin}]")).collect(),
            _ => vec![name.to_owned()],
        }
    }

    fn write(&self, row: usize, writer: &mut csv::Writer<Vec<u8>>) -> Result<(), csv::Error> {
        match self {
            Self::Numbers(numbers) => write_number(numbers, row, writer),
            Self::Texts(texts) if texts.is_valid(row) => writer.write_field(texts.value(row)),
            Self::Texts(_) => writer.write_field(""),
            Self::Lists(lists, width) => {
                let bins = lists.is_valid(row).then(|| lists.value(row));
                let bins = bins.as_ref().map(AsArray::as_primitive::<Float64Type>);
                for bin in 0..*width {
                    match bins.filter(|bins| bin < bins.len()) {
                        Some(bins) => write_number(bins, bin, writer)?,
                        None => writer.write_field("")?,
                    }
                }
                Ok(())
            }
        }
    }
}

fn write_number(
    numbers: &Float64Array,
    row: usize,
    writer: &mut csv::Writer<Vec<u8>>,
) -> Result<(), csv::Error> {
    match numbers.is_valid(row) {
        true => writer.write_field(number(numbers.value(row))),
        false => writer.write_field(""),
    }
}

/// Writes depths in metres and curves as CSV (RFC 4180 with plain line feeds), in UTF-8.
///
/// A column is headed by its name and, in brackets, its unit: `GR [gAPI]`. Numbers have a decimal
/// point and all their digits, so that reading gives back what was written. A curve of lists has a
/// column for each bin, `T2[0] [v/v]`.
pub fn encode(depth_m: &Float64Array, columns: &[NamedColumn]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_field(heading(DEPTH, "m"))?;
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        let Some(of_column) = Cells::of(&column.values) else { continue };
        for name in of_column.names(&column.name) {
            writer.write_field(heading(&name, &column.unit))?;
        }
        cells.push(of_column);
    }
    writer.write_record(None::<&[u8]>)?;
    for row in 0..depth_m.len() {
        write_number(depth_m, row, &mut writer)?;
        for cells in &cells {
            cells.write(row, &mut writer)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn heading(name: &str, unit: &str) -> String {
    if units::is_blank(unit) { name.to_owned() } else { format!("{name} [{unit}]") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn column(name: &str, unit: &str, values: ArrayRef) -> NamedColumn {
        NamedColumn { name: name.to_owned(), unit: unit.to_owned(), values }
    }

    #[test]
    fn texts_stand_as_they_are_and_lists_bin_by_bin() {
        let texts = StringArray::from(vec![Some("Dogger, lower"), None]);
        let lists = ListArray::from_iter_primitive::<Float64Type, _, _>([
            Some(vec![Some(0.5)]),
            Some(vec![None, Some(2.0)]),
        ]);
        let columns = [column("ZONE", "", Arc::new(texts)), column("T2", "v/v", Arc::new(lists))];
        let bytes = encode(&vec![1.0, 2.0].into(), &columns).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "DEPT [m],ZONE,T2[0] [v/v],T2[1] [v/v]\n1,\"Dogger, lower\",0.5,\n2,,,2\n"
        );
    }

    #[test]
    fn units_stand_in_the_heading_and_nulls_are_empty() {
        let depth = Float64Array::from(vec![1.0, 1.1524]);
        let numbers = |values: Vec<Option<f64>>| Arc::new(Float64Array::from(values));
        let columns = [
            column("GR", "gAPI", numbers(vec![Some(0.1 + 0.2), None])),
            column("odd, \"one\"", "", numbers(vec![Some(-1e-12), Some(2e20)])),
        ];
        let text = String::from_utf8(encode(&depth, &columns).unwrap()).unwrap();
        assert_eq!(
            text,
            "DEPT [m],GR [gAPI],\"odd, \"\"one\"\"\"\n1,0.30000000000000004,-1e-12\n1.1524,,2e20\n"
        );
    }
}
