//! Tables and single values that a node made of one well, in the form in which they are stored.

use arrow::array::Array;
use serde_json::{Value, json};

use super::batch::Frame;
use super::compute::Computed;
use crate::domain::curve::{DEPTH, Place};
use crate::domain::table::{MOST_GRID_ROWS, MOST_ROWS, ResultTable, SINGLE_VALUES, TableColumn};
use crate::operators::values::Values;

/// Returns the tables of a computation; of each, no more rows than are kept.
pub fn tables(computed: &Computed) -> Vec<ResultTable> {
    computed.frames.iter().map(table).collect()
}

fn table(frame: &Frame) -> ResultTable {
    let name = match &frame.place {
        Place::Table { name, .. } => name.as_str(),
        _ => SINGLE_VALUES,
    };
    let columns: Vec<TableColumn> = frame
        .columns
        .iter()
        .map(|column| TableColumn {
            name: column.member.clone().unwrap_or_else(|| port(&column.key).to_owned()),
            unit: column.unit.clone(),
            kind: column.values.kind(),
        })
        .collect();
    let is_grid = frame.depth_m.is_some() && columns.iter().any(|column| column.name == DEPTH);
    let all = frame.rows();
    let kept = all.min(if is_grid { MOST_GRID_ROWS } else { MOST_ROWS });
    let cells = |row: usize| frame.columns.iter().map(|it| cell(&it.values, row)).collect();
    ResultTable {
        name: name.to_owned(),
        columns,
        rows: (0..kept).map(cells).collect(),
        row_count: i64::try_from(all).unwrap_or(i64::MAX),
    }
}

fn port(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(_, name)| name)
}

fn cell(values: &Values, row: usize) -> Value {
    match values {
        Values::Numbers(numbers) => json!(numbers.is_valid(row).then(|| numbers.value(row))),
        Values::Texts(texts) => json!(texts.is_valid(row).then(|| texts.value(row))),
        Values::Arrays(arrays) => json!(arrays.row(row).map(|row| row.iter().collect::<Vec<_>>())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::batch::tests::{column, frame};
    use super::*;
    use arrow::array::{Float64Array, StringArray};

    #[test]
    fn a_table_keeps_its_first_rows_and_says_how_many_there_were() {
        let depths: Vec<f64> = (0..12_000).map(f64::from).collect();
        let place = Place::Table { node: "n".to_owned(), name: "gaps".to_owned(), along: true };
        let made = |key: &str| Frame { place: place.clone(), ..frame(key, &depths) };
        let gaps = table(&made("n.FROM"));
        assert_eq!((gaps.name.as_str(), gaps.columns[0].name.as_str()), ("gaps", "FROM"));
        assert_eq!((gaps.rows.len(), gaps.row_count, gaps.is_truncated()), (10_000, 12_000, true));
        assert_eq!(table(&made("n.DEPT")).rows.len(), MOST_GRID_ROWS);
    }

    #[test]
    fn single_values_are_a_table_of_one_row() {
        let texts = StringArray::from(vec![None::<&str>]);
        let numbers = Float64Array::from(vec![1.5]);
        let columns = vec![column("a.b.SHIFT", numbers), column("n.UNIT", texts)];
        let values = table(&Frame { place: Place::One, depth_m: None, columns });
        assert_eq!(values.name, SINGLE_VALUES);
        assert_eq!(values.columns[0].name, "SHIFT");
        assert_eq!((values.rows, values.row_count), (vec![vec![json!(1.5), Value::Null]], 1));
    }
}
