//! From the arguments of a call to the inputs and parameters of an operator.

use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use datafusion::common::ScalarValue;
use serde_json::{Map, Value};

use super::convert::{can_be, is_text, item_type, json, values};
use super::function::{Argument, Function, Kind, PARAMETERS};
use super::refusal::Refusal;
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::operator::{Kind as Holds, PortSpec, Rows};
use crate::domain::units;
use crate::operators::{Inputs, KernelError, Values};

/// What is known of an argument before the rows come.
#[derive(Debug, Clone)]
pub struct Given {
    /// Name of the column, or the text of the expression.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
    /// Its value, where it is a constant.
    pub constant: Option<ScalarValue>,
}

/// Arguments sorted into what they are for.
#[derive(Debug, Default)]
pub struct Bound {
    /// Parameters given.
    pub parameters: Map<String, Value>,
    /// Argument that holds the depths.
    depth: Option<usize>,
    /// Arguments that feed ports, each with its port.
    fed: Vec<(usize, &'static PortSpec)>,
}

/// What an argument is for.
enum Role<'a> {
    Nothing,
    Port,
    Parameter(&'a str),
    Parameters,
}

fn role<'a>(function: &Function, argument: &'a Argument, given: &Given) -> Role<'a> {
    if given.data_type == DataType::Null
        || given.constant.as_ref().is_some_and(ScalarValue::is_null)
    {
        return Role::Nothing;
    }
    let port = function.port(argument);
    let takes_object = port.is_some_and(|port| port.repeated)
        || argument.parameter.as_ref().is_some_and(|name| function.parameter_is(name, "object"));
    let object = matches!(given.data_type, DataType::Struct(_));
    if argument.name == PARAMETERS || object && !takes_object || is_json(function, argument, given)
    {
        return Role::Parameters;
    }
    match (&argument.parameter, port) {
        // A constant is the parameter, so that it is checked; a column is the port.
        (Some(name), Some(port)) if given.constant.is_some() && port.rows == Rows::Depths => {
            Role::Parameter(name)
        }
        (Some(name), None) if !argument.depth => Role::Parameter(name),
        _ => Role::Port,
    }
}

/// Whether a constant text is all parameters as JSON, at a place where no text belongs.
fn is_json(function: &Function, argument: &Argument, given: &Given) -> bool {
    let text = match &given.constant {
        Some(constant) => constant.try_as_str().flatten(),
        None => None,
    };
    let takes_text = function.port(argument).is_some_and(|port| port.kind == Holds::Text)
        || argument.parameter.as_ref().is_some_and(|name| function.parameter_is(name, "string"));
    text.is_some_and(|text| text.trim_start().starts_with('{')) && !takes_text
}

/// Whether columns of unknown names may hold texts, which then make all of them texts.
pub fn sets_hold_texts<'a>(
    function: &Function,
    types: impl IntoIterator<Item = &'a DataType>,
) -> bool {
    function.arguments().iter().zip(types).any(|(argument, data_type)| {
        let text =
            |data_type: &DataType| is_text(data_type) || item_type(data_type).is_some_and(is_text);
        function.port(argument).is_some_and(|port| port.repeated)
            && match data_type {
                DataType::Struct(fields) => fields.iter().any(|field| text(field.data_type())),
                other => text(other),
            }
    })
}

/// Sorts the arguments of a call, and names every problem that is seen without the rows.
pub fn bind(function: &Function, given: &[Given]) -> Result<Bound, Refusal> {
    let mut bound = Bound::default();
    let mut problems = Vec::new();
    if given.len() > function.arguments().len() {
        problems.push(too_many(function, given.len()));
    }
    for (place, (argument, given)) in function.arguments().iter().zip(given).enumerate() {
        let role = role(function, argument, given);
        match role {
            Role::Nothing => {}
            Role::Port => {
                let port = function.port(argument);
                match port {
                    Some(port) if !fits(function, port, &given.data_type) => {
                        problems.push(does_not_fit(port, given));
                    }
                    None if !can_be(Holds::Number, &given.data_type) => {
                        problems.push(not_depths(given));
                    }
                    _ => {}
                }
                if argument.depth {
                    bound.depth = Some(place);
                }
                bound.fed.extend(port.map(|port| (place, port)));
            }
            Role::Parameter(name) => match constant(given) {
                Some(value) => _ = bound.parameters.insert(name.to_owned(), value),
                None => problems.push(not_constant(function, name, given)),
            },
            Role::Parameters => match object(given) {
                Some(parameters) => bound.parameters.extend(parameters),
                None => problems.push(not_parameters(function, given)),
            },
        }
    }
    problems.extend(missing(function, &bound));
    if problems.is_empty() { Ok(bound) } else { Err(Refusal(problems)) }
}

