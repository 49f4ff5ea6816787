//! Which port each value is for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::hints::{misfit, no_depth, not_fed, stranger, twice};
use super::names::{in_table, is_called, plain};
use super::read::{Given, across, arrays, columns, numbers, repeated, texts};
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{Kind, OperatorSpec, PortSpec, Rows};
use crate::domain::units;
use crate::operators::inputs::Inputs;

/// Brings what was given to the ports of one operator.
pub struct Feed<'a> {
    spec: &'a OperatorSpec,
    /// Values by port, before single ones are repeated down the depths.
    fed: Vec<(&'a PortSpec, Option<String>, Given)>,
    depth: Option<Vec<Option<f64>>>,
    step: Option<f64>,
    /// Tables that were given as such; the bare name of a column means another port then.
    tables: BTreeSet<&'a Rows>,
    problems: Vec<Diagnostic>,
}

impl<'a> Feed<'a> {
    pub fn of(spec: &'a OperatorSpec) -> Self {
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
    pub fn is_bare(&self) -> bool {
        let mut curves = self.fed.iter().filter(|(port, ..)| port.rows == Rows::Depths).peekable();
        self.depth.is_none() && curves.peek().is_some() && curves.all(|(_, _, given)| given.single)
    }

    pub fn read(&mut self, given: &Map<String, Value>) -> Result<(), Vec<Diagnostic>> {
        self.take_all(given);
        let needed = |port: &&PortSpec| !port.optional && port.name != DEPTH;
        let needed = || self.spec.inputs.iter().filter(needed);
        let mut missing: Vec<&str> = match given.is_empty() {
            true => needed().map(|port| port.name.as_str()).collect(),
            false => Vec::new(),
        };
        // A curve that is needed brings its depths; where it is not given, it is what is missing.
        let curves = self.fed.iter().any(|(port, ..)| port.rows == Rows::Depths)
            || needed().any(|port| port.rows == Rows::Depths);
        let at_depths = self.spec.outputs.iter().any(|port| port.rows == Rows::Depths);
        if self.problems.is_empty() && at_depths && !curves && self.depth.is_none() {
            missing.push(DEPTH);
        }
        if given.is_empty() && missing.is_empty() {
            missing.extend(self.spec.inputs.first().map(|port| port.name.as_str()));
        }
        self.problems.extend(missing.into_iter().map(|name| not_fed(self.spec, name)));
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
                self.problems.push(twice(name));
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
                Err(found) => self.problems.push(no_depth(name, found)),
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
            Err(found) => self.problems.push(misfit(port, member.unwrap_or(&port.name), found)),
        }
    }

    pub fn inputs(self) -> Inputs {
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
