//! `ops show`: the page of one operator.

use serde_json::{Value, json};

use crate::cli::failure::{Exit, Failure};
use crate::cli::out::{Out, Tone};
use crate::cli::table::{Table, plain};
use crate::domain::operator::OutputSpec;
use crate::services::operators::{OperatorPage, show};

/// Prints the page.
pub fn print(id: &str, out: &Out) -> Result<Exit, Failure> {
    let page = show(id)?;
    if out.json {
        out.value(&as_json(&page));
        return Ok(Exit::Done);
    }
    let spec = &page.spec;
    let about = format!("{} {}, {} / {}", spec.id, spec.version, spec.category, spec.family);
    out.line(&format!(
        "{}  {}",
        out.paint(Tone::Strong, &spec.title),
        out.paint(Tone::Faint, &about)
    ));
    out.line(&spec.summary);
    out.line("");
    ports(&page, out);
    parameters(&page, out);
    documentation(&spec.documentation, &spec.summary, out);
    examples(&page, out);
    Ok(Exit::Done)
}

fn ports(page: &OperatorPage, out: &Out) {
    let mut table = Table::new(&["port", "direction", "unit", "takes"]);
    for port in &page.spec.inputs {
        let quantities: Vec<String> = port.quantities.iter().map(ToString::to_string).collect();
        let quantities =
            if quantities.is_empty() { "any curve".to_owned() } else { quantities.join(", ") };
        table.row([
            plain(port.name.clone()),
            plain(if port.optional { "in, optional" } else { "in" }),
            plain(port.unit.clone().unwrap_or_else(|| "any".to_owned())),
            plain(quantities),
        ]);
    }
    for port in &page.spec.outputs {
        let like = port.keeps.as_ref().map(|input| format!("as {input}"));
        table.row([
            plain(port.name.clone()),
            plain("out"),
            plain(unit(port).or_else(|| like.clone()).unwrap_or_else(|| "any".to_owned())),
            plain(port.quantity.map(|it| it.to_string()).or(like).unwrap_or_default()),
        ]);
    }
    table.print(out);
    out.line("");
}

fn unit(port: &OutputSpec) -> Option<String> {
    port.unit.clone()
}

fn parameters(page: &OperatorPage, out: &Out) {
    let Some(properties) = page.spec.parameters["properties"].as_object() else { return };
    if properties.is_empty() {
        return;
    }
    let mut table = Table::new(&["parameter", ">default", "unit", "range", "meaning"]);
    for (name, schema) in properties {
        let default = page.defaults.get(name).map_or_else(String::new, Value::to_string);
        table.row([
            plain(name.clone()),
            plain(default),
            plain(schema["x-unit"].as_str().unwrap_or_default()),
            plain(range(schema)),
            plain(schema["description"].as_str().unwrap_or_default().replace('\n', " ")),
        ]);
    }
    table.print(out);
    out.line("");
}

fn range(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    let bound = |inclusive: &str, exclusive: &str| {
        let written = |value: &Value| value.is_number().then(|| value.to_string());
        written(&schema[inclusive]).or_else(|| written(&schema[exclusive]))
    };
    match (bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum")) {
        (Some(low), Some(high)) => format!("{low} .. {high}"),
        (Some(low), None) => format!("from {low}"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => schema["type"].as_str().unwrap_or_default().to_owned(),
    }
}

/// Prints the sections of the documentation; the summary was printed above.
fn documentation(text: &str, summary: &str, out: &Out) {
    for line in text.strip_prefix(summary).unwrap_or(text).trim().lines() {
        match line.strip_prefix("## ") {
            Some(heading) => out.line(&out.paint(Tone::Strong, heading)),
            None if line.is_empty() => out.line(""),
            None => out.line(&format!("  {line}")),
        }
    }
    out.line("");
}

fn examples(page: &OperatorPage, out: &Out) {
    for example in page.examples {
        out.line(&format!("{} {}", out.paint(Tone::Strong, "Example:"), example.note));
        let params = match example.params {
            "{}" => String::new(),
            params => format!(" --params '{params}'"),
        };
        out.line(&format!(
            "  echo '{}' | mudrock ops eval {}{params}",
            example.input, page.spec.id
        ));
        out.line(&format!("  {}", example.output));
    }
}

fn as_json(page: &OperatorPage) -> Value {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
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
    json!({ "spec": page.spec, "defaults": page.defaults, "examples": examples })
}
