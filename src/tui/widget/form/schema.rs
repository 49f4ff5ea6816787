//! Fields from the JSON Schema of an operator's parameters.

use serde_json::{Map, Value};

use super::number::{same, typed};
use super::{Bounds, Choice, Field, Form};

/// Lines shown of a value that only JSON can tell.
const JSON_LINES: u16 = 4;
/// References may lead to references; more of them than this go round in a circle.
const DEEPEST: usize = 16;

impl Form {
    /// Builds a form for what a schema describes, filled with the present values.
    pub fn from_schema(schema: &Value, present: &Map<String, Value>) -> Self {
        let title = schema["title"].as_str().unwrap_or("Parameters");
        Self::new(title, fields(schema, present))
    }
}

/// Returns a field for each property of a schema, filled with the present values or the defaults.
///
/// Values under names that the schema does not know are kept in fields of their own, so that nothing
/// is lost and the user can see them.
pub fn fields(schema: &Value, present: &Map<String, Value>) -> Vec<Field> {
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    let required = |key: &str| {
        schema["required"].as_array().is_some_and(|keys| keys.iter().any(|known| known == key))
    };
    let mut fields: Vec<_> = properties
        .iter()
        .map(|(key, property)| {
            let mut field = field(key, property, schema);
            field.required = required(key);
            match present.get(key) {
                // The word for "none given", which a field of numbers shows as empty.
                Some(value) if value == "auto" && property["x-auto"] == true => {
                    field.value(Value::Null)
                }
                Some(value) => field.value(value.clone()),
                None => field,
            }
        })
        .collect();
    let unknown = present.iter().filter(|(key, _)| !properties.contains_key(*key));
    fields.extend(unknown.map(|(key, value)| {
        let mut field = Field::json(key, key, 1).value(value.clone());
        field.note = Some("not a known parameter".to_owned());
        field
    }));
    fields
}

/// Returns the field for one property.
fn field(key: &str, property: &Value, root: &Value) -> Field {
    let shape = Shape::of(property, root);
    let unit = shape.word("x-unit").unwrap_or_default();
    let mut field = shape.field(key).unit(unit);
    if let Some(help) = shape.word("description") {
        // What one or two sentences cannot say belongs into the documentation.
        let first = help.split("\n\n").next().unwrap_or(help);
        field = field.help(first.replace('\n', " "));
    }
    match shape.keyword("default") {
        Some(default) => field.default(default.clone()),
        None if shape.nullable => field.default(Value::Null),
        None => field,
    }
}

/// A property with its references followed and `null` taken apart.
struct Shape<'a> {
    /// The property itself, then what it refers to, whose keywords count where it says nothing.
    layers: Vec<&'a Value>,
    root: &'a Value,
    nullable: bool,
}

impl<'a> Shape<'a> {
    fn of(property: &'a Value, root: &'a Value) -> Self {
        let mut shape = Self { layers: Vec::new(), root, nullable: false };
        let mut next = Some(property);
        while let Some(layer) = next.filter(|_| shape.layers.len() < DEEPEST) {
            shape.layers.push(layer);
            next = shape.inner(layer);
        }
        shape
    }

    /// Returns what a layer leads to: a reference, the only part of `allOf`, or what is left of
    /// `anyOf` and `oneOf` without `null`.
    fn inner(&mut self, layer: &'a Value) -> Option<&'a Value> {
        if let Some(reference) = layer["$ref"].as_str() {
            return self.root.pointer(reference.strip_prefix('#')?);
        }
        if let Some([only]) = layer["allOf"].as_array().map(Vec::as_slice) {
            return Some(only);
        }
        let variants = layer["anyOf"].as_array().or(layer["oneOf"].as_array())?;
        let is_null = |variant: &&Value| variant["type"] == "null";
        let others: Vec<_> = variants.iter().filter(|variant| !is_null(variant)).collect();
        if others.len() == variants.len() {
            return None;
        }
        self.nullable = true;
        match others.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    fn keyword(&self, keyword: &str) -> Option<&'a Value> {
        self.layers.iter().find_map(|layer| layer.get(keyword))
    }

    fn word(&self, keyword: &str) -> Option<&'a str> {
        self.keyword(keyword).and_then(Value::as_str)
    }

