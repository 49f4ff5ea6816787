//! Values into a field and out of it, and what is wrong with what was filled in.

use serde_json::{Number, Value};

use super::choice::Choice;
use super::edit::Editor;
use super::field::{Check, Field, Items, Kind};
use super::number::{Bounds, same, typed};

/// Longest JSON that is put on one line.
const SHORT_JSON: usize = 40;

impl Field {
    /// Puts a value in place of what it holds.
    pub fn set(&mut self, value: &Value) {
        match &mut self.kind {
            Kind::Text(editor) | Kind::Number(editor, _) | Kind::Long(editor, _) => {
                *editor = Editor::new(&typed(value));
            }
            Kind::Toggle(on) => *on = value == &Value::Bool(true),
            Kind::Choice(one) => one.set(value),
            Kind::Select(any) => any.set(value),
            Kind::Range(ends, ..) => {
                for (index, end) in ends.iter_mut().enumerate() {
                    *end = Editor::new(&typed(value.get(index).unwrap_or(&Value::Null)));
                }
            }
            Kind::List(editor, _) => {
                let items: Vec<_> = value.as_array().into_iter().flatten().map(typed).collect();
                *editor = Editor::new(&items.join(", "));
            }
            Kind::Json(editor, _) => {
                let text = match value {
                    Value::Null => String::new(),
                    value if value.to_string().len() <= SHORT_JSON => value.to_string(),
                    value => serde_json::to_string_pretty(value).unwrap_or_default(),
                };
                *editor = Editor::new(&text);
            }
            Kind::Fact(text) => *text = typed(value),
            Kind::Table(table) => table.set_value(value),
        }
    }

    /// Takes everything away that was filled in.
    pub fn clear(&mut self) {
        if !matches!(self.kind, Kind::Fact(_) | Kind::Table(_)) {
            self.set(&Value::Null);
        }
    }

    /// Returns the value, or what is wrong with what was typed.
    pub fn read(&self) -> Result<Value, String> {
        let value = match &self.kind {
            Kind::Text(editor) => text_value(editor.text().trim()),
            Kind::Long(editor, _) => text_value(&editor.text()),
            Kind::Number(editor, bounds) => self.number_value(editor, bounds)?,
            Kind::Toggle(on) => Value::Bool(*on),
            Kind::Choice(one) => match one.chosen() {
                Some(Choice { label, refusal: Some(refusal), .. }) => {
                    return Err(format!("{label}: {refusal}"));
                }
                Some(choice) => choice.value.clone(),
                None => Value::Null,
            },
            Kind::Select(any) => match any.chosen().find(|choice| choice.refusal.is_some()) {
                Some(Choice { label, refusal, .. }) => {
                    return Err(format!("{label}: {}", refusal.as_deref().unwrap_or_default()));
                }
                None => any.chosen().map(|choice| choice.value.clone()).collect(),
            },
            Kind::Range(ends, bounds, _) => self.range_value(ends, bounds)?,
            Kind::List(editor, items) => self.list_value(&editor.text(), items)?,
            Kind::Json(editor, _) if editor.is_blank() => Value::Null,
            Kind::Json(editor, _) => serde_json::from_str(&editor.text())
                .map_err(|error| format!("this is not JSON: {error}"))?,
            Kind::Fact(text) => Value::from(text.as_str()),
            Kind::Table(table) => match table.problem() {
                Some(problem) => return Err(problem),
                None => table.value(),
            },
        };
        // A text that may be empty is empty, not missing.
        let value = match &self.default {
            Some(Value::String(empty)) if value.is_null() && empty.is_empty() => Value::from(""),
            _ => value,
        };
        if let (Some(Check(check)), Some(text)) = (&self.check, self.lines()) {
            check(&text)?;
        }
        Ok(value)
    }

    /// Says what is wrong: what was typed, what is missing, or what the host found.
    pub fn problem(&self) -> Option<String> {
        match self.read() {
            Err(problem) => Some(problem),
            Ok(value) if self.required && is_empty(&value) => Some("this is needed".to_owned()),
            Ok(_) => self.error.clone(),
        }
    }

    /// Whether something other than at the start was filled in.
    pub fn changed(&self) -> bool {
        !same(&self.typed(), &self.initial)
    }

    /// Whether it holds its default.
    pub fn is_default(&self) -> bool {
        match (&self.default, self.read()) {
            (Some(default), Ok(value)) => same(default, &value),
            _ => false,
        }
    }

