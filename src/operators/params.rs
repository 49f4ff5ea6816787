//! Parameters at the door: checked against the schema, defaults filled in, every problem named.

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::operator::BrokenRule;
use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::domain::nearest::nearest;
use crate::domain::operator::OperatorSpec;

/// Overlays what was given on the defaults; a whole number written as `5.0` counts as `5`, and `auto`,
/// where the schema says `x-auto`, is no number: the operator finds it.
pub fn fill(
    spec: &OperatorSpec,
    defaults: Map<String, Value>,
    given: &Map<String, Value>,
) -> Map<String, Value> {
    let mut filled = defaults;
    for (name, value) in given {
        let schema = property(spec, name);
        let value = match value.as_str() {
            Some("auto") if schema["x-auto"] == true => Value::Null,
            _ if schema["type"] == "integer" => without_fraction(value),
            _ => value.clone(),
        };
        filled.insert(name.clone(), value);
    }
    filled
}

fn without_fraction(value: &Value) -> Value {
    match value.as_f64() {
        Some(number) if value.is_f64() && number.fract() == 0.0 && number.abs() < 1e15 => {
            Value::from(number as i64)
        }
        _ => value.clone(),
    }
}

/// Checks parameters against the schema.
pub fn check_schema(
    spec: &OperatorSpec,
    validator: &Validator,
    parameters: &Map<String, Value>,
) -> Result<(), Vec<Diagnostic>> {
    let instance = Value::Object(parameters.clone());
    let mut problems = Vec::new();
    for error in validator.iter_errors(&instance) {
        let path = error.instance_path().to_string();
        let name = path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
        if name.is_empty() {
            continue; // Parameters that there are not; they are named below.
        }
        let schema = property(spec, &name);
        let hint = match &schema["default"] {
            Value::Null => "give a value that it takes, or leave it out".to_owned(),
            default => format!("leave it out for {default}"),
        };
        let found = error.instance().to_string();
        let wanted = wanted_at(schema, path.split('/').skip(2));
        problems.push(refusal(spec, BrokenRule::new(name, found, wanted, hint)));
    }
    let strangers = parameters.keys().filter(|name| property(spec, name).is_null());
    problems.extend(strangers.map(|name| unknown(spec, name)));
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Words broken rules between parameters for the user.
pub fn word_rules(spec: &OperatorSpec, broken: Vec<BrokenRule>) -> Vec<Diagnostic> {
    broken.into_iter().map(|rule| refusal(spec, rule)).collect()
}

fn property<'a>(spec: &'a OperatorSpec, name: &str) -> &'a Value {
    &spec.parameters["properties"][name]
}

fn refusal(spec: &OperatorSpec, rule: BrokenRule) -> Diagnostic {
    Diagnostic::error(ErrorType::ParameterInvalid, format!("{} refuses the value", spec.id))
        .at_parameter(rule.parameter)
        .found(rule.found)
        .wanted(rule.wanted)
        .hint(rule.hint)
}

fn unknown(spec: &OperatorSpec, name: &str) -> Diagnostic {
    let known: Vec<&str> = spec.parameters["properties"]
        .as_object()
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let wanted = match known.as_slice() {
        [] => "no parameters".to_owned(),
        names => format!("one of {}", names.join(", ")),
    };
    let hint = match nearest(name, known) {
        _ if spec.input(name).is_some() => "it is an input port: give it as a curve".to_owned(),
        Some(near) => format!("did you mean {near}?"),
        None => "remove it".to_owned(),
    };
    Diagnostic::error(ErrorType::ParameterInvalid, format!("{} has no such parameter", spec.id))
        .at_parameter(name)
        .found(format!("\"{name}\""))
        .wanted(wanted)
        .hint(hint)
}

/// Says what is wanted at a place inside a list, as deep as the items are described.
fn wanted_at<'a>(schema: &Value, places: impl Iterator<Item = &'a str>) -> String {
    let mut schema = schema.clone();
    for _ in places {
        match item(&schema) {
            Some(item) => schema = item,
            None => break,
        }
    }
    wanted(&schema)
}

