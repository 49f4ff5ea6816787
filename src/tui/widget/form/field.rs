//! One field of a form: what it is about, what it holds, and what is wrong with it.

use serde_json::Value;

use super::choice::{AnyOf, Choice, OneOf};
use super::edit::Editor;
use super::number::Bounds;
use super::table::Table;

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

    /// Shows the beginning of its text first, and not the end, where typing goes on.
    pub fn from_start(mut self) -> Self {
        if let Some(editor) = self.editor_mut() {
            editor.place_cursor(0, 0);
        }
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

    /// Returns its text as it was typed, whatever it is worth, where it is text of several lines.
    pub fn long_text(&self) -> Option<String> {
        match &self.kind {
            Kind::Long(editor, _) | Kind::Json(editor, _) => Some(editor.text()),
            _ => None,
        }
    }

    /// Returns what it holds, for the host to look at.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Whether it can be edited.
    pub fn is_editable(&self) -> bool {
        !matches!(self.kind, Kind::Fact(_))
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
}
