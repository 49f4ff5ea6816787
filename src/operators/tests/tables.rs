//! Operators on tables that make sense: surveys that go down, intervals that have a length.

use arrow::array::{Float64Array, StringArray};
use proptest::prelude::*;

use super::{try_run, variants};
use crate::domain::operator::{Kind, PortSpec, Rows};
use crate::operators::{Entry, Inputs, Values, catalogue};

/// Rows of a table: distance to the row before, length, two angles, a value, a text.
type Row = (f64, f64, f64, f64, Option<f64>, u8);

fn row() -> impl Strategy<Value = Row> {
    let value = prop::option::of(-10.0..1000.0f64);
    (0.01..50.0f64, 0.001..30.0f64, 0.0..180.0f64, -400.0..400.0f64, value, 0u8..4)
}

fn column(port: &PortSpec, rows: &[Row]) -> Values {
    let depths: Vec<f64> = rows
        .iter()
        .scan(-0.01, |depth, row| {
            *depth += row.0;
            Some(*depth)
        })
        .collect();
    let name = port.name.rsplit_once('_').map_or(port.name.as_str(), |(_, name)| name);
    let number = |(at, row): (usize, &Row)| -> Option<f64> {
        let (_, length, lean, turn, value, _) = *row;
        Some(match (port.name.as_str(), name) {
            ("Z_FROM", _) => 100.0 - depths[at],
            ("Z_TO", _) => 100.0 - depths[at] - length * (lean / 90.0 - 1.0),
            (_, "FROM" | "DEPT" | "MD" | "AT" | "TOP" | "MID") => depths[at].max(0.0),
            (_, "TO") => depths[at].max(0.0) + length,
            (_, "INCL") => lean,
            (_, "DIP") => lean - 90.0,
            (_, "AZIM" | "AZ") => turn,
            _ => return value,
        })
    };
    match port.kind {
        Kind::Number => rows.iter().enumerate().map(number).collect::<Float64Array>().into(),
        _ => {
            let text = |row: &Row| ["A", "B", "C"].get(usize::from(row.5)).copied();
            rows.iter().map(text).collect::<StringArray>().into()
        }
    }
}

fn inputs(entry: &Entry, rows: &[Row], with_optional: bool) -> Inputs {
    let depth = (0..rows.len()).map(|index| 20.0 * index as f64);
    let start = Inputs::new(Float64Array::from_iter_values(depth));
    let ports = entry.spec().inputs.iter().filter(|port| with_optional || !port.optional);
    ports.fold(start, |inputs, port| {
        let rows = match &port.rows {
            Rows::Table(table) if table == "collar" => &rows[..1],
            Rows::One => &rows[..1],
            _ => rows,
        };
        let values = match column(port, rows) {
            Values::Numbers(numbers) if rows.len() == 1 => {
                Float64Array::from(vec![numbers.iter().next().flatten().unwrap_or(7.0)]).into()
            }
            values => values,
        };
        if port.repeated {
            inputs.with_member(&port.name, format!("{}_1", port.name), values)
        } else {
            inputs.with(&port.name, values)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sound_tables_are_taken(rows in prop::collection::vec(row(), 1..30)) {
        for entry in catalogue().iter() {
            let in_table = |port: &PortSpec| matches!(port.rows, Rows::Table(_));
            if !entry.spec().inputs.iter().any(in_table) {
                continue;
            }
            for kernel in variants(entry) {
                let taken = try_run(entry, &*kernel, &inputs(entry, &rows, true));
                let sound = ["mining", "wells"].contains(&entry.spec().category.as_str());
                prop_assert!(taken.is_some() || !sound, "{} refuses", entry.spec().id);
                try_run(entry, &*kernel, &inputs(entry, &rows, false));
            }
        }
    }
}