fn fits(function: &Function, port: &PortSpec, data_type: &DataType) -> bool {
    match data_type {
        DataType::Struct(fields) if port.repeated => {
            fields.iter().all(|field| fits(function, port, field.data_type()))
        }
        data_type => {
            let fits = |data_type| {
                can_be(port.kind, data_type)
                    || port.repeated && port.kind == Holds::Number && is_text(data_type)
            };
            let whole = matches!(port.rows, Rows::Table(_)) && function.kind() != Kind::Scalar;
            fits(data_type) || whole && item_type(data_type).is_some_and(fits)
        }
    }
}

/// Names the ports that must be fed and are not.
fn missing(function: &Function, bound: &Bound) -> Vec<Diagnostic> {
    let fed = |name: &str| bound.fed.iter().any(|(_, port)| port.name == name);
    let ports = function.spec().inputs.iter().filter(|port| {
        let instead = port.instead.as_deref().is_some_and(fed);
        !port.optional && port.name != DEPTH && !fed(&port.name) && !instead
    });
    ports.map(|port| KernelError::missing(&port.name).diagnostic()).collect()
}

/// Reads a constant as the value of a parameter.
fn constant(given: &Given) -> Option<Value> {
    let array = given.constant.as_ref()?.to_array().ok()?;
    json(&array, 0).ok()
}

/// Reads all parameters at once; what is null in a struct is left at its default.
fn object(given: &Given) -> Option<Map<String, Value>> {
    match constant(given)? {
        Value::Object(object) => {
            Some(object.into_iter().filter(|(_, value)| !value.is_null()).collect())
        }
        Value::String(text) => serde_json::from_str(&text).ok(),
        _ => None,
    }
}

impl Bound {
    /// Returns the arguments whose rows the operator reads.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        let depth = self.depth.filter(|place| self.fed.iter().all(|(fed, _)| fed != place));
        depth.into_iter().chain(self.fed.iter().map(|(place, _)| *place))
    }

    /// Returns the arguments that hold one value for all rows.
    pub fn alone(&self) -> impl Iterator<Item = usize> {
        self.fed.iter().filter(|(_, port)| port.rows == Rows::One).map(|(place, _)| *place)
    }

    /// Feeds the operator with `rows` rows of the arguments, which `column` returns by place.
    pub fn inputs(
        &self,
        given: &[Given],
        rows: usize,
        column: impl Fn(usize) -> ArrayRef,
    ) -> Result<Inputs, Refusal> {
        let depth = match self.depth {
            Some(place) => numbers(DEPTH, &column(place))?,
            // One metre apart, as the operator is tried on a few numbers.
            None => Float64Array::from_iter_values((0..rows).map(|row| row as f64)),
        };
        let own = self.fed.iter().find(|(_, port)| port.name == DEPTH);
        let metres = own.and_then(|(_, port)| units::conversion(port.unit.as_deref()?, "m"));
        let mut inputs = Inputs::new(match metres {
            Some(conversion) => depth.unary(|depth| conversion.apply(depth)),
            None => depth,
        });
        for (place, port) in &self.fed {
            let column = column(*place);
            let Some(set) = column.as_struct_opt().filter(|_| port.repeated) else {
                let Some(read) = read(port, &column)? else { continue };
                inputs = if port.repeated {
                    inputs.with_member(&port.name, &given[*place].name, read)
                } else {
                    inputs.with(&port.name, read)
                };
                continue;
            };
            for (field, member) in set.fields().iter().zip(set.columns()) {
                if let Some(read) = read(port, member)? {
                    inputs = inputs.with_member(&port.name, field.name(), read);
                }
            }
        }
        Ok(inputs)
    }
}

