//! Laws that every operator of the catalogue obeys, and numbers from elsewhere that they reproduce.

mod behaviour;
mod catalogue;
mod eval;
mod numbers;
mod promises;
mod tables;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{Float64Array, StringArray};
use serde_json::{Map, Value, json};

use super::values::{ArrayCurve, Row};
use super::{Entry, Inputs, Kernel, KernelError, Outputs, Values};
use crate::domain::curve::DEPTH;
use crate::domain::operator::{Kind, PortSpec, Rows};

pub fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("a JSON object").clone()
}

/// Returns the schemas of an operator's parameters.
pub fn properties(entry: &Entry) -> Map<String, Value> {
    entry.spec().parameters["properties"].as_object().cloned().unwrap_or_default()
}

pub fn is_number(schema: &Value) -> bool {
    matches!(schema["type"].as_str(), Some("number" | "integer"))
}

/// Returns the kernel with its defaults; an operator whose defaults are not enough takes its first example.
pub fn kernel(entry: &Entry) -> Box<dyn Kernel> {
    entry.prepare(&Map::new()).or_else(|_| entry.prepare(&example(entry))).expect("prepares")
}

/// Returns the parameters of the first example.
pub fn example(entry: &Entry) -> Map<String, Value> {
    serde_json::from_str(entry.examples()[0].params).expect("JSON")
}

/// Returns the kernel with its defaults, and with each choice and each switch set the other way.
pub fn variants(entry: &Entry) -> Vec<Box<dyn Kernel>> {
    let mut kernels = vec![kernel(entry)];
    for (name, schema) in properties(entry) {
        let choices = schema["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
        let switch = schema["default"].as_bool().map(|default| json!(!default));
        for value in choices.cloned().chain(switch) {
            let given = Map::from_iter([(name.clone(), value)]);
            kernels.extend(entry.prepare(&given).ok());
        }
    }
    kernels
}

/// A curve that looks like a log: beds, spikes, zeros, negative values, gaps.
pub fn log(length: usize) -> Vec<Option<f64>> {
    (0..length)
        .map(|index| match index % 23 {
            5 | 6 => None,
            9 => Some(0.0),
            12 => Some(-3.0),
            17 => Some(900.0),
            at => Some(0.05 + 0.11 * at as f64 + (index as f64 * 0.7).sin()),
        })
        .collect()
}

/// Feeds the same shape of samples to every port, at a step of half a metre.
pub fn inputs(entry: &Entry, samples: &[Option<f64>], with_optional: bool) -> Inputs {
    let depth = (0..samples.len()).map(|index| 1000.0 + 0.5 * index as f64);
    let start = Inputs::new(Float64Array::from_iter_values(depth.clone()));
    let ports = entry.spec().inputs.iter().filter(|port| with_optional || !port.optional);
    ports.enumerate().fold(start, |inputs, (shift, port)| {
        if port.name == DEPTH {
            return inputs.with(DEPTH, Float64Array::from_iter_values(depth.clone()));
        }
        if !port.repeated {
            return inputs.with(&port.name, values(port, samples, shift));
        }
        (0..3).fold(inputs, |inputs, member| {
            let name = format!("{}_{}", port.name, member + 1);
            inputs.with_member(&port.name, name, values(port, samples, shift + member))
        })
    })
}

fn values(port: &PortSpec, samples: &[Option<f64>], shift: usize) -> Values {
    let mut samples = samples.to_vec();
    if !samples.is_empty() {
        let length = samples.len();
        samples.rotate_left(shift % length);
    }
    if port.rows == Rows::One {
        samples = vec![samples.iter().flatten().next().copied()];
    }
    match port.kind {
        Kind::Number => Float64Array::from(samples).into(),
        Kind::Text => {
            let zones = ["A", "B", "12.5", "<0.005"];
            let zone = |value: f64| zones[(value.abs() as usize / 2) % zones.len()];
            samples.iter().map(|value| value.map(zone)).collect::<StringArray>().into()
        }
        Kind::Array => {
            let row = |value: f64| -> Vec<Option<f64>> {
                let bins =
                    (0..8).map(|bin| (bin != 5 || value > 0.5).then(|| value * f64::from(bin + 1)));
                bins.collect()
            };
            samples.iter().map(|value| value.map(row)).collect::<ArrayCurve>().into()
        }
    }
}

/// Whether numbers are finite or null, also those in lists.
fn finite(values: &Values) -> bool {
    match values {
        Values::Numbers(numbers) => numbers.iter().flatten().all(f64::is_finite),
        Values::Texts(_) => true,
        Values::Arrays(lists) => {
            lists.rows().flatten().flat_map(Row::iter).flatten().all(f64::is_finite)
        }
    }
}

/// Runs a kernel and holds the answer to the promise; data may be refused, never broken on.
pub fn try_run(entry: &Entry, kernel: &dyn Kernel, inputs: &Inputs) -> Option<Outputs> {
    let id = &entry.spec().id;
    let outputs = match kernel.run(inputs) {
        Ok(outputs) => outputs,
        Err(KernelError::InvalidData { .. } | KernelError::Parameter(_)) => return None,
        Err(error) => panic!("{id}: {error}"),
    };
    let mut tables = BTreeMap::new();
    let mut promised = BTreeSet::new();
    for port in &entry.spec().outputs {
        promised.insert(port.name.as_str());
        let whole = outputs.values().get(&port.name);
        let members = outputs.members().get(&port.name);
        assert_eq!(whole.is_some(), !port.repeated, "{id} {}", port.name);
        assert_eq!(members.is_some(), port.repeated, "{id} {}", port.name);
        for values in whole.into_iter().chain(members.into_iter().flatten().map(|(_, v)| v)) {
            let text_in_set = port.repeated && values.kind() == Kind::Text;
            assert!(values.kind() == port.kind || text_in_set, "{id} {}", port.name);
            let rows = match &port.rows {
                Rows::Depths => inputs.len(),
                Rows::Table(table) => *tables.entry(table.clone()).or_insert(values.len()),
                Rows::One => 1,
            };
            assert_eq!(values.len(), rows, "{id} {}: rows", port.name);
            assert!(finite(values), "{id} {} holds NaN or infinity", port.name);
        }
    }
    let returned = outputs.values().keys().chain(outputs.members().keys());
    for port in returned {
        assert!(promised.contains(port.as_str()), "{id} does not promise {port}");
    }
    Some(outputs)
}
