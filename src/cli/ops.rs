//! `ops`: the operator catalogue, channels of versions, and operators tried out on a few numbers.

use clap::{Args, Subcommand};
use serde_json::Value;

use super::failure::{Exit, Failure};
use super::out::{Out, Tone};
use super::summary::rows::{self, Look};
use super::words::Digits;
use crate::config::Settings;
use crate::domain::table::ResultTable;
use crate::services::operators::{Evaluated, SAMPLES, eval, gather, spec};

mod channels;
mod example;
mod given;
mod grid;
mod list;
mod page;
mod trial;

/// Rows that are printed at most: who wants more reads them with a program.
const MOST_ROWS: usize = 1000;

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
    /// Runs an operator on a well of a project and keeps nothing: what would come out.
    Try(trial::TryArgs),
    /// Runs an operator on a few numbers, in the units of its ports.
    Eval(EvalArgs),
}

/// Arguments of `ops eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Id of the operator, or ID@VERSION.
    #[arg(value_name = "OPERATOR")]
    id: String,
    /// Curves as PORT=V,V,… with `null` for a missing sample, or as a list of JSON, PORT='[V,V]'; a
    /// port that takes any number of curves may stand several times. Without any, a JSON object such
    /// as {"GR": [20, null, 75]} is read from standard input. Texts with commas in them, such as
    /// "sand, fine", need JSON.
    #[arg(value_name = "PORT=V,V")]
    curves: Vec<String>,
    /// Parameters as a JSON object; those left out take their defaults.
    #[arg(long, value_name = "JSON")]
    params: Option<String>,
}

impl OpsCommand {
    /// Whether this needs no settings, because it asks no database.
    pub fn needs_no_settings(&self) -> bool {
        !matches!(self, Self::Channels(_) | Self::Try(_))
    }
}

/// Does what a subcommand says that needs no settings.
pub fn run_bare(command: OpsCommand, out: &Out) -> Result<Exit, Failure> {
    match command {
        OpsCommand::List(args) => list::print(&args, out),
        OpsCommand::Show { id } => page::print(&id, out),
        OpsCommand::Eval(args) => evaluate(&args, out),
        OpsCommand::Channels(_) | OpsCommand::Try(_) => unreachable!("these need settings"),
    }
}

/// Does what the subcommand says.
pub async fn run(command: OpsCommand, settings: &Settings, out: &Out) -> Result<Exit, Failure> {
    match command {
        OpsCommand::Channels(args) => channels::run(args, settings, out).await,
        OpsCommand::Try(args) => trial::run(args, settings, out).await,
        bare => run_bare(bare, out),
    }
}

fn evaluate(args: &EvalArgs, out: &Out) -> Result<Exit, Failure> {
    let spec = spec(&args.id)?;
    let parameters = given::parameters(args.params.as_ref())?;
    let values = if args.curves.is_empty() {
        given::by_port(&given::standard_input()?)?
    } else {
        let read = |text: &String| given::argument(spec, text);
        args.curves.iter().map(read).collect::<Result<_, _>>()?
    };
    let values = gather(spec, values).map_err(Failure::usage)?;
    let Evaluated { outputs, tables, notes } = eval(&args.id, &parameters, &values)?;
    for note in &notes {
        out.note(&format!("note: {note}"));
    }
    if out.json {
        out.value(&Value::Object(outputs));
        return Ok(Exit::Done);
    }
    let look = Look { digits: Digits::Six, units: false, most: MOST_ROWS, ..Look::RESULT };
    print_tables(&tables, look, out);
    let longest = tables.iter().map(|table| table.rows.len()).max().unwrap_or(0);
    if longest > MOST_ROWS {
        out.line(&out.paint(Tone::Faint, "--json prints all rows"));
    }
    Ok(Exit::Done)
}

/// Prints what an operator made of a few numbers, each table under its name; samples alone have none.
fn print_tables(tables: &[ResultTable], look: Look, out: &Out) {
    let indent = " ".repeat(look.indent);
    for (at, table) in tables.iter().enumerate() {
        if at > 0 {
            out.line("");
        }
        if tables.len() > 1 || table.name != SAMPLES {
            out.line(&format!("{indent}{}", out.paint(Tone::Strong, &table.name)));
        }
        let left_out = rows::print(&table.columns, &table.rows, look, out);
        if left_out > 0 {
            let more = format!("and {left_out} rows more");
            out.line(&format!("{indent}{}", out.paint(Tone::Faint, &more)));
        }
    }
    if tables.is_empty() {
        out.line(&format!("{indent}nothing came out"));
    }
}
