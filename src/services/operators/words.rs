//! Operators in words: ports, parameters and scopes as the command line and the manual tell them.

use serde_json::{Map, Value};

use crate::domain::operator::{Kind, OperatorSpec, OutputSpec, PortSpec, Rows, Scope};

/// Says how an operator is fed.
pub fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Pointwise => "each sample by itself",
        Scope::Window => "each sample with its neighbours",
        Scope::Well => "the whole well at once",
        Scope::Project => "all wells of the run at once",
    }
}

/// Says what a port is fed with, or gives: `a curve`, `table survey, texts`, `one number`.
pub fn shape(kind: Kind, rows: &Rows, repeated: bool) -> String {
    let of = match kind {
        Kind::Number => "",
        Kind::Text => " of texts",
        Kind::Array => " of lists",
    };
    match (rows, repeated) {
        (Rows::Depths, false) => format!("a curve{of}"),
        (Rows::Depths, true) => format!("any number of curves{of}"),
        (Rows::Table(table), false) => format!("table {table}, a column{of}"),
        (Rows::Table(table), true) => format!("table {table}, any number of columns{of}"),
        (Rows::One, repeated) => {
            let one = match kind {
                Kind::Number => "one number",
                Kind::Text => "one text",
                Kind::Array => "one list",
            };
            if repeated { format!("any number of values, each {one}") } else { one.to_owned() }
        }
    }
}

/// Says which quantities fit an input port, and whether it must be fed.
pub fn takes(port: &PortSpec) -> String {
    let quantities: Vec<String> = port.quantities.iter().map(ToString::to_string).collect();
    let mut told = match quantities.as_slice() {
        [] if port.kind == Kind::Number => "anything".to_owned(),
        [] => "any".to_owned(),
        some => some.join(", "),
    };
    if let Some(other) = &port.instead {
        told.push_str(&format!("; or {other} in its place"));
    }
    if port.optional {
        told.push_str("; optional");
    }
    told
}

/// Says in which unit an output port is.
pub fn output_unit(port: &OutputSpec) -> String {
    match (&port.unit, &port.keeps) {
        (Some(unit), kept) => {
            let kept = kept.as_deref().map(|kept| format!("unit of {kept}")).unwrap_or_default();
            let unit = unit.replace("{}", &kept);
            match unit.strip_prefix('{').and_then(|unit| unit.strip_suffix('}')) {
                Some(parameter) => format!("as `{parameter}` says"),
                None => unit.replace(['{', '}'], "`"),
            }
        }
        (None, Some(kept)) => format!("as {kept}"),
        (None, None) => "any".to_owned(),
    }
}

/// Says what an output port measures.
pub fn output_quantity(port: &OutputSpec) -> String {
    match (port.quantity, &port.keeps) {
        (Some(quantity), _) if port.unit.is_some() || port.keeps.is_none() => {
            let told = quantity.to_string();
            if told == "unknown" { String::new() } else { told }
        }
        (_, Some(kept)) => format!("as {kept}"),
        _ => String::new(),
    }
}

/// A parameter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Default; `none`, or `auto`, where there is no value.
    pub default: String,
    /// Values that it takes.
    pub range: String,
    /// Unit; empty for what has none.
    pub unit: String,
    /// What it does.
    pub meaning: String,
    /// Words that may be chosen, each with what it does.
    pub choices: Vec<(String, String)>,
}

/// Returns the parameters of an operator in words.
pub fn parameters(spec: &OperatorSpec, defaults: &Map<String, Value>) -> Vec<Parameter> {
    let properties = spec.parameters["properties"].as_object();
    let properties = properties.into_iter().flatten();
    let parameters = properties.map(|(name, schema)| Parameter {
        name: name.clone(),
        default: match defaults.get(name).unwrap_or(&Value::Null) {
            Value::Null => absent(schema).to_owned(),
            default => written(default),
        },
        range: range(schema),
        unit: match schema["x-unit"].as_str().unwrap_or_default() {
            "1" => String::new(),
            "port" => "as the port".to_owned(),
            unit => unit.to_owned(),
        },
        meaning: sentence(schema["description"].as_str().unwrap_or_default()),
        choices: choices(schema),
    });
    parameters.collect()
}

/// Writes a value of a parameter: texts bare, and `none` for null.
pub fn written(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) if !text.is_empty() => text.clone(),
        Value::Number(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
        other => other.to_string(),
    }
}

/// Returns the word for a parameter without a value.
fn absent(schema: &Value) -> &'static str {
    if schema["x-auto"] == true { "auto" } else { "none" }
}