    /// Returns the one type, and whether `null` stands beside it.
    fn kind(&self) -> (Option<&'a str>, bool) {
        match self.keyword("type") {
            Some(Value::String(kind)) => (Some(kind), false),
            Some(Value::Array(kinds)) => {
                let null = kinds.iter().any(|kind| kind == "null");
                let mut others = kinds.iter().filter_map(Value::as_str).filter(|k| *k != "null");
                match (others.next(), others.next()) {
                    (kind, None) => (kind, null),
                    _ => (None, null),
                }
            }
            _ => (None, false),
        }
    }

    fn bounds(&self, whole: bool) -> Bounds {
        let bound = |keyword: &str| self.keyword(keyword).and_then(Value::as_f64);
        Bounds {
            whole,
            minimum: bound("minimum"),
            maximum: bound("maximum"),
            above: bound("exclusiveMinimum"),
            below: bound("exclusiveMaximum"),
        }
    }

    fn field(&self, key: &str) -> Field {
        let (kind, null) = self.kind();
        let nullable = self.nullable || null;
        if let Some(mut options) = self.choices() {
            if nullable && !options.iter().any(|option| option.value.is_null()) {
                options.insert(0, Choice::new(Value::Null, "none"));
            }
            return Field::choice(key, key, options);
        }
        let field = match kind {
            Some("boolean") if nullable => {
                let options = [(Value::Null, "none"), (true.into(), "yes"), (false.into(), "no")];
                let options = options.map(|(value, label)| Choice::new(value, label));
                return Field::choice(key, key, options.into());
            }
            Some("boolean") => return Field::toggle(key, key),
            Some("integer") => Field::number(key, key, self.bounds(true)),
            Some("number") => Field::number(key, key, self.bounds(false)),
            Some("string") => Field::text(key, key),
            Some("array") => self.list(key),
            _ => return Field::json(key, key, JSON_LINES),
        };
        // Without a default an empty number would be null, which the schema refuses.
        let needed = !nullable && matches!(kind, Some("integer" | "number"));
        if needed { field.required() } else { field }
    }

    fn list(&self, key: &str) -> Field {
        let Some(items) = self.keyword("items") else { return Field::json(key, key, JSON_LINES) };
        let items = Shape::of(items, self.root);
        if let Some(options) = items.choices().filter(|_| !items.nullable) {
            return Field::select(key, key, options);
        }
        match items.kind() {
            _ if items.nullable => Field::json(key, key, JSON_LINES),
            (Some("string"), false) => Field::list(key, key),
            (Some("integer"), false) => Field::numbers(key, key, items.bounds(true)),
            (Some("number"), false) => Field::numbers(key, key, items.bounds(false)),
            _ => Field::json(key, key, JSON_LINES),
        }
    }

    /// Returns what can be chosen: `enum`, or `oneOf` of constants with their descriptions.
    fn choices(&self) -> Option<Vec<Choice>> {
        if let Some(values) = self.keyword("enum").and_then(Value::as_array) {
            return Some(values.iter().map(choice).collect());
        }
        let variants = self.keyword("oneOf").or(self.keyword("anyOf"))?.as_array()?;
        let mut options = Vec::new();
        for variant in variants {
            let variant = Shape::of(variant, self.root);
            let help = variant.word("description").unwrap_or_default();
            match (variant.keyword("const"), variant.keyword("enum").and_then(Value::as_array)) {
                (Some(value), _) => options.push(choice(value).help(help.replace('\n', " "))),
                (None, Some(values)) => options.extend(values.iter().map(choice)),
                (None, None) if variant.keyword("type") == Some(&Value::from("null")) => {}
                (None, None) => return None,
            }
        }
        (!options.is_empty()).then_some(options)
    }
}

fn choice(value: &Value) -> Choice {
    let label = if same(value, &Value::Null) { "none".to_owned() } else { typed(value) };
    Choice::new(value.clone(), label)
}
