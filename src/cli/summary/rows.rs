//! Rows that operators make, as text: numbers so that neighbours differ, lists, texts and nulls.

use serde_json::Value;

use crate::cli::out::Out;
use crate::cli::table::{Table, plain};
use crate::cli::words::{Digits, clean, digits, is_depth};
use crate::domain::operator::Kind;
use crate::domain::table::TableColumn;
use crate::domain::units::is_blank;

/// How rows are printed.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Digits of numbers that stand by themselves.
    pub digits: Digits,
    /// Whether heads tell the units.
    pub units: bool,
    /// Blanks before each line.
    pub indent: usize,
    /// Rows that are printed at most.
    pub most: usize,
    /// Columns of a line, where it is not for the terminal to say.
    pub width: Option<usize>,
}

impl Look {
    /// All rows with four digits under their units.
    pub const RESULT: Self =
        Self { digits: Digits::Four, units: true, indent: 0, most: usize::MAX, width: None };
}

/// Prints rows under the names of their columns; returns how many were left out.
pub fn print(columns: &[TableColumn], rows: &[Vec<Value>], look: Look, out: &Out) -> usize {
    let heads: Vec<String> = columns.iter().map(|column| head(column, look)).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(&heads).indented(look.indent);
    if let Some(width) = look.width {
        table = table.within(width);
    }
    let shown = &rows[..rows.len().min(look.most)];
    let written: Vec<Vec<String>> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| cells(column, shown.iter().map(|row| &row[at]), look.digits, out))
        .collect();
    for row in 0..shown.len() {
        table.row(written.iter().map(|column| plain(column[row].clone())));
    }
    table.print_in_parts(out);
    rows.len() - shown.len()
}

fn head(column: &TableColumn, look: Look) -> String {
    let right = if column.kind == Kind::Number { ">" } else { "" };
    match look.units && !is_blank(&column.unit) {
        true => format!("{right}{} [{}]", column.name, column.unit),
        false => format!("{right}{}", column.name),
    }
}

fn cells<'a>(
    column: &TableColumn,
    values: impl Iterator<Item = &'a Value> + Clone,
    digits: Digits,
    out: &Out,
) -> Vec<String> {
    let is_depth = column.kind == Kind::Number && is_depth(&column.name, &column.unit);
    let numbers: Vec<Option<f64>> = values.clone().map(Value::as_f64).collect();
    let numbers = digits::column(&numbers, is_depth, digits);
    let told = |(value, number): (&Value, Option<String>)| {
        number.unwrap_or_else(|| cell(value, digits, out))
    };
    values.zip(numbers).map(told).collect()
}

fn cell(value: &Value, digits: Digits, out: &Out) -> String {
    match value {
        Value::Null => out.nothing().to_owned(),
        Value::String(text) => clean(text),
        Value::Number(number) => {
            number.as_f64().map_or_else(|| number.to_string(), |it| digits.write(it))
        }
        Value::Array(list) => {
            let cells: Vec<String> = list.iter().map(|one| cell(one, digits, out)).collect();
            if cells.is_empty() { "[]".to_owned() } else { cells.join(" ") }
        }
        other => other.to_string(),
    }
}
