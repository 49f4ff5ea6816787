//! `ops show`: the page of one operator.

use serde_json::{Map, Value, json};

use super::example::{command, json_lines};
use super::grid::{Grid, paragraph};
use super::print_tables;
use crate::canvas::label::columns;
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::summary::rows::Look;
use crate::cli::words::{Digits, in_charset};
use crate::domain::operator::{Channel, PortSpec};
use crate::services::operators::words::{
    output_quantity, output_unit, parameters, scope, sections, shape, takes, written,
};
use crate::services::operators::{OperatorPage, eval, show};

/// Blanks before what stands under a heading.
const INDENT: usize = 2;

/// Columns beyond which a line of prose is hard to follow.
const PROSE: usize = 100;

/// Rows of an example that are printed.
const ROWS: usize = 12;

/// Columns of a default that stands in the table of parameters; a longer one has a place of its own.
const DEFAULT: usize = 40;

/// Prints the page.
pub fn print(id: &str, out: &Out) -> Result<Exit, Failure> {
    let page = show(id)?;
    if out.json {
        out.value(&as_json(&page));
        return Ok(Exit::Done);
    }
    let width = out.width();
    head(&page, width, out);
    ports(&page, width, out);
    values(&page, width, out);
    for (heading, text) in sections(&page.spec.documentation) {
        title(&heading, out);
        for part in text.split("\n\n") {
            paragraph(&part.replace('`', ""), INDENT, width.min(PROSE), out);
        }
    }
    examples(&page, width, out);
    related(&page, width, out);
    long_defaults(&page, width, out);
    Ok(Exit::Done)
}

fn title(text: &str, out: &Out) {
    out.line("");
    out.line(&out.paint(Tone::Strong, &in_charset(text, out.charset)));
}

fn head(page: &OperatorPage, width: usize, out: &Out) {
    let spec = &page.spec;
    out.line(&out.paint(Tone::Strong, &in_charset(&spec.title, out.charset)));
    paragraph(&spec.summary, 0, width.min(PROSE), out);
    out.line("");
    let mut about = Grid::new(&["", ""]);
    let mut say = |what: &str, text: String| about.row([what.to_owned(), text]);
    say("operator", spec.id.clone());
    let others: Vec<&str> = page
        .versions
        .iter()
        .map(String::as_str)
        .filter(|version| *version != spec.version)
        .collect();
    let channel = match spec.channel {
        Channel::Stable => "stable",
        Channel::Beta => "beta: complete, and being tried",
        Channel::Canary => "canary: at work",
    };
    let others = match others.as_slice() {
        [] => String::new(),
        others => format!("; there are also {}", others.join(", ")),
    };
    say("version", format!("{}, {channel}{others}", spec.version));
    say("family", format!("{} / {}: {}", spec.category, spec.family, page.family));
    say("computes", scope(spec.scope).to_owned());
    if !spec.aliases.is_empty() {
        say("also called", spec.aliases.join(", "));
    }
    if !spec.terms.is_empty() {
        say("found by", spec.terms.join(", "));
    }
    about.print(0, width, out);
    if let Some(word) = &spec.deprecated {
        let instead = match word.version() {
            Some(version) => format!("take version {version}"),
            None => format!("use {}", word.replacement),
        };
        let text = format!("Deprecated since {}: {instead}.", word.since);
        out.line(&out.paint(Tone::Doubtful, &text));
    }
}

fn ports(page: &OperatorPage, width: usize, out: &Out) {
    if !page.spec.inputs.is_empty() {
        title("Inputs", out);
        let mut grid = Grid::new(&["port", "unit", "holds", "measures"]);
        for port in &page.spec.inputs {
            grid.row([
                port.name.clone(),
                port.unit.clone().unwrap_or_else(|| "any".to_owned()),
                shape(port.kind, &port.rows, port.repeated),
                reads(port),
            ]);
        }
        grid.print(INDENT, width, out);
    }
    title("Outputs", out);
    let mut grid = Grid::new(&["port", "unit", "holds", "measures"]);
    for port in &page.spec.outputs {
        grid.row([
            port.name.clone(),
            output_unit(port),
            shape(port.kind, &port.rows, port.repeated),
            output_quantity(port),
        ]);
    }
    grid.print(INDENT, width, out);
}

