//! What to do next, for somebody who gives values to an operator by hand.

use super::names::plain;
use super::read::Misfit;
use crate::domain::curve::DEPTH;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::{Kind, OperatorSpec, PortSpec, Rows};
use crate::domain::units::conversion;
use crate::operators::operator::KernelError;

/// Shows how values are given to a name, as an argument and in JSON.
fn example(name: &str, kind: Kind, rows: &Rows) -> String {
    match (kind, rows) {
        _ if name == DEPTH => format!(
            "give the depth of each sample, as {name}=1000,1000.5 or in JSON as \"{name}\": [1000, 1000.5]"
        ),
        (Kind::Number, Rows::One) => format!("give it as {name}=20, or in JSON as \"{name}\": 20"),
        (Kind::Number, _) => format!(
            "give it as {name}=20,null,75 or {name}=[20,null,75], or in JSON as \"{name}\": [20, null, 75]"
        ),
        (Kind::Text, Rows::One) => {
            format!("give it as {name}=A, or in JSON as \"{name}\": \"A\"")
        }
        (Kind::Text, _) => {
            format!("give it as {name}=A,null,B, or in JSON as \"{name}\": [\"A\", null, \"B\"]")
        }
        (Kind::Array, Rows::One) => {
            format!("give one list, as {name}=1,10,100, or in JSON as \"{name}\": [1, 10, 100]")
        }
        (Kind::Array, _) => format!(
            "give a list for each sample, in JSON as \"{name}\": [[0.1, 0.2], null, [0.3, null]]"
        ),
    }
}

/// Says that a port, or the depths, are not fed.
pub fn not_fed(spec: &OperatorSpec, name: &str) -> Diagnostic {
    let missing = KernelError::missing(name).diagnostic();
    let missing = missing.found("no values").wanted(format!("values for {name}"));
    let Some(port) = spec.input(name) else {
        return missing.hint(example(name, Kind::Number, &Rows::Depths));
    };
    let wanted = match &port.instead {
        Some(other) => format!("values for {name}, or for {other} in its place"),
        None => format!("values for {name}"),
    };
    missing.wanted(wanted).hint(example(name, port.kind, &port.rows))
}

/// Says that a value is not what its port takes.
pub fn misfit(port: &PortSpec, name: &str, misfit: Misfit) -> Diagnostic {
    let of_one = port.rows == Rows::One;
    let (what, wanted) = match (port.kind, of_one) {
        (Kind::Number, _) => ("a number", if of_one { "one number" } else { "numbers and nulls" }),
        (Kind::Text, _) => ("a text", if of_one { "one text" } else { "texts and nulls" }),
        (Kind::Array, false) => ("a list of numbers", "lists of numbers and nulls"),
        // What is wrong with one list is one of its numbers.
        (Kind::Array, true) => ("a number", "one list of numbers"),
    };
    refused(name, misfit, what, wanted).hint(example(name, port.kind, &port.rows))
}

/// Says that a depth is not a number.
pub fn no_depth(name: &str, misfit: Misfit) -> Diagnostic {
    refused(name, misfit, "a number", "numbers").hint(example(name, Kind::Number, &Rows::Depths))
}

fn refused(name: &str, misfit: Misfit, what: &str, wanted: &str) -> Diagnostic {
    let which = match misfit.sample {
        Some(sample) => format!("sample {sample}"),
        None => "the value".to_owned(),
    };
    let what = format!("{which} is not {what}");
    Diagnostic::error(ErrorType::SchemaMismatch, what)
        .of_curve(name)
        .found(misfit.found)
        .wanted(wanted)
}

/// Says that a name means no port.
pub fn stranger(spec: &OperatorSpec, name: &str) -> Diagnostic {
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

/// Says that a port is fed twice: names differ in case and blanks, and nobody knows which counts.
pub fn twice(name: &str) -> Diagnostic {
    Diagnostic::error(ErrorType::AmbiguousInput, "a port is fed twice")
        .at_port(name)
        .found("two values")
        .wanted("one")
        .hint("remove one of them")
}

/// Words what a kernel refuses; hints that speak of curves to bind are of no use here.
pub fn of_kernel(spec: &OperatorSpec, error: &KernelError) -> Diagnostic {
    let told = error.diagnostic();
    match error {
        KernelError::MissingInput { port } => not_fed(spec, port),
        KernelError::WrongKind { port, .. } => match spec.input(port) {
            Some(port) => told.hint(example(&port.name, port.kind, &port.rows)),
            None => told,
        },
        KernelError::InvalidData { what, .. } if means_degrees(what) => {
            told.hint("F means feet, and C degrees; for temperatures write degF and degC")
        }
        _ => told,
    }
}

/// Whether units that do not convert would, if both were degrees: data files write `F` for feet, and
/// people for Fahrenheit.
fn means_degrees(what: &str) -> bool {
    let degrees = |unit: &str| format!("deg{}", plain(unit).replace("deg", "").to_uppercase());
    let units = what.split_once(" does not convert to ");
    units.is_some_and(|(from, to)| conversion(&degrees(from), &degrees(to)).is_some())
}
