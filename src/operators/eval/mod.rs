//! One operator on a few numbers, without engine or store: for the command line, examples and checks.

mod feed;
mod names;
mod read;

use serde_json::{Map, Value, json};

use super::catalogue::{Entry, catalogue};
use super::inputs::{Inputs, Outputs};
use super::values::{Row, Values};
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{OperatorSpec, Rows};
use feed::Feed;
pub use names::plain;

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
    let list = |row: Row| row.iter().map(|number| json!(number)).collect();
    match values {
        Values::Numbers(values) => values.iter().map(|number| json!(number)).collect(),
        Values::Texts(values) => values.iter().map(|text| json!(text)).collect(),
        Values::Arrays(values) => values.rows().map(|row| row.map_or(Value::Null, list)).collect(),
    }
}
