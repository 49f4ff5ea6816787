//! One operator on a few numbers, without engine or store: for the command line, examples and checks.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{Array, Float64Array, StringArray};
use serde_json::{Map, Value, json};

use super::catalogue::{Entry, catalogue};
use super::inputs::{Inputs, Outputs};
use super::operator::KernelError;
use super::values::{ArrayCurve, Values};
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::{Kind, OperatorSpec, PortSpec, Rows};
use crate::domain::units;

/// Runs an operator on values that are already in the units of its ports, and returns them by port.
///
/// A curve is a list of numbers and nulls, an array curve a list of lists, a text or a single value
/// stands for itself, a table is an object of its columns or a list of its rows. A repeated port takes every further name.
/// Depth is `DEPT`, or comes from `step`; without both, samples stand one metre apart.
pub fn eval(
    id: &str,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>, Vec<Diagnostic>> {
    Ok(eval_with_notes(id, parameters, given)?.outputs)
}

/// Runs an operator as [`eval`] does, and returns its notes too.
pub fn eval_with_notes(
    id: &str,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<Evaluated, Vec<Diagnostic>> {
    let entry = catalogue().find(id)?;
    let (outputs, bare) = run(entry, parameters, given)?;
    let notes = outputs.notes().to_vec();
    Ok(Evaluated { outputs: as_json(entry.spec(), &outputs, bare), notes })
}

/// What an operator made of a few numbers.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// Outputs by port.
    pub outputs: Map<String, Value>,
    /// What the kernel reports.
    pub notes: Vec<String>,
}

/// Runs an operator as [`eval`] does, and returns what the kernel made, with its notes.
pub fn evaluate(
    id: &str,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<Outputs, Vec<Diagnostic>> {
    Ok(run(catalogue().find(id)?, parameters, given)?.0)
}

/// Returns what the kernel made, and whether it was asked about bare values.
fn run(
    entry: &Entry,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<(Outputs, bool), Vec<Diagnostic>> {
    let kernel = entry.prepare(parameters)?;
    let mut feed = Feed::of(entry.spec());
    feed.read(given)?;
    let bare = feed.is_bare();
    let outputs = kernel.run(&feed.inputs()).map_err(|error| vec![error.diagnostic()])?;
    let reads_depth = entry.spec().inputs.iter().any(|port| port.name == DEPTH);
    let told = given.keys().map(|name| plain(name)).any(|name| name == "dept" || name == "step");
    let outputs = match reads_depth && !told {
        true => outputs.note("no DEPT and no step was given: samples count as 1 m apart"),
        false => outputs,
    };
    Ok((outputs, bare))
}

/// Reads values for the ports of an operator, as [`eval`] does.
pub fn inputs(id: &str, given: &Map<String, Value>) -> Result<Inputs, Vec<Diagnostic>> {
    let mut feed = Feed::of(catalogue().find(id)?.spec());
    feed.read(given)?;
    Ok(feed.inputs())
}

/// Writes outputs as JSON: lists by port, columns of repeated ports by their names.
///
/// A single value stands bare, and so does the answer where bare values were asked about.
fn as_json(spec: &OperatorSpec, outputs: &Outputs, bare: bool) -> Map<String, Value> {
    let mut written = Map::new();
    for port in &spec.outputs {
        let whole = |values: &Values| {
            let mut list = list_of(values);
            let single = port.rows == Rows::One || port.rows == Rows::Depths && bare;
            if single && list.len() == 1 { list.remove(0) } else { Value::Array(list) }
        };
        if let Some(values) = outputs.values().get(&port.name) {
            written.insert(port.name.clone(), whole(values));
        }
        for (name, values) in outputs.members().get(&port.name).into_iter().flatten() {
            written.insert(name.clone(), whole(values));
        }
    }
    written
}

fn list_of(values: &Values) -> Vec<Value> {
    let numbers = |numbers: &Float64Array| numbers.iter().map(|number| json!(number)).collect();
    match values {
        Values::Numbers(values) => numbers(values),
        Values::Texts(values) => values.iter().map(|text| json!(text)).collect(),
        Values::Arrays(values) => values
            .rows()
            .map(|row| row.map_or(Value::Null, |row| Value::Array(numbers(&row))))
            .collect(),
    }
}

/// Brings what was given to the ports of one operator.
struct Feed<'a> {
    spec: &'a OperatorSpec,
    /// Values by port, before single ones are repeated down the depths.
    fed: Vec<(&'a PortSpec, Option<String>, Given)>,
    depth: Option<Vec<Option<f64>>>,
    step: Option<f64>,
    /// Tables that were given as such; the bare name of a column means another port then.
    tables: BTreeSet<&'a Rows>,
    problems: Vec<Diagnostic>,
}

/// Values as read: `single` ones stand for every depth.
struct Given {
    values: Values,
    single: bool,
}

impl<'a> Feed<'a> {
    fn of(spec: &'a OperatorSpec) -> Self {
        Self {
            spec,
            fed: Vec::new(),
            depth: None,
            step: None,
            tables: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    fn take_all(&mut self, given: &Map<String, Value>) {
        for (name, value) in given {
            if columns(&self.spec.inputs, name, value).is_some() {
                let own = self.spec.inputs.iter().find(|port| in_table(port, name));
                self.tables.extend(own.map(|port| &port.rows));
            }
        }
        for (name, value) in given {
            self.take(name, value);
        }
    }

    /// Whether curves were given as single values only.
    fn is_bare(&self) -> bool {
        let mut curves = self.fed.iter().filter(|(port, ..)| port.rows == Rows::Depths).peekable();
        self.depth.is_none() && curves.peek().is_some() && curves.all(|(_, _, given)| given.single)
    }

    fn read(&mut self, given: &Map<String, Value>) -> Result<(), Vec<Diagnostic>> {
        self.take_all(given);
        let curves = self.fed.iter().any(|(port, ..)| port.rows == Rows::Depths);
        let at_depths = self.spec.outputs.iter().any(|port| port.rows == Rows::Depths);
        if self.problems.is_empty() && at_depths && !curves && self.depth.is_none() {
            self.problems.push(KernelError::missing(DEPTH).diagnostic());
        }
        let any = self.spec.inputs.first().filter(|_| given.is_empty());
        self.problems.extend(any.map(|port| KernelError::missing(&port.name).diagnostic()));
        self.fed_once();
        self.in_order();
        let problems = std::mem::take(&mut self.problems);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Refuses two values for one port: names differ in case and blanks, and nobody knows which counts.
    fn fed_once(&mut self) {
        let mut seen = BTreeSet::new();
        for (port, member, _) in &self.fed {
            if !seen.insert((&port.name, member.as_deref().map(plain))) {
                let name = member.as_ref().unwrap_or(&port.name);
                let twice = Diagnostic::error(ErrorType::AmbiguousInput, "a port is fed twice");
                self.problems.push(
                    twice
                        .at_port(name)
                        .found("two values")
                        .wanted("one")
                        .hint("remove one of them"),
                );
            }
        }
    }

    /// Puts the columns of a repeated port that are told by number, `V_1`, `V_2`, in that order.
    fn in_order(&mut self) {
        let number = |port: &PortSpec, member: &Option<String>| -> Option<u64> {
            let member = plain(member.as_ref()?);
            member.strip_prefix(&plain(&port.name)).unwrap_or(&member).parse().ok()
        };
        for port in self.spec.inputs.iter().filter(|port| port.repeated) {
            let own = || self.fed.iter().filter(|(fed, ..)| fed.name == port.name);
            if own().all(|(_, member, _)| number(port, member).is_some()) {
                // The columns of other ports stay together before them; their order says nothing.
                self.fed.sort_by_key(|(fed, member, _)| {
                    (fed.name == port.name).then(|| number(port, member))
                });
            }
        }
    }

    fn take(&mut self, name: &str, value: &Value) {
        let ports = &self.spec.inputs;
        if let Some(columns) = columns(ports, name, value) {
            for (column, value) in &columns {
                self.take_column(name, column, value);
            }
        } else if let Some(port) =
            ports.iter().find(|port| is_called(port, name) && !self.tables.contains(&port.rows))
        {
            match value {
                Value::Object(columns) if port.repeated => {
                    for (column, value) in columns {
                        self.feed(port, Some(column), value);
                    }
                }
                Value::Array(rows) if port.repeated && port.kind == Kind::Array => {
                    for (index, value) in across(rows).into_iter().enumerate() {
                        self.feed(port, Some(&(index + 1).to_string()), &value);
                    }
                }
                value => self.feed(port, port.repeated.then_some(name), value),
            }
        } else if plain(name) == plain(DEPTH) {
            match numbers(value, false) {
                Ok(Given { values, .. }) => {
                    self.depth = values.numbers().map(|depth| depth.iter().collect())
                }
                Err(found) => self.problems.push(not_a(Kind::Number, name, found)),
            }
        } else if plain(name) == "step" && value.is_number() {
            self.step = value.as_f64();
        } else if let Some(port) = ports.iter().find(|port| port.repeated && !value.is_object()) {
            self.feed(port, Some(name), value);
        } else if let Some(columns) = value.as_object()
            && columns.keys().all(|name| ports.iter().any(|port| is_called(port, name)))
        {
            // A name for what belongs together, such as a header, is no table of its own.
            for (column, value) in columns {
                self.take(column, value);
            }
        } else {
            self.problems.push(stranger(self.spec, name));
        }
    }

    /// Takes a column of a table: the port is called like the column, or like table and column.
    fn take_column(&mut self, table: &str, column: &str, value: &Value) {
        let ports = &self.spec.inputs;
        let both = format!("{table}_{column}");
        let port = ports.iter().find(|port| {
            in_table(port, table) && (is_called(port, column) || is_called(port, &both))
        });
        if let Some(port) = port {
            self.feed(port, port.repeated.then_some(column), value);
        } else if let Some(port) = ports.iter().find(|port| in_table(port, table) && port.repeated)
        {
            self.feed(port, Some(column), value);
        } else {
            self.problems.push(stranger(self.spec, &format!("{table}.{column}")));
        }
    }

    fn feed(&mut self, port: &'a PortSpec, member: Option<&str>, value: &Value) {
        let read = match port.kind {
            Kind::Number if port.repeated => numbers(value, true).or_else(|_| texts(value)),
            Kind::Number => numbers(value, port.unit.as_deref() == Some("0/1")),
            Kind::Text => texts(value),
            Kind::Array => arrays(value),
        };
        match read {
            Ok(given) => self.fed.push((port, member.map(str::to_owned), given)),
            Err(found) => self.problems.push(not_a(port.kind, member.unwrap_or(&port.name), found)),
        }
    }

    fn inputs(self) -> Inputs {
        let own = self.fed.iter().find(|(port, _, _)| port.name == DEPTH);
        let own =
            own.and_then(|(port, _, given)| Some((port.unit.as_deref()?, given.values.numbers()?)));
        let depths =
            self.fed.iter().filter(|(port, _, given)| port.rows == Rows::Depths && !given.single);
        let length = depths.map(|(_, _, given)| given.values.len()).max();
        let depth = match (own, self.depth) {
            (Some((unit, depth)), _) => match units::conversion(unit, "m") {
                Some(conversion) => depth.unary(|depth| conversion.apply(depth)),
                None => depth.clone(),
            },
            (None, Some(depth)) => depth.into(),
            (None, None) => {
                let step = self.step.unwrap_or(1.0);
                let single = usize::from(self.fed.iter().any(|(_, _, given)| given.single));
                let rows = 0..length.unwrap_or(single);
                rows.map(|row| Some(row as f64 * step)).collect()
            }
        };
        // Values of one row that stand in a table beside longer columns hold for all its rows.
        let mut tables: BTreeMap<&str, usize> = BTreeMap::new();
        for (port, _, given) in &self.fed {
            if let (Rows::Table(table), false) = (&port.rows, given.single) {
                tables.entry(table).or_insert(given.values.len());
            }
        }
        let samples = depth.len();
        let mut inputs = Inputs::new(depth);
        for (port, member, given) in &self.fed {
            let rows = match &port.rows {
                Rows::Depths => samples,
                Rows::Table(table) => tables.get(table.as_str()).copied().unwrap_or(1),
                Rows::One => 1,
            };
            let values =
                if given.single { repeated(&given.values, rows) } else { given.values.clone() };
            inputs = match member {
                Some(name) => inputs.with_member(&port.name, name, values),
                None => inputs.with(&port.name, values),
            };
        }
        inputs
    }
}

/// Returns the columns of a table, which may be given by columns, as `{"TOP": [10], "NAME": ["A"]}`, by
/// rows, as `[{"TOP": 10, "NAME": "A"}]` or `[["A", 10]]`, or as names with their numbers, as `{"A": 10}`.
fn columns(ports: &[PortSpec], name: &str, value: &Value) -> Option<Map<String, Value>> {
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
fn across(rows: &[Value]) -> Vec<Value> {
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
fn numbers(value: &Value, flags: bool) -> Result<Given, String> {
    let number = |value: &Value| match value {
        Value::Null => Ok(None),
        Value::Bool(flag) if flags => Ok(Some(f64::from(u8::from(*flag)))),
        Value::Number(number) => Ok(number.as_f64()),
        other => Err(other.to_string()),
    };
    let (list, single) = listed(value);
    let values: Float64Array = list.iter().map(number).collect::<Result<Vec<_>, _>>()?.into();
    Ok(Given { values: values.into(), single })
}

fn texts(value: &Value) -> Result<Given, String> {
    let text = |value: &Value| match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        other => Err(other.to_string()),
    };
    let (list, single) = listed(value);
    let values: StringArray = list.iter().map(text).collect::<Result<Vec<_>, _>>()?.into();
    Ok(Given { values: values.into(), single })
}

/// Reads lists of numbers; a bare list of numbers is one row.
fn arrays(value: &Value) -> Result<Given, String> {
    let (list, _) = listed(value);
    let nested = list.iter().any(Value::is_array);
    let rows: Vec<&Value> = if nested { list.iter().collect() } else { vec![value] };
    let row = |row: &Value| -> Result<Option<Vec<Option<f64>>>, String> {
        if row.is_null() {
            return Ok(None);
        }
        let values = numbers(row, false)?.values;
        Ok(values.numbers().map(|numbers| numbers.iter().collect()))
    };
    let rows = rows.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
    Ok(Given { values: ArrayCurve::from_iter(rows).into(), single: !nested })
}

fn listed(value: &Value) -> (&[Value], bool) {
    match value {
        Value::Array(list) => (list, false),
        one => (std::slice::from_ref(one), true),
    }
}

fn repeated(values: &Values, rows: usize) -> Values {
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

/// Takes case, blanks and underscores out of a name.
pub fn plain(name: &str) -> String {
    name.chars().filter(|letter| !" _-".contains(*letter)).flat_map(char::to_lowercase).collect()
}

fn is_called(port: &PortSpec, name: &str) -> bool {
    let name = plain(name);
    plain(&port.name) == name || port.aliases.iter().any(|alias| plain(alias) == name)
}

fn in_table(port: &PortSpec, name: &str) -> bool {
    // People say `tops table` and `desurveyed intervals`.
    let is = |table: &String, word: &str| plain(table) == plain(word);
    let words = || name.split_whitespace();
    matches!(&port.rows, Rows::Table(table) if is(table, name) || words().any(|word| is(table, word)))
}

fn not_a(kind: Kind, name: &str, found: String) -> Diagnostic {
    let (what, example) = match kind {
        Kind::Number => ("a sample is not a number", "[75.0, null, 80.5]"),
        Kind::Text => ("a sample is not a text", "[\"A\", null, \"B\"]"),
        Kind::Array => ("a sample is not a list of numbers", "[[0.1, 0.2], null, [0.3, null]]"),
    };
    Diagnostic::error(ErrorType::SchemaMismatch, what)
        .of_curve(name)
        .found(found)
        .wanted(format!("{kind} and nulls"))
        .hint(format!("write samples as a list, e.g. {example}"))
}

fn stranger(spec: &OperatorSpec, name: &str) -> Diagnostic {
    let ports: Vec<&str> = spec.inputs.iter().map(|port| port.name.as_str()).collect();
    let hint = match nearest(name, ports.iter().copied()) {
        _ if !spec.parameters["properties"][name].is_null() => {
            "it is a parameter: give it with the parameters".to_owned()
        }
        Some(near) => format!("did you mean {near}?"),
        None => "remove it".to_owned(),
    };
    let mut wanted = ports;
    if !wanted.contains(&DEPTH) {
        wanted.push(DEPTH);
    }
    Diagnostic::error(ErrorType::MissingInput, format!("{} has no input port \"{name}\"", spec.id))
        .at_port(name)
        .found(format!("values for {name}"))
        .wanted(format!("one of {}", wanted.join(", ")))
        .hint(hint)
}
