//! Inputs and outputs as people look at them: what lies on the same rows side by side.

use serde_json::Value;

use super::list_of;
use crate::domain::curve::DEPTH;
use crate::domain::operator::{Kind, OperatorSpec, Rows};
use crate::domain::table::{ResultTable, SINGLE_VALUES, TableColumn};
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::values::Values;

/// Name of the table of what has a row for each depth.
pub const SAMPLES: &str = "samples";

/// A column on its way into a table.
struct Column {
    head: TableColumn,
    cells: Vec<Value>,
}

/// Returns a table for each kind of rows that an operator gives: samples first, then its tables, then
/// the single values.
///
/// Inputs stand before outputs where both are rows of one table. They are not where they differ in
/// length, nor where a column of the table has other values than the input of its name: then rows
/// were left out, or put into another order.
pub fn tables(
    spec: &OperatorSpec,
    inputs: &Inputs,
    outputs: &Outputs,
    depth_told: bool,
) -> Vec<ResultTable> {
    let mut kinds: Vec<&Rows> = Vec::new();
    for port in &spec.outputs {
        if !kinds.contains(&&port.rows) {
            kinds.push(&port.rows);
        }
    }
    kinds.sort_by_key(|rows| match rows {
        Rows::Depths => 0,
        Rows::Table(_) => 1,
        Rows::One => 2,
    });
    let tables = kinds.into_iter().map(|rows| {
        let made = made(spec, rows, outputs);
        // Of a set of columns, those that came out are told from those that went in by standing alone.
        let is_set = spec.outputs.iter().any(|port| port.rows == *rows && port.repeated);
        let given = match is_set || *rows == Rows::One {
            true => Vec::new(),
            false => given(spec, rows, inputs, depth_told),
        };
        let name = match rows {
            Rows::Depths => SAMPLES,
            Rows::Table(name) => name.as_str(),
            Rows::One => SINGLE_VALUES,
        };
        table(name, beside(rows, given, made))
    });
    // An operator that gives any number of columns may give none.
    tables.filter(|table| !table.columns.is_empty()).collect()
}

fn column(name: &str, unit: Option<&str>, values: &Values) -> Column {
    let head = TableColumn {
        name: name.to_owned(),
        unit: unit.unwrap_or_default().to_owned(),
        kind: values.kind(),
    };
    Column { head, cells: list_of(values) }
}

fn made(spec: &OperatorSpec, rows: &Rows, outputs: &Outputs) -> Vec<Column> {
    let mut columns = Vec::new();
    for port in spec.outputs.iter().filter(|port| port.rows == *rows) {
        // A unit that is that of an input, or of a parameter, is not known here.
        let unit = port.unit.as_deref().filter(|unit| !unit.contains('{'));
        columns.extend(outputs.values().get(&port.name).map(|it| column(&port.name, unit, it)));
        let members = outputs.members().get(&port.name).into_iter().flatten();
        columns.extend(members.map(|(name, values)| column(name, unit, values)));
    }
    columns
}

fn given(spec: &OperatorSpec, rows: &Rows, inputs: &Inputs, depth_told: bool) -> Vec<Column> {
    let mut columns = Vec::new();
    let has_depth = spec.inputs.iter().any(|port| port.name == DEPTH && port.rows == Rows::Depths);
    let fed_depth = has_depth && inputs.optional(DEPTH).is_some();
    if *rows == Rows::Depths && depth_told && !fed_depth {
        columns.push(column(DEPTH, Some("m"), &inputs.depth().clone().into()));
    }
    for port in spec.inputs.iter().filter(|port| port.rows == *rows) {
        let unit = port.unit.as_deref();
        columns
            .extend(single(inputs, &port.name, port.kind).map(|it| column(&port.name, unit, &it)));
        let members = inputs.members(&port.name).iter();
        columns.extend(members.map(|(name, values)| column(name, unit, values)));
    }
    columns
}

fn single(inputs: &Inputs, port: &str, kind: Kind) -> Option<Values> {
    match kind {
        Kind::Number => inputs.optional(port).map(|numbers| numbers.clone().into()),
        Kind::Text => inputs.optional_text(port).map(|texts| texts.clone().into()),
        Kind::Array => inputs.optional_array(port).map(|arrays| arrays.clone().into()),
    }
}

/// Puts inputs before outputs, where they are rows of one table.
fn beside(rows: &Rows, mut given: Vec<Column>, mut made: Vec<Column>) -> Vec<Column> {
    let Some(length) = made.first().map(|column| column.cells.len()) else { return made };
    if given.iter().any(|column| column.cells.len() != length) {
        return made;
    }
    let same = |one: &Column, other: &Column| one.head.name == other.head.name;
    let differs = |one: &Column| made.iter().any(|it| same(it, one) && it.cells != one.cells);
    if matches!(rows, Rows::Table(_)) && given.iter().any(differs) {
        return made;
    }
    let changed: Vec<bool> = given.iter().map(differs).collect();
    made.retain(|column| {
        !given.iter().zip(&changed).any(|(input, changed)| same(column, input) && !changed)
    });
    // A curve that is changed and keeps its name stands twice in a row of samples.
    for (column, _) in given.iter_mut().zip(changed).filter(|(_, changed)| *changed) {
        column.head.name.push_str(" given");
    }
    given.extend(made);
    given
}

fn table(name: &str, columns: Vec<Column>) -> ResultTable {
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    let cell = |column: &Column, row: usize| column.cells.get(row).cloned().unwrap_or_default();
    ResultTable {
        name: name.to_owned(),
        rows: (0..rows).map(|row| columns.iter().map(|it| cell(it, row)).collect()).collect(),
        row_count: i64::try_from(rows).unwrap_or(i64::MAX),
        columns: columns.into_iter().map(|column| column.head).collect(),
    }
}
