//! Every operator is a function under its id, and gives through SQL what its example says.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, ListArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::take;
use arrow::datatypes::Field;
use datafusion::execution::FunctionRegistry;
use serde_json::{Map, Value, json};

use super::{add_table, ask, session};
use crate::domain::operator::{OperatorSpec, OutputSpec, PortSpec, Rows};
use crate::operators::eval::{eval, inputs};
use crate::operators::operator::Example;
use crate::operators::{Entry, Inputs, Values, catalogue};
use crate::query::function::{Argument, Function, Kind, find, functions};

#[test]
fn arguments_have_names_of_their_own() {
    for function in functions() {
        let mut names: Vec<String> =
            function.arguments().iter().map(|argument| argument.name.to_lowercase()).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{}: {names:?}", function.id());
    }
}

#[tokio::test]
async fn every_operator_is_registered_under_its_id() {
    let session = session();
    for function in functions() {
        let id = function.id();
        let there = match function.kind() {
            Kind::Scalar => session.udf(id).is_ok(),
            Kind::Window => session.udwf(id).is_ok(),
            Kind::Aggregate => session.udaf(id).is_ok(),
        };
        assert!(there, "{id}");
    }
}

#[tokio::test]
async fn every_example_holds_through_sql() {
    let mut problems = Vec::new();
    for entry in catalogue().iter() {
        for example in entry.examples() {
            if let Err(problem) = example_holds(entry, example).await {
                problems.push(format!("{}: {problem}", entry.spec().id));
            }
        }
    }
    assert!(problems.is_empty(), "{} of them:\n{}", problems.len(), problems.join("\n"));
}

async fn example_holds(entry: &Entry, example: &Example) -> Result<(), String> {
    let spec = entry.spec();
    let function = find(&spec.id).ok_or("not a function")?;
    let read = |text: &str| -> Map<String, Value> { serde_json::from_str(text).expect("JSON") };
    let (parameters, given) = (read(example.params), read(example.input));
    let wanted = eval(&spec.id, &parameters, &given).map_err(|problems| format!("{problems:?}"))?;
    let fed = inputs(&spec.id, &given).map_err(|problems| format!("{problems:?}"))?;

    let at_depths = function.arguments().iter().any(|argument| {
        argument.depth || function.port(argument).is_some_and(|port| port.rows == Rows::Depths)
    });
    // Where tables alone are fed there are no samples, but a row that holds them.
    let rows = if at_depths { fed.len().max(1) } else { 1 };
    let mut columns: Vec<(String, ArrayRef)> =
        vec![("row".to_owned(), Arc::new(Int64Array::from_iter_values(0..rows as i64)))];
    let mut arguments = Vec::new();
    for argument in function.arguments() {
        if let Some(text) = column_argument(function, argument, &fed, rows, &mut columns) {
            arguments.push(text);
        }
    }
    arguments.extend(parameter_arguments(function, &parameters));
    let arguments = arguments.join(", ");
    let id = &spec.id;
    let sql = match function.kind() {
        Kind::Scalar => format!("select {id}({arguments}) as out from t order by row"),
        Kind::Window => {
            format!("select {id}({arguments}) over (order by row) as out from t order by row")
        }
        Kind::Aggregate => format!("select {id}({arguments} order by row) as out from t"),
    };
    let session = session();
    let named = columns.iter().map(|(name, column)| (name.as_str(), Arc::clone(column))).collect();
    add_table(&session, "t", named);
    let answer = ask(&session, &sql).await.map_err(|error| format!("{sql}\n{error}"))?;
    let answer: Vec<Value> = answer.into_iter().map(|mut row| row["out"].take()).collect();
    let found = by_output(spec, &answer);
    for (name, wanted) in &wanted {
        let found = found.get(name).unwrap_or(&Value::Null);
        if !same(found, wanted) {
            return Err(format!("{sql}\n{name}: found {found}, wanted {wanted}"));
        }
    }
    Ok(())
}

/// Adds the column of an argument to the table, and returns how it is written in the call.
fn column_argument(
    function: &Function,
    argument: &Argument,
    fed: &Inputs,
    rows: usize,
    columns: &mut Vec<(String, ArrayRef)>,
) -> Option<String> {
    let name = &argument.name;
    let port = function.port(argument);
    let mut add = |column: &str, array: ArrayRef| {
        columns.push((column.to_owned(), array));
        format!("\"{column}\"")
    };
    if argument.depth && fed.optional(name).is_none() {
        // Without depths rows are a metre apart here as there; an operator may ask whether it got any.
        let told = fed.depth().iter().enumerate().any(|(row, depth)| depth != Some(row as f64));
        let metres = port.is_none_or(|port| port.unit.as_deref() == Some("m"));
        let depth = || format!("dept => {}", add(name, Arc::new(fed.depth().clone())));
        return (told && metres).then(depth);
    }
    let port = port?;
    let members = fed.members(&port.name);
    if !members.is_empty() {
        let members = members.iter().enumerate().map(|(at, (member, values))| {
            let column = add(&format!("{name} {at}"), as_column(port, values, rows));
            format!("'{member}', {column}")
        });
        let members: Vec<String> = members.collect();
        return Some(format!("\"{name}\" => named_struct({})", members.join(", ")));
    }
    let numbers = fed.optional(&port.name).cloned().map(Values::from);
    let texts = || fed.optional_text(&port.name).cloned().map(Values::from);
    let arrays = || fed.optional_array(&port.name).cloned().map(Values::from);
    let values = numbers.or_else(texts).or_else(arrays)?;
    let column = add(name, as_column(port, &values, rows));
    Some(format!("\"{name}\" => {column}"))
}