/// Returns the sections of a documentation: heading and text.
pub fn sections(documentation: &str) -> Vec<(String, String)> {
    let parts = documentation.split("## ").skip(1);
    let sections = parts.filter_map(|part| {
        let (heading, body) = part.split_once('\n')?;
        Some((heading.trim().to_owned(), body.trim().to_owned()))
    });
    sections.collect()
}

fn sentence(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn choices(schema: &Value) -> Vec<(String, String)> {
    let listed = schema["oneOf"].as_array().into_iter().flatten();
    // What may be left out stands beside null.
    let beside = schema["anyOf"].as_array().into_iter().flatten();
    let beside = beside.filter_map(|one| one["oneOf"].as_array()).flatten();
    let told = listed.chain(beside).filter_map(|one| {
        let about = one["description"].as_str().unwrap_or_default();
        Some((one["const"].as_str()?.to_owned(), sentence(about)))
    });
    let plain = schema["enum"].as_array().into_iter().flatten();
    told.chain(plain.filter_map(|one| Some((one.as_str()?.to_owned(), String::new())))).collect()
}

fn range(schema: &Value) -> String {
    let choices = choices(schema);
    let or_none = schema["type"].as_array().is_some_and(|all| all.iter().any(|one| one == "null"))
        || schema["anyOf"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["type"] == "null"));
    let told = if choices.is_empty() {
        values(schema)
    } else {
        let words: Vec<&str> = choices.iter().map(|(word, _)| word.as_str()).collect();
        words.join(", ")
    };
    if or_none { format!("{told}, or {}", absent(schema)) } else { told }
}

fn values(schema: &Value) -> String {
    let bound = |name: &str| {
        let plain = written(Some(&schema[name]).filter(|it| it.is_number())?);
        // A bound that only keeps nonsense out is told by its size.
        let short = schema[name].as_f64().map(|bound| format!("{bound:e}"));
        Some(short.filter(|short| plain.len() > 7 && short.len() < plain.len()).unwrap_or(plain))
    };
    let low = bound("minimum").or(bound("exclusiveMinimum").map(|low| format!("above {low}")));
    let high = bound("maximum").or(bound("exclusiveMaximum").map(|high| format!("below {high}")));
    let kind = match &schema["type"] {
        Value::String(kind) => kind.as_str(),
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default()
        }
        _ => "",
    };
    match (kind, low, high) {
        (_, Some(low), Some(high)) => format!("{low} to {high}"),
        (_, Some(low), None) => format!("from {low}"),
        (_, None, Some(high)) => format!("up to {high}"),
        ("boolean", ..) => "true, false".to_owned(),
        ("string", ..) => "a text".to_owned(),
        ("integer", ..) => "a whole number".to_owned(),
        ("number", ..) => "a number".to_owned(),
        ("array", ..) => {
            let of = range(&schema["items"]);
            if of.is_empty() { "a list".to_owned() } else { format!("a list: {of}") }
        }
        ("object", ..) => {
            let of = range(&schema["additionalProperties"]);
            if of.is_empty() { "values by name".to_owned() } else { format!("by name: {of}") }
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ranges_are_told_in_words() {
        let told = [
            json!({"type": "number", "minimum": 0.0, "maximum": 150.5}),
            json!({"type": "number", "exclusiveMinimum": 0.0, "maximum": 5}),
            json!({"type": ["number", "null"], "minimum": 1, "maximum": 2}),
            json!({"oneOf": [{"const": "reflect", "description": "Mirrored."}, {"const": "nearest"}]}),
            json!({"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}}),
            json!({"type": "object", "additionalProperties": {"type": "number"}}),
            json!({"type": "number", "minimum": -1_000_000_000.0, "maximum": 100_000}),
        ];
        assert_eq!(
            told.each_ref().map(range),
            [
                "0 to 150.5",
                "above 0 to 5",
                "1 to 2, or none",
                "reflect, nearest",
                "a list: 0 to 1",
                "by name: a number",
                "-1e9 to 100000",
            ]
        );
    }

    #[test]
    fn shapes_are_told_in_words() {
        assert_eq!(shape(Kind::Number, &Rows::Depths, false), "a curve");
        assert_eq!(shape(Kind::Number, &Rows::Depths, true), "any number of curves");
        let table = Rows::Table("survey".to_owned());
        assert_eq!(shape(Kind::Text, &table, false), "table survey, a column of texts");
        assert_eq!(shape(Kind::Number, &Rows::One, false), "one number");
    }
}