    /// Returns what was filled in, readable or not.
    pub(super) fn typed(&self) -> Value {
        match &self.kind {
            Kind::Number(editor, _) | Kind::List(editor, _) | Kind::Json(editor, _) => {
                self.read().unwrap_or_else(|_| Value::from(editor.text()))
            }
            Kind::Range(ends, ..) => self
                .read()
                .unwrap_or_else(|_| ends.iter().map(|end| Value::from(end.text())).collect()),
            Kind::Select(any) => any.chosen().map(|choice| choice.value.clone()).collect(),
            Kind::Choice(one) => one.chosen().map_or(Value::Null, |choice| choice.value.clone()),
            Kind::Table(table) => table.value(),
            Kind::Text(editor) | Kind::Long(editor, _) => Value::from(editor.text()),
            Kind::Toggle(on) => Value::Bool(*on),
            Kind::Fact(_) => Value::Null,
        }
    }

    fn lines(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(editor) | Kind::Long(editor, _) if !editor.is_blank() => Some(editor.text()),
            _ => None,
        }
    }

    fn number_value(&self, editor: &Editor, bounds: &Bounds) -> Result<Value, String> {
        if editor.is_blank() {
            return Ok(Value::Null);
        }
        bounds.read(&editor.text(), &self.unit).map(Value::Number)
    }

    fn range_value(&self, ends: &[Editor; 2], bounds: &Bounds) -> Result<Value, String> {
        let [from, to] = ends;
        let (from, to) = (self.number_value(from, bounds)?, self.number_value(to, bounds)?);
        if let (Some(low), Some(high)) = (from.as_f64(), to.as_f64())
            && low > high
        {
            return Err(format!(
                "found {} … {}, wanted the smaller first",
                typed(&from),
                typed(&to)
            ));
        }
        Ok(if from.is_null() && to.is_null() { Value::Null } else { Value::from(vec![from, to]) })
    }

    fn list_value(&self, text: &str, items: &Items) -> Result<Value, String> {
        let texts = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        // Where nothing at all is the default, an empty line means that and not an empty list.
        if self.default == Some(Value::Null) && text.trim().is_empty() {
            return Ok(Value::Null);
        }
        match items {
            Items::Texts => Ok(texts.map(Value::from).collect()),
            Items::Numbers(bounds) => {
                let numbers: Result<Vec<Number>, _> =
                    texts.map(|item| bounds.read(item, &self.unit)).collect();
                Ok(numbers?.into_iter().map(Value::Number).collect())
            }
        }
    }
}

fn text_value(text: &str) -> Value {
    if text.trim().is_empty() { Value::Null } else { Value::from(text) }
}

/// Whether a value says nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_go_in_and_come_out() {
        let bounds = Bounds::default;
        let options = || vec![Choice::of("a"), Choice::of("b")];
        for (field, value) in [
            (Field::text("k", "K"), json!("VSH")),
            (Field::text("k", "K"), json!(null)),
            (Field::number("k", "K", bounds()), json!(2.65)),
            (Field::number("k", "K", Bounds { whole: true, ..bounds() }), json!(7)),
            (Field::toggle("k", "K"), json!(true)),
            (Field::choice("k", "K", options()), json!("b")),
            (Field::select("k", "K", options()), json!(["a", "b"])),
            (Field::range("k", "K", bounds()), json!([1000.0, null])),
            (Field::range("k", "K", bounds()), json!(null)),
            (Field::list("k", "K"), json!(["one", "two"])),
            (Field::numbers("k", "K", bounds()), json!([0.25, 0.5])),
            (Field::long("k", "K", 4), json!("two\nlines")),
            (Field::json("k", "K", 4), json!({"a": [1, {"b": null}]})),
        ] {
            let field = field.value(value.clone());
            assert_eq!(field.read(), Ok(value), "{field:?}");
            assert!(!field.changed());
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_found_and_wanted() {
        let porosity = Bounds { minimum: Some(0.0), maximum: Some(0.5), ..Bounds::default() };
        let problem = |field: Field, value| field.value(value).problem().unwrap_or_default();
        let number = Field::number("k", "K", porosity.clone()).unit("v/v");
        assert_eq!(problem(number, json!(35)), "found 35, wanted 0 … 0.5 v/v");
        let range = Field::range("k", "K", porosity.clone());
        assert_eq!(problem(range, json!([0.4, 0.1])), "found 0.4 … 0.1, wanted the smaller first");
        let list = Field::numbers("k", "K", porosity);
        assert_eq!(problem(list, json!([0.1, 2])), "found 2, wanted 0 … 0.5");
        assert_eq!(problem(Field::text("k", "K").required(), json!("  ")), "this is needed");
        let chosen = Field::choice("k", "K", vec![Choice::of("a")]);
        assert_eq!(problem(chosen, json!("z")), "z: not on offer");
        let wells = Field::select("k", "K", vec![Choice::of("A-1")]);
        assert_eq!(problem(wells, json!(["A-1", "A-2"])), "A-2: not on offer");
    }

    #[test]
    fn a_default_is_known_however_it_is_written() {
        let field = Field::number("k", "K", Bounds::default()).default(3);
        assert!(field.is_default());
        assert!(!field.value(3.5).is_default());
    }
}
