//! `ops`: the operator catalogue, channels of versions, and operators tried out on a few numbers.

use std::io::{IsTerminal, Read};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::failure::{Exit, Failure};
use super::out::Out;
use super::table::{Table, plain};
use crate::config::Settings;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::services::operators::{Evaluated, eval};

mod channels;
mod example;
mod grid;
mod list;
mod page;

/// Subcommands of `ops`.
#[derive(Debug, Subcommand)]
pub enum OpsCommand {
    /// Lists operators by family, or those that answer a search.
    List(list::ListArgs),
    /// Shows an operator: what it computes, ports, parameters, formula, source, examples.
    Show {
        /// Id of the operator, or ID@VERSION.
        #[arg(value_name = "OPERATOR")]
        id: String,
    },
    /// Lists which versions channels name, or sets one; this needs the database.
    Channels(channels::ChannelsArgs),
    /// Runs an operator on a few numbers, in the units of its ports.
    Eval(EvalArgs),
}

/// Arguments of `ops eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Id of the operator, or ID@VERSION.
    #[arg(value_name = "OPERATOR")]
    id: String,
    /// Curves as PORT=V,V,… with `null` for a missing sample; without any, a JSON object
    /// such as {"GR": [20, null, 75]} is read from standard input.
    #[arg(value_name = "PORT=V,V")]
    curves: Vec<String>,
    /// Parameters as a JSON object; those left out take their defaults.
    #[arg(long, value_name = "JSON")]
    params: Option<String>,
}

impl OpsCommand {
    /// Whether this needs no settings, because it asks no database.
    pub fn needs_no_settings(&self) -> bool {
        !matches!(self, Self::Channels(_))
    }
}

/// Does what a subcommand says that needs no settings.
pub fn run_bare(command: OpsCommand, out: &Out) -> Result<Exit, Failure> {
    match command {
        OpsCommand::List(args) => list::print(&args, out),
        OpsCommand::Show { id } => page::print(&id, out),
        OpsCommand::Eval(args) => evaluate(&args, out),
        OpsCommand::Channels(_) => unreachable!("channels need settings"),
    }
}

/// Does what the subcommand says.
pub async fn run(command: OpsCommand, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    match command {
        OpsCommand::Channels(args) => channels::run(args, settings, out).await,
        bare => run_bare(bare, out),
    }
}

fn evaluate(args: &EvalArgs, out: &Out) -> Result<Exit, Failure> {
    let parameters = match &args.params {
        None => Map::new(),
        Some(text) => object(text, "--params", "{\"gr_clean\": 20}")?,
    };
    let curves = if args.curves.is_empty() {
        object(&standard_input()?, "standard input", "{\"GR\": [20, null, 75]}")?
    } else {
        args.curves.iter().map(|curve| samples(curve)).collect::<Result<_, _>>()?
    };
    let Evaluated { outputs, notes } = eval(&args.id, &parameters, &curves)?;
    for note in &notes {
        out.note(&format!("note: {note}"));
    }
    if out.json {
        out.value(&Value::Object(outputs));
    } else {
        print_columns(&columns_of(&curves, &outputs), 0, usize::MAX, out);
    }
    Ok(Exit::Done)
}

fn standard_input() -> Result<String, Failure> {
    let wanted =
        "PORT=V,V arguments, or a JSON object such as {\"GR\": [20, null, 75]} on standard input";
    let refuse = |found: String| {
        let error =
            Diagnostic::error(ErrorType::MalformedFile, "there are no curves to compute on");
        Failure::usage(
            error.found(found).wanted(wanted).hint("`mudrock ops show ID` names the ports"),
        )
    };
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(refuse("a terminal".to_owned()));
    }
    let mut text = String::new();
    stdin.read_to_string(&mut text).map_err(|error| refuse(error.to_string()))?;
    Ok(text)
}

fn object(text: &str, place: &str, example: &str) -> Result<Map<String, Value>, Failure> {
    let refuse = |what: &str, found: String| {
        Failure::usage(
            Diagnostic::error(ErrorType::MalformedFile, format!("{place} {what}"))
                .found(found)
                .wanted(format!("a JSON object such as {example}"))
                .hint("single quotes around JSON keep the shell from changing it"),
        )
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(refuse("is not a JSON object", other.to_string())),
        Err(_) if text.trim().is_empty() => Err(refuse("is empty", "no text".to_owned())),
        Err(error) => Err(refuse("is not JSON", error.to_string())),
    }
}