/// Returns what a list takes at each place, in the unit of the list; names of places go on with it.
fn item(list: &Value) -> Option<Value> {
    let mut item = list["items"].is_object().then(|| list["items"].clone())?;
    for keyword in ["x-unit", "x-items"] {
        if let Some(value) = list.get(keyword) {
            item[keyword] = value.clone();
        }
    }
    Some(item)
}

/// Says in words what a list of a fixed number of items takes: `a pair [from, to]`.
fn tuple(schema: &Value) -> Option<String> {
    let number =
        schema["minItems"].as_u64().filter(|_| schema["minItems"] == schema["maxItems"])?;
    let named = schema["x-items"].as_array().map(|names| {
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        format!(" [{}]", names.join(", "))
    });
    let what = if number == 2 { "a pair".to_owned() } else { format!("a list of {number}") };
    let of = named.or_else(|| Some(format!(", each {}", wanted(&item(schema)?))));
    Some(format!("{what}{}", of.unwrap_or_default()))
}

/// Says in words what a parameter's schema takes.
pub fn wanted(schema: &Value) -> String {
    let told = wanted_value(schema);
    if schema["x-auto"] == true { format!("{told}, or auto") } else { told }
}

fn wanted_value(schema: &Value) -> String {
    if let Some(choices) = choices(schema) {
        return format!("one of {}", choices.join(", "));
    }
    // A value that may be left open has two types, its own and null.
    let own = schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let own = own.chain(schema["type"].as_str()).find(|kind| *kind != "null");
    let kind = match own {
        Some("boolean") => return "true or false".to_owned(),
        Some("string") => "text",
        Some("object") => "values by name",
        Some("array") => match (tuple(schema), item(schema)) {
            (Some(tuple), _) => return tuple,
            (None, Some(item)) => return format!("a list, each {}", wanted(&item)),
            (None, None) => "a list",
        },
        Some("integer") => "a whole number",
        Some("number") => "a number",
        _ => "a value that the schema takes",
    };
    let unit = match schema["x-unit"].as_str() {
        Some("1") | None => String::new(),
        Some("port") => " in the unit of the curve".to_owned(),
        Some(unit) => format!(" {unit}"),
    };
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let lowest = match (bound("minimum"), bound("exclusiveMinimum")) {
        (Some(bound), _) => format!(" from {bound}"),
        (None, Some(bound)) => format!(" above {bound}"),
        (None, None) => String::new(),
    };
    let highest = match (bound("maximum"), bound("exclusiveMaximum")) {
        (Some(bound), _) => format!(" to {bound}"),
        (None, Some(bound)) => format!(" below {bound}"),
        (None, None) => String::new(),
    };
    format!("{kind}{lowest}{highest}{unit}")
}

/// Returns the values of a choice: schemars writes `enum`, or `oneOf` where variants are described.
fn choices(schema: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(values) = schema["enum"].as_array() {
        return Some(values.iter().map(text).collect());
    }
    schema["oneOf"].as_array().map(|variants| {
        variants
            .iter()
            .flat_map(|variant| match variant.get("const") {
                Some(value) => vec![text(value)],
                None => choices(variant).unwrap_or_default(),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::operators::catalogue;

    #[test]
    fn auto_is_a_value_only_where_the_operator_finds_it() {
        let refused = |parameters: Value| {
            let entry = catalogue().get("regularise_index").expect("an operator");
            let refused = entry.prepare(parameters.as_object().expect("an object"));
            refused.err().map(|problems| problems.len())
        };
        assert_eq!(refused(json!({ "step": "auto" })), None);
        assert_eq!(refused(json!({ "step": null })), None);
        assert_eq!(refused(json!({ "step": "aut" })), Some(1));
        assert_eq!(refused(json!({ "tolerance": "auto" })), Some(1));
    }
}
