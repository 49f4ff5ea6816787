//! `ops show`: the page of one operator.

use serde_json::{Map, Value, json};

use super::example::{command, json_lines};
use super::grid::{Grid, paragraph};
use super::{columns_of, print_columns};
use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::domain::operator::Channel;
use crate::services::operators::words::{
    output_quantity, output_unit, parameters, scope, sections, shape, takes,
};
use crate::services::operators::{OperatorPage, show};

/// Blanks before what stands under a heading.
const INDENT: usize = 2;

/// Columns beyond which a line of prose is hard to follow.
const PROSE: usize = 100;

/// Rows of an example that are printed.
const ROWS: usize = 12;

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
    Ok(Exit::Done)
}

fn title(text: &str, out: &Out) {
    out.line("");
    out.line(&out.paint(Tone::Strong, text));
}

fn head(page: &OperatorPage, width: usize, out: &Out) {
    let spec = &page.spec;
    out.line(&out.paint(Tone::Strong, &spec.title));
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
                takes(port),
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

fn values(page: &OperatorPage, width: usize, out: &Out) {
    let parameters = parameters(&page.spec, &page.defaults);
    if parameters.is_empty() {
        return;
    }
    title("Parameters", out);
    let mut grid = Grid::new(&["name", "default", "range", "unit", "meaning"]);
    let mut choices = Vec::new();
    for one in parameters {
        grid.row([one.name.clone(), one.default, one.range, one.unit, one.meaning]);
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
        let (input, output) = (read(example.input), read(example.output));
        // Rows side by side say most, where they lie side by side.
        let length = |values: &Value| values.as_array().map(Vec::len);
        let plain = |values: &Value| {
            let cells = values.as_array();
            cells.is_some_and(|cells| cells.iter().all(|it| !it.is_array() && !it.is_object()))
        };
        let rows = output.values().next().and_then(length);
        let beside = |values: &Value| plain(values) && length(values) == rows;
        if input.values().chain(output.values()).all(beside) {
            print_columns(&columns_of(&input, &output), INDENT + 2, ROWS, out);
        } else if output.values().all(plain) {
            print_columns(&columns_of(&Map::new(), &output), INDENT + 2, ROWS, out);
        } else {
            for line in json_lines(&output, width - INDENT) {
                out.line(&format!("{indent}{line}"));
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
