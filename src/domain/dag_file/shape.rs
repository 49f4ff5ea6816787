//! Checks a parsed file against the JSON Schema of the definition, and names every misfit at once.
//!
//! Serde stops at the first misfit and loses its path inside tagged enums; this walk does neither.
//! The schema is derived from the same types, so that the two cannot drift apart.

use serde_json::{Map, Value};

use super::locate::Step;
use crate::domain::diagnostic::ErrorType;
use crate::domain::nearest::nearest;

/// A part of a file that does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    /// Unknown key, or anything else.
    pub error_type: ErrorType,
    /// Path to the part; for a missing key, to the object that lacks it.
    pub path: Vec<Step>,
    /// What is wrong with it.
    pub what: String,
    /// What stands there.
    pub found: Option<String>,
    /// What may stand there.
    pub wanted: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

/// Returns every part of the value that does not fit the schema.
pub(super) fn misfits(value: &Value, schema: &Value) -> Vec<Misfit> {
    let mut walk = Walk { root: schema, path: Vec::new(), misfits: Vec::new() };
    walk.value(value, schema);
    walk.misfits
}

struct Walk<'a> {
    root: &'a Value,
    path: Vec<Step>,
    misfits: Vec<Misfit>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, value: &Value, schema: &'a Value) {
        let schema = self.resolved(schema);
        if let Some(branches) = schema["anyOf"].as_array() {
            let nullable = branches.iter().any(|branch| branch["type"] == "null");
            if !(nullable && value.is_null()) {
                let some = branches.iter().find(|branch| branch["type"] != "null");
                self.value(value, some.unwrap_or(&Value::Null));
            }
            return;
        }
        if let Some(branches) = schema["oneOf"].as_array() {
            return self.variant(value, branches);
        }
        let kinds = kinds(schema);
        if !kinds.is_empty() && !kinds.iter().any(|kind| is_kind(value, kind)) {
            return self.wrong_kind(value, &kinds);
        }
        match value {
            Value::Object(members) => self.members(members, schema),
            Value::Array(elements) => self.elements(elements, schema),
            _ => {}
        }
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(schema)
    }

    fn members(&mut self, members: &Map<String, Value>, schema: &'a Value) {
        let empty = Map::new();
        let known = schema["properties"].as_object();
        let rest = &schema["additionalProperties"];
        for (key, member) in members {
            self.path.push(Step::Key(key.clone()));
            match known.and_then(|known| known.get(key)) {
                Some(schema) => self.value(member, schema),
                None if rest.is_object() => self.value(member, rest),
                None if rest == false => self.unknown_key(key, known.unwrap_or(&empty)),
                None => {}
            }
            self.path.pop();
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(key) {
                self.push(Misfit {
                    wanted: known.and_then(|known| known.get(key)).map(|it| self.described(it)),
                    ..misfit(format!("key \"{key}\" is missing"))
                });
            }
        }
    }

    fn elements(&mut self, elements: &[Value], schema: &'a Value) {
        let bound = |name: &str| schema[name].as_u64();
        let count = elements.len() as u64;
        let wanted = bound("minItems").filter(|least| count < *least);
        if let Some(bound) = wanted.or(bound("maxItems").filter(|most| count > *most)) {
            self.push(Misfit {
                found: Some(format!("{count} elements")),
                wanted: Some(format!("{bound} elements")),
                ..misfit("list has the wrong length")
            });
        }
        for (index, element) in elements.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.value(element, &schema["items"]);
            self.path.pop();
        }
    }

    /// Walks the variant of an enum that the value claims to be.
    fn variant(&mut self, value: &Value, branches: &'a [Value]) {
        let tag = branches.iter().find_map(tag_of).map(|(key, _)| key);
        if let (Some(tag), Some(members)) = (tag, value.as_object()) {
            let named = members.get(tag);
            let chosen = branches
                .iter()
                .find(|branch| tag_of(branch).is_some_and(|(_, name)| Some(name) == named));
            if let Some(branch) = chosen {
                return self.members(members, branch);
            }
            let names = branches.iter().filter_map(tag_of).filter_map(|(_, name)| name.as_str());
            let Some(named) = named else {
                return self.push(Misfit {
                    wanted: Some(quoted(names)),
                    ..misfit(format!("key \"{tag}\" is missing"))
                });
            };
            self.path.push(Step::Key(tag.to_owned()));
            self.unknown_name(named, names);
            self.path.pop();
            return;
        }
        let only = value.as_object().filter(|members| members.len() == 1).and_then(first);
        if let Some((key, inner)) = only
            && let Some(schema) = branches.iter().find_map(|branch| branch["properties"].get(key))
        {
            self.path.push(Step::Key(key.clone()));
            self.value(inner, schema);
            self.path.pop();
            return;
        }
        let constants = branches.iter().filter_map(|branch| branch["const"].as_str());
        if value.as_str().is_some_and(|text| constants.clone().any(|it| it == text)) {
            return;
        }
        let keyed = branches.iter().filter_map(|branch| branch["properties"].as_object());
        let names = constants.chain(keyed.flat_map(Map::keys).map(String::as_str));
        match (value.as_object().and_then(first), tag) {
            (_, Some(tag)) => self.push(Misfit {
                found: Some(brief(value)),
                wanted: Some(format!("an object with the key \"{tag}\"")),
                ..misfit("value has the wrong form")
            }),
            (Some((key, _)), None) => self.unknown_name(&Value::from(key.as_str()), names),
            (None, None) => self.unknown_name(value, names),
        }
    }

    fn unknown_key(&mut self, key: &str, known: &Map<String, Value>) {
        let near = nearest(key, known.keys().map(String::as_str));
        self.push(Misfit {
            error_type: ErrorType::UnknownKey,
            wanted: Some(quoted(known.keys().map(String::as_str))),
            hint: Some(near.map_or_else(
                || format!("remove `{key}`"),
                |near| format!("did you mean `{near}`?"),
            )),
            ..misfit(format!("unknown key \"{key}\""))
        });
    }

    fn unknown_name<'n>(&mut self, value: &Value, names: impl Iterator<Item = &'n str> + Clone) {
        let near = value.as_str().and_then(|name| nearest(name, names.clone()));
        self.push(Misfit {
            found: Some(brief(value)),
            wanted: Some(quoted(names)),
            hint: near.map(|near| format!("did you mean `{near}`?")),
            ..misfit("value is none of those allowed")
        });
    }

    fn wrong_kind(&mut self, value: &Value, kinds: &[&str]) {
        let quotes = kinds.contains(&"string") && (value.is_number() || value.is_boolean());
        self.push(Misfit {
            found: Some(brief(value)),
            wanted: Some(kinds.iter().map(|kind| plain(kind)).collect::<Vec<_>>().join(" or ")),
            hint: quotes.then(|| format!("write \"{value}\", with quotes")),
            ..misfit("value has the wrong type")
        });
    }

    fn described(&self, schema: &'a Value) -> String {
        let schema = self.resolved(schema);
        match schema["const"].as_str() {
            Some(constant) => format!("\"{constant}\""),
            None => kinds(schema).first().map_or("an object", |kind| plain(kind)).to_owned(),
        }
    }

    fn push(&mut self, misfit: Misfit) {
        self.misfits.push(Misfit { path: self.path.clone(), ..misfit });
    }
}

fn misfit(what: impl Into<String>) -> Misfit {
    Misfit {
        error_type: ErrorType::MalformedFile,
        path: Vec::new(),
        what: what.into(),
        found: None,
        wanted: None,
        hint: None,
    }
}

/// Returns the key and the name by which an internally tagged variant is told.
fn tag_of(branch: &Value) -> Option<(&str, &Value)> {
    let properties = branch["properties"].as_object()?;
    properties.iter().find_map(|(key, schema)| Some((key.as_str(), schema.get("const")?)))
}

fn first(members: &Map<String, Value>) -> Option<(&String, &Value)> {
    members.iter().next()
}

fn kinds(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn plain(kind: &str) -> &'static str {
    match kind {
        "null" => "null",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "text",
        "array" => "a list",
        _ => "an object",
    }
}

fn brief(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > 40 => {
            format!("\"{}…\"", text.chars().take(40).collect::<String>())
        }
        other => other.to_string(),
    }
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