/// Values at depths are a column; a table is a list on every row, a single value stands on every row.
fn as_column(port: &PortSpec, values: &Values, rows: usize) -> ArrayRef {
    let array = values.to_arrow();
    let one: ArrayRef = match port.rows {
        Rows::Depths => return array,
        Rows::One => array,
        Rows::Table(_) => {
            let item = Arc::new(Field::new_list_field(array.data_type().clone(), true));
            let offsets = OffsetBuffer::from_lengths([array.len()]);
            Arc::new(ListArray::new(item, offsets, array, None))
        }
    };
    take(&one, &UInt32Array::from(vec![0; rows]), None).expect("a row")
}

/// Writes parameters as constants; those that share the name of a port go together, as JSON.
fn parameter_arguments(function: &Function, parameters: &Map<String, Value>) -> Vec<String> {
    let mut written = Vec::new();
    let mut rest = Map::new();
    for (name, value) in parameters {
        let shared = function
            .arguments()
            .iter()
            .any(|argument| argument.parameter.as_ref() == Some(name) && argument.port.is_some());
        match literal(value).filter(|_| !shared) {
            Some(literal) => written.push(format!("\"{name}\" => {literal}")),
            None => _ = rest.insert(name.clone(), value.clone()),
        }
    }
    if !rest.is_empty() {
        let json = Value::Object(rest).to_string().replace('\'', "''");
        written.push(format!("params => '{json}'"));
    }
    written
}

fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::String(text) => Some(format!("'{}'", text.replace('\'', "''"))),
        Value::Array(items) if items.is_empty() || items.iter().any(Value::is_object) => None,
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(literal).collect();
            Some(format!("make_array({})", items?.join(", ")))
        }
        Value::Object(fields) if fields.is_empty() => None,
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                Some(format!("'{}', {}", name.replace('\'', "''"), literal(value)?))
            };
            let fields: Option<Vec<String>> = fields.iter().map(field).collect();
            Some(format!("named_struct({})", fields?.join(", ")))
        }
    }
}

/// Brings the answer into the form of `eval`: values by output, those of repeated outputs by their names.
fn by_output(spec: &OperatorSpec, answer: &[Value]) -> Map<String, Value> {
    let tables = spec.outputs.iter().map(|output| &output.rows);
    let mut parts: Vec<&Rows> = Vec::new();
    for rows in tables {
        if !matches!(rows, Rows::Table(_)) || !parts.contains(&rows) {
            parts.push(rows);
        }
    }
    let bare = parts.len() == 1;
    let part = |row: &Value, name: &str| if bare { row.clone() } else { row[name].clone() };
    let mut found = Map::new();
    for output in &spec.outputs {
        let values: Vec<Value> = match &output.rows {
            Rows::Depths => answer.iter().map(|row| part(row, &output.name)).collect(),
            Rows::One => answer.iter().take(1).map(|row| part(row, &output.name)).collect(),
            Rows::Table(table) => {
                let rows = answer.first().map(|row| part(row, table)).unwrap_or_default();
                let rows = rows.as_array().cloned().unwrap_or_default();
                rows.iter().map(|row| row[&output.name].clone()).collect()
            }
        };
        for (name, values) in columns(output, values) {
            let single = output.rows == Rows::One;
            found.insert(name, if single { values[0].clone() } else { Value::Array(values) });
        }
    }
    found
}

fn columns(output: &OutputSpec, values: Vec<Value>) -> Vec<(String, Vec<Value>)> {
    if !output.repeated {
        return vec![(output.name.clone(), values)];
    }
    let names = values.first().and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let column =
        |name: &String| (name.clone(), values.iter().map(|row| row[name].clone()).collect());
    names.map(column).collect()
}

/// Compares; a number may be written as a text, where a set of columns holds texts.
fn same(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(f, w)| same(f, w))
        }
        (Value::String(text), Value::Number(_)) => {
            text.parse::<f64>().is_ok_and(|number| json!(number) == *wanted)
        }
        // A column of no rows has no names.
        (Value::Null, Value::Array(wanted)) => wanted.is_empty(),
        (found, wanted) => found == wanted,
    }
}
