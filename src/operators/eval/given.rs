//! Values as they were given one after the other, each under the name of a port.

use serde_json::{Map, Value};

use super::hints::twice;
use super::names::{plain, port_called};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::operator::OperatorSpec;

/// Puts values together by name, so that none that was given is lost.
///
/// A name that stands several times feeds a port for any number of columns with as many, `VSH_1`,
/// `VSH_2`; of any other port nobody knows which counts.
pub fn gather(
    spec: &OperatorSpec,
    given: impl IntoIterator<Item = (String, Value)>,
) -> Result<Map<String, Value>, Diagnostic> {
    let mut by_name: Vec<(String, Vec<Value>)> = Vec::new();
    for (name, value) in given {
        match by_name.iter_mut().find(|(known, _)| plain(known) == plain(&name)) {
            Some((_, values)) => values.push(value),
            None => by_name.push((name, vec![value])),
        }
    }
    let mut gathered = Map::new();
    for (name, mut values) in by_name {
        if values.len() > 1 {
            let Some(port) = port_called(spec, &name).filter(|port| port.repeated) else {
                let port = port_called(spec, &name).map_or(name.as_str(), |port| &port.name);
                return Err(twice(port)
                    .found(format!("{} lists of values", values.len()))
                    .wanted(format!("one: {port} of {} takes one", spec.id)));
            };
            let column = |(at, value): (usize, Value)| (format!("{}_{}", port.name, at + 1), value);
            let columns = values.into_iter().enumerate().map(column).collect();
            gathered.insert(port.name.clone(), Value::Object(columns));
        } else if let Some(value) = values.pop() {
            gathered.insert(name, value);
        }
    }
    Ok(gathered)
}
