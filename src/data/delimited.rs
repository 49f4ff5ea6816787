//! Curves of a well as CSV: one header row with units, one row a depth, nulls empty.

use arrow::array::{Array, Float64Array};

use super::las::number;
use super::object::NamedColumn;
use crate::domain::curve::DEPTH;
use crate::domain::units;

/// Writes depths in metres and curves as CSV (RFC 4180 with plain line feeds), in UTF-8.
///
/// A column is headed by its name and, in brackets, its unit: `GR [gAPI]`. Numbers have a decimal
/// point and all their digits, so that reading gives back what was written.
pub fn encode(depth_m: &Float64Array, columns: &[NamedColumn]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_field(heading(DEPTH, "m"))?;
    for column in columns {
        writer.write_field(heading(&column.name, &column.unit))?;
    }
    writer.write_record(None::<&[u8]>)?;
    for row in 0..depth_m.len() {
        for values in std::iter::once(depth_m).chain(columns.iter().map(|column| &column.values)) {
            match values.is_valid(row) {
                true => writer.write_field(number(values.value(row)))?,
                false => writer.write_field("")?,
            }
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
    use super::*;

    #[test]
    fn units_stand_in_the_heading_and_nulls_are_empty() {
        let depth = Float64Array::from(vec![1.0, 1.1524]);
        let column = |name: &str, unit: &str, values: Vec<Option<f64>>| NamedColumn {
            name: name.to_owned(),
            unit: unit.to_owned(),
            values: values.into(),
        };
        let columns = [
            column("GR", "gAPI", vec![Some(0.1 + 0.2), None]),
            column("odd, \"one\"", "", vec![Some(-1e-12), Some(2e20)]),
        ];
        let text = String::from_utf8(encode(&depth, &columns).unwrap()).unwrap();
        assert_eq!(
            text,
            "DEPT [m],GR [gAPI],\"odd, \"\"one\"\"\"\n1,0.30000000000000004,-1e-12\n1.1524,,2e20\n"
        );
    }
}
