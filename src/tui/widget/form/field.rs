//! One field of a form: what it is about, what it holds, and what is wrong with it.

use serde_json::{Number, Value};

use super::choice::{AnyOf, Choice, OneOf};
use super::edit::Editor;
use super::number::{Bounds, same, typed};
use super::table::Table;

/// Longest JSON that is put on one line.
const SHORT_JSON: usize = 40;

/// Checks a text; says what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Check(pub fn(&str) -> Result<(), String>);

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

/// What the items of a list are.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// Short texts.
    Texts,
    /// Numbers.
    Numbers(Bounds),
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A line of text.
    Text(Editor),
    /// A number, or nothing.
    Number(Editor, Bounds),
    /// Yes or no.
    Toggle(bool),
    /// One of some things.
    Choice(OneOf),
    /// Any number of some things.
    Select(AnyOf),
    /// Two numbers, either of which may be missing; whether the second has the keys.
    Range([Editor; 2], Bounds, bool),
    /// Items with commas between them.
    List(Editor, Items),
    /// Text of several lines; how many are shown.
    Long(Editor, u16),
    /// JSON of any shape.
    Json(Editor, u16),
    /// Something to read.
    Fact(String),
    /// A table.
    Table(Box<Table>),
}

/// One field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name in the values.
    pub key: String,
    /// Name on the screen.
    pub label: String,
    /// What to know when filling it in: one or two sentences.
    pub help: String,
    /// Unit of its numbers.
    pub unit: String,
    /// Heading above it.
    pub heading: Option<String>,
    /// What it holds where nobody says otherwise.
    pub default: Option<Value>,
    /// Whether it must not be empty.
    pub required: bool,
    /// Whether it is left out, from the screen and from the values.
    pub hidden: bool,
    /// Values worth trying.
    pub suggestions: Vec<Choice>,
    /// Whether the host can load suggestions.
    pub suggests: bool,
    /// Whether the host can pick a value from data.
    pub picks: bool,
    pub(super) kind: Kind,
    pub(super) check: Option<Check>,
    pub(super) initial: Value,
    pub(super) error: Option<String>,
    pub(super) note: Option<String>,
    pub(super) visited: bool,
}

impl Field {
    fn new(key: &str, label: &str, kind: Kind) -> Self {
        let mut field = Self {
            key: key.to_owned(),
            label: label.to_owned(),
            help: String::new(),
            unit: String::new(),
            heading: None,
            default: None,
            required: false,
            hidden: false,
            suggestions: Vec::new(),
            suggests: false,
            picks: false,
            kind,
            check: None,
            initial: Value::Null,
            error: None,
            note: None,
            visited: false,
        };
        field.initial = field.typed();
        field
    }

    /// Takes a line of text.
    pub fn text(key: &str, label: &str) -> Self {
        Self::new(key, label, Kind::Text(Editor::default()))
    }

    /// Takes a number.
    pub fn number(key: &str, label: &str, bounds: Bounds) -> Self {
        Self::new(key, label, Kind::Number(Editor::default(), bounds))
    }

    /// Takes yes or no.
    pub fn toggle(key: &str, label: &str) -> Self {
        Self::new(key, label, Kind::Toggle(false))
    }

    /// Takes one of some things.
    pub fn choice(key: &str, label: &str, options: Vec<Choice>) -> Self {
        Self::new(key, label, Kind::Choice(OneOf::new(options)))
    }

    /// Takes any number of some things.
    pub fn select(key: &str, label: &str, options: Vec<Choice>) -> Self {
        Self::new(key, label, Kind::Select(AnyOf::new(options)))
    }

    /// Takes two numbers, either of which may be missing: `[from, to]`, or null without both.
    pub fn range(key: &str, label: &str, bounds: Bounds) -> Self {
        Self::new(key, label, Kind::Range([Editor::default(), Editor::default()], bounds, false))
    }

    /// Takes short texts with commas between them.
    pub fn list(key: &str, label: &str) -> Self {
        Self::new(key, label, Kind::List(Editor::default(), Items::Texts))
    }

    /// Takes numbers with commas between them.
    pub fn numbers(key: &str, label: &str, bounds: Bounds) -> Self {
        Self::new(key, label, Kind::List(Editor::default(), Items::Numbers(bounds)))
    }

    /// Takes text of several lines, of which so many are shown.
    pub fn long(key: &str, label: &str, lines: u16) -> Self {
        Self::new(key, label, Kind::Long(Editor::default(), lines.max(1)))
    }

    /// Takes JSON of any shape.
    pub fn json(key: &str, label: &str, lines: u16) -> Self {
        Self::new(key, label, Kind::Json(Editor::default(), lines.max(1)))
    }

    /// Shows something that is not edited here; it is no part of the values.
    pub fn fact(key: &str, label: &str, text: &str) -> Self {
        Self::new(key, label, Kind::Fact(text.to_owned()))
    }

    /// Takes the cells of a table.
    pub fn table(key: &str, label: &str, table: Table) -> Self {
        Self::new(key, label, Kind::Table(Box::new(table)))
    }

    /// Says what to know when filling it in.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Names the unit of its numbers; `1` is none.
    pub fn unit(mut self, unit: &str) -> Self {
        self.unit = if unit == "1" { String::new() } else { unit.to_owned() };
        self
    }

    /// Puts a heading above it.
    pub fn under(mut self, heading: &str) -> Self {
        self.heading = Some(heading.to_owned());
        self
    }

    /// Names what it holds where nobody says otherwise, and starts with that.
    pub fn default(mut self, default: impl Into<Value>) -> Self {
        let default = default.into();
        self = self.value(default.clone());
        self.default = Some(default);
        self
    }

    /// Starts with a value.
    pub fn value(mut self, value: impl Into<Value>) -> Self {
        self.set(&value.into());
        self.initial = self.typed();
        self
    }

    /// Demands that it is not left empty.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Checks its text.
    pub fn checked(mut self, check: fn(&str) -> Result<(), String>) -> Self {
        self.check = Some(Check(check));
        self
    }

    /// Offers to ask the host for suggestions.
    pub fn suggests(mut self) -> Self {
        self.suggests = true;
        self
    }

    /// Offers to ask the host to pick a value from data.
    pub fn picks(mut self) -> Self {
        self.picks = true;
        self
    }

    /// Returns what it holds, for the host to look at.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Whether it can be edited.
    pub fn is_editable(&self) -> bool {
        !matches!(self.kind, Kind::Fact(_))
    }

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

    /// Returns the editor that has the keys.
    pub(super) fn editor_mut(&mut self) -> Option<&mut Editor> {
        match &mut self.kind {
            Kind::Text(editor)
            | Kind::Number(editor, _)
            | Kind::List(editor, _)
            | Kind::Long(editor, _)
            | Kind::Json(editor, _) => Some(editor),
            Kind::Range(ends, _, second) => Some(&mut ends[usize::from(*second)]),
            Kind::Table(table) => table.typing.as_mut(),
            _ => None,
        }
    }

    /// Whether it is text of several lines.
    pub(super) fn is_long(&self) -> bool {
        matches!(self.kind, Kind::Long(..) | Kind::Json(..))
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