/// Says what a port reads, and by which further names numbers are given to it.
fn reads(port: &PortSpec) -> String {
    match port.aliases.as_slice() {
        [] => takes(port),
        aliases => format!("{}; also called {}", takes(port), aliases.join(", ")),
    }
}

/// Whether a default would fill the table of parameters.
fn is_long(default: &Value) -> bool {
    (default.is_object() || default.is_array()) && columns(&written(default)) > DEFAULT
}

/// Prints the defaults that are lists of names, after all that is asked for more often.
fn long_defaults(page: &OperatorPage, width: usize, out: &Out) {
    for (name, default) in page.defaults.iter().filter(|(_, default)| is_long(default)) {
        title(&format!("Default of {name}"), out);
        let cell = |value: &Value| match value {
            Value::Array(values) => values.iter().map(written).collect::<Vec<_>>().join(" "),
            value => written(value),
        };
        let members: Vec<String> = match default {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| match cell(value) {
                    nothing if nothing.is_empty() => name.clone(),
                    told => format!("{name}: {told}"),
                })
                .collect(),
            Value::Array(values) => values.iter().map(cell).collect(),
            value => vec![written(value)],
        };
        paragraph(&members.join("; "), INDENT, width.min(PROSE), out);
    }
}

fn values(page: &OperatorPage, width: usize, out: &Out) {
    let parameters = parameters(&page.spec, &page.defaults);
    if parameters.is_empty() {
        return;
    }
    title("Parameters", out);
    let mut grid = Grid::new(&["name", "default", "range", "unit", "meaning"]);
    let mut choices = Vec::new();
    for one in parameters {
        let default = match page.defaults.get(&one.name) {
            Some(default) if is_long(default) => "see below".to_owned(),
            _ => one.default,
        };
        grid.row([one.name.clone(), default, one.range, one.unit, one.meaning]);
        choices.extend(Some((one.name, one.choices)).filter(|(_, words)| !words.is_empty()));
    }
    grid.print(INDENT, width, out);
    for (name, words) in choices {
        let mut grid = Grid::new(&["", ""]);
        for (word, about) in words.into_iter().filter(|(_, about)| !about.is_empty()) {
            grid.row([word, about.replace('`', "")]);
        }
        if !grid.is_empty() {
            out.line(&format!("  {}", out.paint(Tone::Faint, &name)));
            grid.print(2 * INDENT, width.min(PROSE), out);
        }
    }
}

fn examples(page: &OperatorPage, width: usize, out: &Out) {
    title(if page.examples.len() == 1 { "Example" } else { "Examples" }, out);
    for (nth, example) in page.examples.iter().enumerate() {
        if nth > 0 {
            out.line("");
        }
        let indent = " ".repeat(INDENT);
        paragraph(example.note, INDENT, width.min(PROSE), out);
        for line in command(page, example.params, example.input, width - INDENT) {
            out.line(&format!("{indent}{}", out.paint(Tone::Active, &line)));
        }
        // The operator itself says what lies beside what; a test compares its answer with the example.
        let (params, input) = (read(example.params), read(example.input));
        match eval(&page.spec.reference(), &params, &input) {
            Ok(found) => {
                let look = Look {
                    digits: Digits::Six,
                    units: false,
                    indent: INDENT + 2,
                    most: ROWS,
                    width: Some(width),
                };
                print_tables(&found.tables, look, out);
            }
            Err(_) => {
                for line in json_lines(&read(example.output), width - INDENT) {
                    out.line(&format!("{indent}{line}"));
                }
            }
        }
    }
}

fn related(page: &OperatorPage, width: usize, out: &Out) {
    if page.related.is_empty() {
        return;
    }
    title(&format!("Related: {}", page.family), out);
    let mut grid = Grid::new(&["", ""]);
    for (id, title) in &page.related {
        grid.row([id.clone(), title.clone()]);
    }
    grid.print(INDENT, width, out);
}

fn read(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

fn as_json(page: &OperatorPage) -> Value {
    let examples: Vec<Value> = page
        .examples
        .iter()
        .map(|example| {
            json!({
                "note": example.note,
                "params": read(example.params),
                "input": read(example.input),
                "output": read(example.output),
            })
        })
        .collect();
    let related: Vec<&String> = page.related.iter().map(|(id, _)| id).collect();
    json!({
        "spec": page.spec,
        "defaults": page.defaults,
        "examples": examples,
        "versions": page.versions,
        "related": related,
    })
}
