//! Forms: fields that take keys, pasted text and clicks, and give JSON values back.
//!
//! A form is a pure model. The host feeds it events, does what the answers ask for, and draws it:
//!
//! ```text
//! form.place(area)             where it will be drawn; scrolls to the focus, and tells clicks apart
//! form.key(key) -> FormEvent   Changed: look at the values, set errors and notes, offer other options
//!                              Submit: everything is in order; take the values
//!                              Cancel: close, or ask first where something was changed
//!                              Ask: open an editor, load suggestions, pick a value from data
//!                              Ignored: not a key of the form, such as F1; the host may use it
//! form::view(&form, …)         draws, and changes nothing
//! ```
//!
//! Typing edits at once, so letters are never commands while a text has the keys. The keys: Tab and
//! arrows move, Enter opens or goes on, Ctrl-S submits, Esc goes back, Ctrl-U clears, Ctrl-D puts the
//! default back, Ctrl-O opens suggestions, Ctrl-P picks from data, Ctrl-E opens a long text in the
//! editor of the host, Alt and arrows step a number. Ctrl-Z, Ctrl-R and F1 are left to the host, and
//! so is `?` where no text is typed.

pub mod choice;
pub mod edit;
pub mod field;
mod hints;
mod keys;
mod layout;
mod line;
mod mouse;
pub mod number;
mod popup;
pub mod schema;
pub mod table;
mod table_keys;
mod value;
mod values;
mod view;
#[cfg(test)]
mod tests;

use ratatui::layout::Rect;
use serde_json::Value;

pub use self::choice::Choice;
pub use self::field::{Field, Kind};
pub use self::number::Bounds;
use self::popup::{Popup, Purpose};
pub use self::table::{CellKind, Column, Row, Table};
pub use self::view::view;

/// What the host is asked to do for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Open its text in the user's editor, then give it back with [`Form::retype`].
    Editor,
    /// Load suggestions, then hand them over with [`Form::set_suggestions`].
    Suggestions,
    /// Let the user pick a value from data, then hand it over with [`Form::set`].
    Pick,
}

/// What became of a key, a paste or a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormEvent {
    /// It was the form's, and no value changed.
    Stay,
    /// It is not one of the form's.
    Ignored,
    /// The value of a field changed.
    Changed {
        /// Key of the field.
        field: String,
    },
    /// The user is done, and every field is in order.
    Submit,
    /// The user wants to leave.
    Cancel {
        /// Whether something was filled in that would be lost.
        changed: bool,
    },
    /// The host is asked to do something for a field.
    Ask {
        /// Key of the field.
        field: String,
        /// What to do.
        what: Ask,
    },
}

/// Fields, and which of them has the keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What the form is about.
    pub title: String,
    /// What submitting it does: the word on its button.
    pub submit: String,
    /// Whether its bottom line shows the keys; a host that shows [`Form::hints`] itself says no.
    pub shows_hints: bool,
    fields: Vec<Field>,
    /// Index of the field with the keys; one more than the last is the button.
    focused: usize,
    popup: Option<Popup>,
    /// Whether every problem is shown, also of fields not visited yet.
    submitted: bool,
    /// Whether the user waits for suggestions.
    waits: bool,
    scroll: u16,
    area: Rect,
}

impl Form {
    /// Builds a form; the first field that can be edited has the keys.
    pub fn new(title: impl Into<String>, fields: Vec<Field>) -> Self {
        let mut form = Self {
            title: title.into(),
            submit: "Save".to_owned(),
            shows_hints: true,
            fields,
            focused: 0,
            popup: None,
            submitted: false,
            waits: false,
            scroll: 0,
            area: Rect::default(),
        };
        form.focused = form.stops().first().copied().unwrap_or_default();
        form
    }

    /// Names what submitting does.
    pub fn submit(mut self, word: &str) -> Self {
        self.submit = word.to_owned();
        self
    }

    /// Says where the form is drawn.
    pub fn place(&mut self, area: Rect) {
        self.area = area;
        let layout = layout::Layout::of(self, area);
        self.scroll = layout.offset;
        layout::reveal_rows(self, &layout);
    }

