//! What a form holds, as JSON and as plain values.

use serde_json::{Map, Value};

use super::value::is_empty;
use super::{Form, number};

impl Form {
    /// Returns the value of every shown field that is readable; facts are none.
    pub fn values(&self) -> Map<String, Value> {
        self.shown()
            .filter(|field| field.is_editable())
            .filter_map(|field| Some((field.key.clone(), field.read().ok()?)))
            .collect()
    }

    /// Returns the values that say something: no defaults, and nothing for empty fields.
    pub fn values_without_defaults(&self) -> Map<String, Value> {
        let default = |key: &str| self.field(key).and_then(|field| field.default.as_ref());
        self.values()
            .into_iter()
            .filter(|(key, value)| match default(key) {
                Some(default) => !number::same(default, value),
                None => !is_empty(value),
            })
            .collect()
    }

    /// Returns the value of one field.
    pub fn value(&self, key: &str) -> Option<Value> {
        self.field(key)?.read().ok()
    }

    /// Returns the text of a field; empty where it has none.
    pub fn text(&self, key: &str) -> String {
        self.value(key).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Returns the number of a field.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.value(key)?.as_f64()
    }

    /// Whether a toggle is on.
    pub fn is_on(&self, key: &str) -> bool {
        self.value(key) == Some(Value::Bool(true))
    }

    /// Returns the texts of a list or a selection.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let value = self.value(key).unwrap_or_default();
        let items = value.as_array().into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Returns the two numbers of a range.
    pub fn range(&self, key: &str) -> [Option<f64>; 2] {
        let value = self.value(key).unwrap_or_default();
        [0, 1].map(|end| value.get(end).and_then(Value::as_f64))
    }
}
