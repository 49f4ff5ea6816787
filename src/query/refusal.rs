//! Errors of a query, and the diagnostics in them.

use std::fmt;

use datafusion::common::{Column, SchemaError};
use datafusion::error::DataFusionError;

use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;

/// What is wrong with a call of an operator; travels inside the errors of the query engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal(pub Vec<Diagnostic>);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|problem| match &problem.hint {
                Some(hint) => format!("{problem}; {hint}"),
                None => problem.to_string(),
            })
            .collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Refusal {}

impl From<Diagnostic> for Refusal {
    fn from(problem: Diagnostic) -> Self {
        Self(vec![problem])
    }
}

impl From<Refusal> for DataFusionError {
    fn from(refusal: Refusal) -> Self {
        Self::External(Box::new(refusal))
    }
}

/// Returns the problems that an error of a query tells: those of the operators' own, or the engine's.
pub fn diagnostics(error: &DataFusionError) -> Vec<Diagnostic> {
    let error = error.find_root();
    vec![match error {
        DataFusionError::External(inner) => match inner.downcast_ref::<Refusal>() {
            Some(refusal) => return refusal.0.clone(),
            None => failed(error),
        },
        DataFusionError::SchemaError(known, _) => match &**known {
            SchemaError::FieldNotFound { field, valid_fields } => {
                no_column(field.name(), valid_fields)
            }
            _ => failed(error),
        },
        DataFusionError::SQL(cause, _) => {
            Diagnostic::error(ErrorType::MalformedFile, "the query cannot be read")
                .found(cause.to_string())
                .wanted("one query in SQL")
                .hint("the engine reads the SQL of Postgres, with select first")
        }
        DataFusionError::ResourcesExhausted(cause) => Diagnostic::error(
            ErrorType::NotSupported,
            "the query needs more memory than it may have",
        )
        .found(cause.clone())
        .hint("ask for fewer wells, curves or depths at once"),
        other => {
            let message = other.strip_backtrace();
            let known = no_table(&message).or_else(|| no_function(&message));
            known.unwrap_or_else(|| failed(error))
        }
    }]
}

fn failed(error: &DataFusionError) -> Diagnostic {
    Diagnostic::error(ErrorType::InvalidData, "the query fails").found(error.strip_backtrace())
}

fn no_column(name: &str, columns: &[Column]) -> Diagnostic {
    let problem = Diagnostic::error(ErrorType::MissingInputCurves, "there is no such column")
        .found(format!("\"{name}\""));
    if columns.is_empty() {
        let hint = "write from logs behind the columns, and look at what stands before from";
        return problem.wanted("a table that has it").hint(hint);
    }
    let names = || columns.iter().map(Column::name);
    match nearest(name, names()) {
        Some(near) => problem.hint(format!("did you mean {}?", quoted(near))),
        None => problem
            .wanted(format!("one of {} columns", columns.len()))
            .hint("`describe logs` lists the columns of the logs"),
    }
}

/// Puts a name in quotes where SQL would not read it without.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if starts && name.chars().all(plain) { name.to_owned() } else { format!("\"{name}\"") }
}

/// Understands the engine's words for a table that is not there, which are all that it gives.
fn no_table(message: &str) -> Option<Diagnostic> {
    let (_, rest) = message.split_once("table 'datafusion.public.")?;
    let (name, _) = rest.split_once("' not found")?;
    let problem = Diagnostic::error(ErrorType::InvalidData, "there is no such table");
    Some(problem.found(format!("\"{name}\"")).hint("`show tables` lists the tables"))
}

/// The same for a function.
fn no_function(message: &str) -> Option<Diagnostic> {
    let (_, rest) = message.split_once("Invalid function '")?;
    let (name, rest) = rest.split_once('\'')?;
    let near = rest.split_once("Did you mean '").and_then(|(_, near)| near.split_once('\''));
    let problem = Diagnostic::error(ErrorType::OperatorNotFound, "there is no such function");
    Some(problem.found(format!("\"{name}\"")).hint(match near {
        Some((near, _)) => format!("did you mean {near}?"),
        None => "`mudrock ops list WORDS` finds operators, which are functions".to_owned(),
    }))
}
