//! Values as people write them in JSON: lists, single values, tables by columns or by rows.

use arrow::array::{Array, Float64Array, StringArray};
use serde_json::{Map, Value, json};

use super::names::{in_table, is_called};
use crate::domain::operator::{Kind, PortSpec};
use crate::operators::values::{ArrayCurve, Values};

/// Values as read: `single` ones stand for every depth.
pub struct Given {
    pub values: Values,
    pub single: bool,
}

/// A value that a port does not take.
pub struct Misfit {
    /// Its number in the list, from 1; `None` where it stands alone.
    pub sample: Option<usize>,
    /// As it was written.
    pub found: String,
}

/// Reads the values of a list one by one, or the one that stands alone.
fn each<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Result<(Vec<T>, bool), Misfit> {
    let (list, single) = listed(value);
    let read = |(at, one): (usize, &Value)| {
        let sample = (!single).then_some(at + 1);
        read(one).ok_or_else(|| Misfit { sample, found: one.to_string() })
    };
    Ok((list.iter().enumerate().map(read).collect::<Result<_, _>>()?, single))
}

/// Returns the columns of a table, which may be given by columns, as `{"TOP": [10], "NAME": ["A"]}`, by
/// rows, as `[{"TOP": 10, "NAME": "A"}]` or `[["A", 10]]`, or as names with their numbers, as `{"A": 10}`.
pub fn columns(ports: &[PortSpec], name: &str, value: &Value) -> Option<Map<String, Value>> {
    let table: Vec<&PortSpec> = ports.iter().filter(|port| in_table(port, name)).collect();
    let of_kind = |kind: Kind| table.iter().filter(move |port| port.kind == kind);
    let named = |column: &String| {
        let both = format!("{name}_{column}");
        let called = |port: &&PortSpec| is_called(port, column) || is_called(port, &both);
        table.iter().any(|port| port.repeated || called(port))
    };
    match value {
        _ if table.is_empty() => None,
        Value::Object(given) => {
            let mut texts = of_kind(Kind::Text);
            let mut numbers = of_kind(Kind::Number);
            let bare = given.values().all(|value| value.is_number() || value.is_null());
            match (texts.next(), numbers.next()) {
                (Some(text), Some(number)) if bare && !given.keys().any(named) => {
                    let names = given.keys().map(|name| json!(name)).collect();
                    let values = given.values().cloned().collect();
                    Some(Map::from_iter([
                        (text.name.clone(), Value::Array(names)),
                        (number.name.clone(), Value::Array(values)),
                    ]))
                }
                _ => Some(given.clone()),
            }
        }
        Value::Array(rows) if rows.iter().any(Value::is_object) => {
            let keys = rows.iter().filter_map(Value::as_object).flat_map(Map::keys);
            let column = |key: &String| rows.iter().map(|row| row[key].clone()).collect();
            Some(keys.map(|key| (key.clone(), Value::Array(column(key)))).collect())
        }
        Value::Array(rows)
            if !rows.is_empty()
                && rows.iter().all(Value::is_array)
                && of_kind(Kind::Array).count() == 0 =>
        {
            let cells = rows.first()?.as_array()?;
            let (mut texts, mut numbers) = (of_kind(Kind::Text), of_kind(Kind::Number));
            let column = |(place, cell): (usize, &Value)| {
                let port = if cell.is_string() { texts.next() } else { numbers.next() };
                let values = rows.iter().map(|row| row[place].clone()).collect();
                port.map(|port| (port.name.clone(), Value::Array(values)))
            };
            cells.iter().enumerate().map(column).collect()
        }
        // A single row may stand bare, where no port has the name.
        Value::Array(row) if !row.is_empty() && !ports.iter().any(|port| is_called(port, name)) => {
            columns(ports, name, &json!([row]))
        }
        _ => None,
    }
}

/// Turns rows of one depth each into one column for each list of a row; a single row may stand bare.
pub fn across(rows: &[Value]) -> Vec<Value> {
    let deep = |row: &Value| row.as_array().is_some_and(|row| row.iter().any(Value::is_array));
    if !rows.iter().any(deep) {
        return rows.to_vec();
    }
    let width = rows.iter().filter_map(Value::as_array).map(Vec::len).max().unwrap_or(0);
    let column =
        |index: usize| rows.iter().map(move |row| row.get(index).cloned().unwrap_or_default());
    (0..width).map(|index| Value::Array(column(index).collect())).collect()
}

/// Reads numbers; what is true or false counts as a number in flags only.
pub fn numbers(value: &Value, flags: bool) -> Result<Given, Misfit> {
    let number = |value: &Value| match value {
        Value::Null => Some(None),
        Value::Bool(flag) if flags => Some(Some(f64::from(u8::from(*flag)))),
        Value::Number(number) => Some(number.as_f64()),
        _ => None,
    };
    let (values, single) = each(value, number)?;
    Ok(Given { values: Float64Array::from(values).into(), single })
}

/// Reads texts; a number is written as people write it, without a fraction of zero.
pub fn texts(value: &Value) -> Result<Given, Misfit> {
    let text = |value: &Value| match value {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.clone())),
        Value::Number(number) => {
            let text = number.to_string();
            Some(Some(text.strip_suffix(".0").map_or(text.clone(), str::to_owned)))
        }
        _ => None,
    };
    let (values, single) = each(value, text)?;
    Ok(Given { values: StringArray::from(values).into(), single })
}

/// Reads lists of numbers; a bare list of numbers is one row.
pub fn arrays(value: &Value) -> Result<Given, Misfit> {
    let (list, _) = listed(value);
    let nested = list.iter().any(Value::is_array);
    let rows: Vec<&Value> = if nested { list.iter().collect() } else { vec![value] };
    let row = |(at, row): (usize, &Value)| -> Result<Option<Vec<Option<f64>>>, Misfit> {
        if row.is_null() {
            return Ok(None);
        }
        // Of lists in a list, the number of the row is what finds the place.
        let values = numbers(row, false).map_err(|misfit| Misfit {
            sample: if nested { Some(at + 1) } else { misfit.sample },
            ..misfit
        })?;
        Ok(values.values.numbers().map(|numbers| numbers.iter().collect()))
    };
    let rows = rows.into_iter().enumerate().map(row).collect::<Result<Vec<_>, _>>()?;
    Ok(Given { values: ArrayCurve::from_iter(rows).into(), single: !nested })
}

fn listed(value: &Value) -> (&[Value], bool) {
    match value {
        Value::Array(list) => (list, false),
        one => (std::slice::from_ref(one), true),
    }
}

pub fn repeated(values: &Values, rows: usize) -> Values {
    match values {
        Values::Numbers(one) => {
            let one = (!one.is_null(0)).then(|| one.value(0));
            Float64Array::from(vec![one; rows]).into()
        }
        Values::Texts(one) => {
            let one = (!one.is_null(0)).then(|| one.value(0));
            StringArray::from(vec![one; rows]).into()
        }
        Values::Arrays(one) => {
            let row: Option<Vec<Option<f64>>> = one.row(0).map(|row| row.iter().collect());
            ArrayCurve::from_iter(vec![row; rows]).into()
        }
    }
}