fn numbers(port: &str, column: &ArrayRef) -> Result<Float64Array, Refusal> {
    match values(Holds::Number, column).map_err(|error| unreadable(port, &error))? {
        Values::Numbers(numbers) => Ok(numbers),
        other => Err(KernelError::WrongKind {
            port: port.to_owned(),
            found: other.kind(),
            wanted: Holds::Number,
        }
        .diagnostic()
        .into()),
    }
}

/// Reads what a column holds for a port: its rows, or its first value where that stands for the whole well.
fn read(port: &PortSpec, column: &ArrayRef) -> Result<Option<Values>, Refusal> {
    let read = |column: &ArrayRef| {
        let read = values(kind_of(port, column.data_type()), column);
        read.map(Some).map_err(|error| unreadable(&port.name, &error))
    };
    if !is_whole(port, column.data_type()) {
        return read(column);
    }
    let Some(first) = (0..column.len()).find(|row| column.is_valid(*row)) else { return Ok(None) };
    match column.data_type() {
        _ if port.rows == Rows::One => read(&column.slice(first, 1)),
        DataType::LargeList(_) => read(&column.as_list::<i64>().value(first)),
        DataType::FixedSizeList(_, _) => read(&column.as_fixed_size_list().value(first)),
        _ => read(&column.as_list::<i32>().value(first)),
    }
}

/// Whether one row of a column says all: a value for the well, or all rows of a table as a list.
pub fn is_whole(port: &PortSpec, data_type: &DataType) -> bool {
    match port.rows {
        Rows::Depths => false,
        Rows::Table(_) => !can_be(kind_of(port, data_type), data_type),
        Rows::One => true,
    }
}

/// Returns what is read of a column: what the port takes, or texts where a set of columns has them.
fn kind_of(port: &PortSpec, data_type: &DataType) -> Holds {
    let text = is_text(data_type) || item_type(data_type).is_some_and(is_text);
    if port.repeated && port.kind == Holds::Number && text { Holds::Text } else { port.kind }
}

fn unreadable(port: &str, error: &ArrowError) -> Refusal {
    Diagnostic::error(ErrorType::SchemaMismatch, "an argument cannot be read")
        .at_port(port)
        .found(error.to_string())
        .hint("cast the column")
        .into()
}

fn too_many(function: &Function, found: usize) -> Diagnostic {
    let names: Vec<&str> = function.arguments().iter().map(|one| one.name.as_str()).collect();
    Diagnostic::error(
        ErrorType::ParameterInvalid,
        format!("{} takes fewer arguments", function.id()),
    )
    .found(found.to_string())
    .wanted(format!("at most {}: {}", names.len(), names.join(", ")))
    .hint("give arguments by name, as in clip => false")
}

fn does_not_fit(port: &PortSpec, given: &Given) -> Diagnostic {
    let whole = match port.rows {
        Rows::Table(_) => ", or one list of them for the whole table",
        _ => "",
    };
    Diagnostic::error(ErrorType::SchemaMismatch, "an argument is of another type")
        .at_port(&port.name)
        .found(format!("{} of type {}", given.name, given.data_type))
        .wanted(format!("{}{whole}", port.kind))
        .hint("cast it, or give arguments by name")
}

fn not_depths(given: &Given) -> Diagnostic {
    Diagnostic::error(ErrorType::SchemaMismatch, "an argument is of another type")
        .at_port(DEPTH)
        .found(format!("{} of type {}", given.name, given.data_type))
        .wanted("the depth of each row in metres")
        .hint("the depth is the first argument")
}

fn not_constant(function: &Function, name: &str, given: &Given) -> Diagnostic {
    Diagnostic::error(
        ErrorType::ParameterInvalid,
        format!("a parameter of {} is a constant", function.id()),
    )
    .at_parameter(name)
    .found(format!("{}, which differs by row", given.name))
    .wanted(function.entry().wanted(name))
    .hint("write the value itself")
}

fn not_parameters(function: &Function, given: &Given) -> Diagnostic {
    Diagnostic::error(
        ErrorType::ParameterInvalid,
        format!("the parameters of {} cannot be read", function.id()),
    )
    .at_parameter(PARAMETERS)
    .found(&given.name)
    .wanted("a constant struct, or a JSON object as text")
    .hint("write named_struct('name', value, …) or '{\"name\": value}'")
}
