//! One operator on a few numbers, without engine or store: for the command line, examples and checks.

mod feed;
mod given;
mod hints;
mod names;
mod read;
mod tables;

use serde_json::{Map, Value, json};

use super::catalogue::{Entry, catalogue};
use super::inputs::{Inputs, Outputs};
use super::values::{Row, Values};
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::{OperatorSpec, Rows};
use crate::domain::table::ResultTable;
use feed::Feed;
pub use given::gather;
pub use names::{plain, port_called};
pub use tables::SAMPLES;

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
    let Run { inputs, outputs, bare, depth_told } = run(entry, parameters, given)?;
    let notes = outputs.notes().to_vec();
    let tables = tables::tables(entry.spec(), &inputs, &outputs, depth_told);
    Ok(Evaluated { outputs: as_json(entry.spec(), &outputs, bare), tables, notes })
}

/// What an operator made of a few numbers.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// Outputs by port.
    pub outputs: Map<String, Value>,
    /// The same as tables, with inputs beside outputs where they are rows of one table.
    pub tables: Vec<ResultTable>,
    /// What the kernel reports.
    pub notes: Vec<String>,
}

/// Runs an operator as [`eval`] does, and returns what the kernel made, with its notes.
pub fn evaluate(
    id: &str,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<Outputs, Vec<Diagnostic>> {
    Ok(run(catalogue().find(id)?, parameters, given)?.outputs)
}

/// What went into a kernel and what it made.
struct Run {
    inputs: Inputs,
    outputs: Outputs,
    /// Whether it was asked about bare values.
    bare: bool,
    /// Whether the depths of samples were given, and are not just counted.
    depth_told: bool,
}

fn run(
    entry: &Entry,
    parameters: &Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<Run, Vec<Diagnostic>> {
    let kernel = entry.prepare(parameters)?;
    let mut feed = Feed::of(entry.spec());
    feed.read(given)?;
    let bare = feed.is_bare();
    let inputs = feed.inputs();
    let refused = |error| vec![hints::of_kernel(entry.spec(), &error)];
    let outputs = kernel.run(&inputs).map_err(refused)?;
    let reads_depth = entry.spec().inputs.iter().any(|port| port.name == DEPTH);
    let depth_told =
        given.keys().map(|name| plain(name)).any(|name| name == "dept" || name == "step");
    let outputs = match reads_depth && !depth_told {
        true => outputs.note("no DEPT and no step was given: samples count as 1 m apart"),
        false => outputs,
    };
    Ok(Run { inputs, outputs, bare, depth_told })
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

/// Writes the rows of a column as JSON.
pub fn list_of(values: &Values) -> Vec<Value> {
    let list = |row: Row| row.iter().map(|number| json!(number)).collect();
    match values {
        Values::Numbers(values) => values.iter().map(|number| json!(number)).collect(),
        Values::Texts(values) => values.iter().map(|text| json!(text)).collect(),
        Values::Arrays(values) => values.rows().map(|row| row.map_or(Value::Null, list)).collect(),
    }
}