    /// Returns the height at which nothing scrolls, for a width, with room for a problem or two.
    pub fn height(&self, width: u16) -> u16 {
        let area = Rect { x: 0, y: 0, width, height: 500 };
        let layout = layout::Layout::of(self, area);
        layout.lines + 2 + area.height - layout.body.height
    }

    /// Walks the fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Returns a field.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Returns a field to change what it says and offers.
    pub fn field_mut(&mut self, key: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.key == key)
    }

    /// Returns the field with the keys; none while the button has them.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focused)
    }

    /// Gives the keys to a field.
    pub fn focus(&mut self, key: &str) {
        let place = self.fields.iter().position(|field| field.key == key);
        if let Some(place) = place.filter(|place| self.stops().contains(place)) {
            self.go_to(place);
        }
    }

    /// Adds a field behind the others.
    pub fn push(&mut self, field: Field) {
        let on_button = self.focused == self.fields.len();
        self.fields.push(field);
        if on_button {
            self.focused = self.stops().first().copied().unwrap_or_default();
        }
    }

    /// Shows a field or leaves it out.
    pub fn show(&mut self, key: &str, shown: bool) {
        if let Some(field) = self.field_mut(key) {
            field.hidden = !shown;
        }
        if !self.stops().contains(&self.focused) {
            self.popup = None;
            let next = self.stops().into_iter().find(|stop| *stop > self.focused);
            self.focused = next.unwrap_or(self.fields.len());
        }
    }

    /// Puts a value into a field.
    pub fn set(&mut self, key: &str, value: &Value) {
        if let Some(field) = self.field_mut(key) {
            field.set(value);
            field.error = None;
        }
    }

    /// Puts a text in place of what was typed into a field of several lines, as if it was typed.
    pub fn retype(&mut self, key: &str, text: &str) -> FormEvent {
        let Some(field) = self.field_mut(key).filter(|field| field.is_long()) else {
            return FormEvent::Ignored;
        };
        if let Some(editor) = field.editor_mut() {
            *editor = edit::Editor::new(text);
        }
        field.error = None;
        FormEvent::Changed { field: key.to_owned() }
    }

    /// Returns a table.
    pub fn table(&self, key: &str) -> Option<&Table> {
        match &self.field(key)?.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Returns a table to write its cells, errors and states.
    pub fn table_mut(&mut self, key: &str) -> Option<&mut Table> {
        match &mut self.field_mut(key)?.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Says what is wrong with a field, until it changes; `None` takes it back.
    pub fn set_error(&mut self, key: &str, error: Option<String>) {
        if let Some(field) = self.field_mut(key) {
            field.error = error;
        }
    }

    /// Takes back what the host said to be wrong.
    pub fn clear_errors(&mut self) {
        for field in &mut self.fields {
            field.error = None;
        }
    }

    /// Puts a remark beside a field; `None` takes it away.
    pub fn set_note(&mut self, key: &str, note: Option<String>) {
        if let Some(field) = self.field_mut(key) {
            field.note = note;
        }
    }

    /// Hands over values worth trying, and opens them where the user waits for them.
    pub fn set_suggestions(&mut self, key: &str, suggestions: Vec<(String, Value)>) {
        if let Some(field) = self.field_mut(key) {
            field.suggestions = suggestions
                .into_iter()
                .map(|(label, value)| {
                    let note = number::typed(&value);
                    let note = format!("{note} {}", field.unit).trim_end().to_owned();
                    Choice::new(value, label).note(note)
                })
                .collect();
            if std::mem::take(&mut self.waits) && self.focused().is_some_and(|it| it.key == key) {
                self.open(Purpose::Suggestions);
            }
        }
    }

    /// Offers other things in a choice or a selection, and keeps what is chosen.
    pub fn set_options(&mut self, key: &str, options: Vec<Choice>) {
        let Some(field) = self.field_mut(key) else { return };
        let pristine = !field.changed();
        match &mut field.kind {
            Kind::Choice(one) => one.offer(options),
            Kind::Select(any) => any.offer(options),
            _ => return,
        }
        if pristine {
            field.initial = field.typed();
        }
    }

    /// Offers other things in a choice or a selection; what is chosen and not among them is given up,
    /// for the first of them where one must be chosen.
    pub fn offer_only(&mut self, key: &str, options: Vec<Choice>) {
        let Some(field) = self.field_mut(key) else { return };
        let offered =
            |value: &Value| options.iter().any(|option| number::same(&option.value, value));
        let held = match field.typed() {
            Value::Array(values) => values.into_iter().filter(offered).collect(),
            value if offered(&value) => value,
            _ => options.first().map_or(Value::Null, |option| option.value.clone()),
        };
        let pristine = !field.changed();
        match &mut field.kind {
            Kind::Choice(one) => *one = choice::OneOf::new(options),
            Kind::Select(any) => *any = choice::AnyOf::new(options),
            _ => return,
        }
        field.set(&held);
        if pristine {
            field.initial = field.typed();
        }
    }

    /// Whether anything was filled in since the start, or since [`Form::mark_saved`].
    pub fn changed(&self) -> bool {
        self.fields.iter().any(Field::changed)
    }

    /// Makes what is filled in the new start.
    pub fn mark_saved(&mut self) {
        for field in &mut self.fields {
            field.initial = field.typed();
        }
        self.submitted = false;
    }

    /// Returns every problem: key of the field and what is wrong.
    pub fn problems(&self) -> Vec<(&str, String)> {
        self.shown().filter_map(|field| Some((field.key.as_str(), field.problem()?))).collect()
    }

    /// Whether a pop-up list is open or a cell is being typed, so that Esc stays inside the form.
    pub fn is_inside(&self) -> bool {
        let typing = match self.focused().map(|field| &field.kind) {
            Some(Kind::Table(table)) => table.typing.is_some(),
            _ => false,
        };
        typing || self.popup.is_some()
    }

    /// Whether letters are typed into the focused field, so that `?` is one of them; no number has it.
    pub fn takes_letters(&self) -> bool {
        self.popup.is_some()
            || self.focused().is_some_and(|field| match &field.kind {
                Kind::Table(table) => table.typing.is_some(),
                Kind::Toggle(_) | Kind::Fact(_) | Kind::Choice(_) | Kind::Select(_) => false,
                Kind::Number(..) | Kind::Range(..) => false,
                Kind::List(_, field::Items::Numbers(_)) => false,
                _ => true,
            })
    }

    fn shown(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.hidden)
    }

    /// Returns where the keys can go: the shown fields that can be edited, and the button.
    fn stops(&self) -> Vec<usize> {
        let stop = |index: &usize| {
            self.fields.get(*index).is_none_or(|field| !field.hidden && field.is_editable())
        };
        (0..=self.fields.len()).filter(stop).collect()
    }

    fn go_to(&mut self, place: usize) {
        if place == self.focused {
            return;
        }
        if let Some(field) = self.fields.get_mut(self.focused) {
            field.visited = true;
        }
        self.popup = None;
        self.focused = place;
    }

    /// Returns the problem of a field that is to be shown now: while a needed field is still on its
    /// way to being filled in, nobody is told that it is empty.
    fn shown_problem(&self, index: usize) -> Option<String> {
        let field = &self.fields[index];
        let empty = field.read().is_ok_and(|value| value::is_empty(&value));
        let early = empty && !self.submitted && !(field.visited && index != self.focused);
        if early { field.error.clone() } else { field.problem() }
    }

    fn popup_options(&self) -> &[Choice] {
        self.popup.as_ref().map_or(&[], |popup| self.options_for(popup.purpose))
    }

    fn options_for(&self, purpose: Purpose) -> &[Choice] {
        let Some(field) = self.focused() else { return &[] };
        match (purpose, &field.kind) {
            (Purpose::Suggestions, _) => &field.suggestions,
            (_, Kind::Choice(one)) => &one.options,
            (_, Kind::Select(any)) => &any.options,
            (_, Kind::Table(table)) => table.options(),
            _ => &[],
        }
    }
}
