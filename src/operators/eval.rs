//! One operator on a few samples, without engine or store: for the command line and for checks.

use std::collections::BTreeMap;

use arrow::array::Float64Array;
use serde_json::{Map, Value};

use super::catalogue::catalogue;
use super::inputs::{Inputs, Outputs};
use super::operator::KernelError;
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;

/// Samples of curves by name; null is `None`.
pub type Samples = BTreeMap<String, Vec<Option<f64>>>;

/// Runs an operator on curves that are already in the units of its ports.
///
/// `DEPT`, in metres, may be left out: samples then stand one metre apart.
pub fn eval(
    id: &str,
    parameters: &Map<String, Value>,
    curves: Samples,
) -> Result<Samples, Vec<Diagnostic>> {
    let outputs = evaluate(id, parameters, curves)?;
    let samples = outputs.into_curves().into_iter();
    Ok(samples.map(|(port, curve)| (port, curve.iter().collect())).collect())
}

/// Runs an operator as [`eval`] does, and returns its notes too.
pub fn evaluate(
    id: &str,
    parameters: &Map<String, Value>,
    curves: Samples,
) -> Result<Outputs, Vec<Diagnostic>> {
    let entry = catalogue().find(id)?;
    let kernel = entry.prepare(parameters)?;

    let ports: Vec<&str> = entry.spec().inputs.iter().map(|port| port.name.as_str()).collect();
    let strangers: Vec<Diagnostic> = curves
        .keys()
        .filter(|name| *name != DEPTH && !ports.contains(&name.as_str()))
        .map(|name| stranger(id, name, &ports))
        .collect();
    if !strangers.is_empty() {
        return Err(strangers);
    }

    gather(curves).and_then(|inputs| kernel.run(&inputs)).map_err(|error| vec![error.diagnostic()])
}

/// Reads curves from JSON: each a list of numbers and nulls, or one number, or null.
pub fn samples_from_json(curves: &Map<String, Value>) -> Result<Samples, Vec<Diagnostic>> {
    let mut samples = Samples::new();
    let mut problems = Vec::new();
    for (name, value) in curves {
        let list = match value {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        match list.iter().map(sample).collect() {
            Ok(values) => _ = samples.insert(name.clone(), values),
            Err(found) => problems.push(
                Diagnostic::error(ErrorType::SchemaMismatch, "a sample is not a number")
                    .of_curve(name)
                    .found(found)
                    .wanted("numbers and nulls")
                    .hint("write samples as a list, e.g. [75.0, null, 80.5]"),
            ),
        }
    }
    if problems.is_empty() { Ok(samples) } else { Err(problems) }
}

fn sample(value: &Value) -> Result<Option<f64>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => Ok(number.as_f64()),
        other => Err(other.to_string()),
    }
}

fn gather(mut curves: Samples) -> Result<Inputs, KernelError> {
    let depth = curves.remove(DEPTH).map(Float64Array::from).unwrap_or_else(|| {
        let length = curves.values().map(Vec::len).max().unwrap_or_default();
        Float64Array::from_iter_values((0..length).map(|index| index as f64))
    });
    curves.into_iter().try_fold(Inputs::new(depth), |inputs, (port, curve)| {
        inputs.with(port, Float64Array::from(curve))
    })
}

fn stranger(id: &str, name: &str, ports: &[&str]) -> Diagnostic {
    let hint = match nearest(name, ports.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => "remove the curve".to_owned(),
    };
    Diagnostic::error(ErrorType::MissingInput, format!("{id} has no input port \"{name}\""))
        .at_port(name)
        .found(format!("a curve for {name}"))
        .wanted(format!("one of {}, {DEPTH}", ports.join(", ")))
        .hint(hint)
}
