//! The operator catalogue: listed, shown, tried out; needs no database.

use serde_json::{Map, Value, json};

use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{OperatorLookup, OperatorSpec};
use crate::operators::catalogue::catalogue;
use crate::operators::eval::{evaluate, samples_from_json};
use crate::operators::operator::Example;

/// Returns all operators, by category, family and id.
pub fn list() -> Vec<OperatorSpec> {
    let mut specs: Vec<OperatorSpec> =
        catalogue().iter().map(|entry| entry.spec().clone()).collect();
    specs.sort_by(|a, b| (&a.category, &a.family, &a.id).cmp(&(&b.category, &b.family, &b.id)));
    specs
}

/// Returns the catalogue in the form in which validation and the editor ask it.
pub fn lookup() -> &'static dyn OperatorLookup {
    catalogue()
}

/// An operator with its defaults and examples.
#[derive(Debug, Clone)]
pub struct OperatorPage {
    /// Ports, parameters, documentation.
    pub spec: OperatorSpec,
    /// Default parameters.
    pub defaults: Map<String, Value>,
    /// Examples that run as tests.
    pub examples: &'static [Example],
}

/// Returns one operator.
pub fn show(id: &str) -> Result<OperatorPage, Vec<Diagnostic>> {
    let entry = catalogue().find(id)?;
    Ok(OperatorPage {
        spec: entry.spec().clone(),
        defaults: entry.defaults(),
        examples: entry.examples(),
    })
}

/// Runs an operator on curves given as JSON: numbers, nulls, or lists of them.
///
/// Values are in the units of the ports. Returns the outputs by port, and the kernel's notes.
pub fn eval(
    id: &str,
    parameters: &Map<String, Value>,
    curves: &Map<String, Value>,
) -> Result<(Value, Vec<String>), Vec<Diagnostic>> {
    let outputs = evaluate(id, parameters, samples_from_json(curves)?)?;
    let notes = outputs.notes().to_vec();
    let columns: Map<String, Value> = outputs
        .into_curves()
        .into_iter()
        .map(|(port, values)| {
            let values: Vec<Option<f64>> = values.iter().collect();
            (port, json!(values))
        })
        .collect();
    Ok((Value::Object(columns), notes))
}