/// Reads `PORT=V,V`.
fn samples(text: &str) -> Result<(String, Value), Failure> {
    let refuse = |found: &str| {
        Failure::usage(
            Diagnostic::error(ErrorType::MalformedFile, "a curve cannot be read")
                .found(format!("\"{found}\""))
                .wanted(
                    "PORT=V,V with numbers, and `null` for a missing sample, e.g. GR=20,null,75",
                ),
        )
    };
    let (port, values) = text.split_once('=').ok_or_else(|| refuse(text))?;
    let values: Vec<Value> = values
        .split(',')
        .map(|value| match value.trim() {
            "null" | "" => Ok(Value::Null),
            value => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(json!(number)),
                Ok(_) => Err(refuse(value)),
                Err(_) => Ok(json!(value)), // A text, for ports that take texts.
            },
        })
        .collect::<Result<_, _>>()?;
    // The distance of the samples is a number, and no curve.
    match values.as_slice() {
        [step] if port.trim() == "step" => Ok(("step".to_owned(), step.clone())),
        _ => Ok((port.trim().to_owned(), Value::Array(values))),
    }
}

/// Puts inputs and outputs side by side.
fn columns_of<'a>(
    given: &'a Map<String, Value>,
    outputs: &'a Map<String, Value>,
) -> Vec<(&'a String, &'a [Value])> {
    let columns = given.iter().chain(outputs).map(|(name, values)| match values {
        Value::Array(values) => (name, values.as_slice()),
        one => (name, std::slice::from_ref(one)),
    });
    columns.collect()
}

/// Prints columns side by side, so many rows; tables of different lengths end where they end.
fn print_columns(columns: &[(&String, &[Value])], indent: usize, most: usize, out: &Out) {
    let heads: Vec<String> = columns.iter().map(|(name, _)| format!(">{name}")).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(&heads).indented(indent);
    let rows = columns.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    for row in 0..rows.min(most) {
        table.row(columns.iter().map(|(_, values)| {
            plain(match values.get(row) {
                None => String::new(),
                Some(value) => cell(value, out),
            })
        }));
    }
    table.print(out);
    if rows > most {
        out.line(&format!("{}and {} rows more", " ".repeat(indent), rows - most));
    }
}

fn cell(value: &Value, out: &Out) -> String {
    match value {
        Value::Null => out.nothing().to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(|one| cell(one, out)).collect::<Vec<_>>().join(" "),
        other => other.as_f64().map_or_else(|| other.to_string(), sample),
    }
}

/// Writes a sample with six significant digits, and no more than it has.
fn sample(value: f64) -> String {
    let size = value.abs();
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if size != 0.0 && !(1e-4..1e9).contains(&size) {
        let text = format!("{value:.5e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{power}", trimmed(digits));
    }
    let whole = if size < 1.0 { 0 } else { size.log10().floor() as i32 + 1 };
    let leading = if size == 0.0 || size >= 1.0 { 0 } else { -size.log10().floor() as i32 - 1 };
    let decimals = usize::try_from(6 - whole + leading).unwrap_or(0);
    trimmed(&format!("{value:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_read_from_arguments() {
        let (port, values) = samples("GR=20, null,75.5,").unwrap();
        assert_eq!((port.as_str(), values), ("GR", json!([20.0, null, 75.5, null])));
    }

    #[test]
    fn samples_keep_six_digits_and_no_zeros_behind() {
        let written =
            [0.0, 0.2, 1000.5, 0.257_154_3, -45.3, 123_456.78, 0.000_123_456_7, 1e16, 2.5e-7, 30.0];
        assert_eq!(
            written.map(sample),
            [
                "0",
                "0.2",
                "1000.5",
                "0.257154",
                "-45.3",
                "123457",
                "0.000123457",
                "1e16",
                "2.5e-7",
                "30"
            ]
        );
    }

    #[test]
    fn a_curve_without_numbers_is_wrong_usage() {
        for text in ["GR", "GR=inf"] {
            assert_eq!(samples(text).unwrap_err().exit, Exit::Usage, "{text}");
        }
    }
}
