//! A table whose cells can be edited, in one row or in all marked rows at once.

use serde_json::{Map, Value};

use super::choice::{Choice, OneOf};
use super::edit::Editor;
use super::number::{Bounds, same, typed};
use crate::tui::state::Tone;
use crate::tui::widget::list::Cursor;

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq)]
pub enum CellKind {
    /// Text that the host writes.
    Fact,
    /// Typed text.
    Text,
    /// A typed number.
    Number(Bounds),
    /// Yes or no.
    Toggle,
    /// One of these.
    Choice(Vec<Choice>),
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name in the values.
    pub key: String,
    /// Head.
    pub title: String,
    /// What its cells are.
    pub kind: CellKind,
    /// A sentence for the foot.
    pub help: String,
}

impl Column {
    /// Heads a column of cells of a kind.
    pub fn new(key: &str, title: &str, kind: CellKind) -> Self {
        Self { key: key.to_owned(), title: title.to_owned(), kind, help: String::new() }
    }

    /// Says what the column is about.
    pub fn help(mut self, help: &str) -> Self {
        self.help = help.to_owned();
        self
    }
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Why it cannot be edited; such a cell is drawn as if it were empty.
    pub refusal: Option<String>,
    /// What is on offer in this row; empty offers what the column offers.
    pub options: Vec<Choice>,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name in the values.
    pub key: String,
    /// Cells, one a column.
    pub cells: Vec<Cell>,
    /// How the row stands, for the column at the right.
    pub state: Option<(Tone, String)>,
    /// Whether edits apply to it together with other marked rows.
    pub marked: bool,
}

impl Row {
    /// Starts a row with the values of its cells.
    pub fn new(key: &str, values: impl IntoIterator<Item = Value>) -> Self {
        let cell = |value| Cell { value, ..Cell::default() };
        let cells = values.into_iter().map(cell).collect();
        Self { key: key.to_owned(), cells, state: None, marked: false }
    }
}

/// A table, its cursor, and the cell being typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    pub(super) cursor: Cursor,
    pub(super) column: usize,
    pub(super) typing: Option<Editor>,
}

impl Table {
    /// Builds a table; a row with too few or too many cells is filled up or cut.
    pub fn new(columns: Vec<Column>, rows: Vec<Row>) -> Self {
        let editable = columns.iter().position(|column| column.kind != CellKind::Fact);
        let mut table = Self {
            column: editable.unwrap_or(0),
            columns,
            rows: Vec::new(),
            cursor: Cursor::default(),
            typing: None,
        };
        table.set_rows(rows);
        table
    }

    /// Puts other rows in place; marks and cursor stay with the keys of the rows.
    pub fn set_rows(&mut self, mut rows: Vec<Row>) {
        for row in &mut rows {
            row.cells.resize(self.columns.len(), Cell::default());
            row.marked |= self.rows.iter().any(|old| old.marked && old.key == row.key);
        }
        let key = self.rows.get(self.cursor.selected).map(|row| row.key.clone());
        if let Some(place) = rows.iter().position(|row| Some(&row.key) == key.as_ref()) {
            self.cursor.selected = place;
        } else {
            self.typing = None;
        }
        self.cursor.selected = self.cursor.selected.min(rows.len().saturating_sub(1));
        self.rows = rows;
    }

    /// Returns the rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Returns a cell.
    pub fn cell(&self, row: &str, column: &str) -> Option<&Cell> {
        let column = self.columns.iter().position(|known| known.key == column)?;
        self.rows.iter().find(|known| known.key == row)?.cells.get(column)
    }

    /// Returns a cell to write its value, error, refusal or options.
    pub fn cell_mut(&mut self, row: &str, column: &str) -> Option<&mut Cell> {
        let column = self.columns.iter().position(|known| known.key == column)?;
        self.rows.iter_mut().find(|known| known.key == row)?.cells.get_mut(column)
    }

    /// Says how a row stands.
    pub fn set_state(&mut self, row: &str, state: Option<(Tone, String)>) {
        if let Some(row) = self.rows.iter_mut().find(|known| known.key == row) {
            row.state = state;
        }
    }

    /// Returns key of row and key of column under the cursor.
    pub fn at(&self) -> Option<(&str, &str)> {
        let row = self.rows.get(self.cursor.selected)?;
        Some((&row.key, &self.columns.get(self.column)?.key))
    }

    /// Returns the cell under the cursor.
    pub fn current(&self) -> Option<&Cell> {
        self.rows.get(self.cursor.selected)?.cells.get(self.column)
    }

    /// Returns what is on offer in the cell under the cursor.
    pub fn options(&self) -> &[Choice] {
        let own = self.current().map_or(&[][..], |cell| &cell.options);
        match self.columns.get(self.column).map(|column| &column.kind) {
            Some(CellKind::Choice(options)) if own.is_empty() => options,
            _ => own,
        }
    }

    /// Returns the indices of the rows that an edit changes: the marked ones and that of the cursor.
    pub fn edited(&self) -> Vec<usize> {
        let selected = |index: &usize| self.rows[*index].marked || *index == self.cursor.selected;
        (0..self.rows.len()).filter(selected).collect()
    }

    /// Returns the first problem, with the row it is in.
    pub fn problem(&self) -> Option<String> {
        self.rows.iter().find_map(|row| {
            let error = row.cells.iter().find_map(|cell| cell.error.as_ref())?;
            Some(format!("{}: {error}", row.key))
        })
    }

    /// Returns the rows as objects: the key of the row as `key`, and each column that can be edited.
    pub fn value(&self) -> Value {
        let object = |row: &Row| {
            let key = ("key".to_owned(), Value::from(row.key.as_str()));
            let cells = self.columns.iter().zip(&row.cells);
            let cells = cells
                .filter(|(column, _)| column.kind != CellKind::Fact)
                .map(|(column, cell)| (column.key.clone(), cell.value.clone()));
            Value::Object(std::iter::once(key).chain(cells).collect::<Map<_, _>>())
        };
        self.rows.iter().map(object).collect()
    }

    /// Takes the cells from such rows; other keys are left alone.
    pub fn set_value(&mut self, value: &Value) {
        self.typing = None;
        for object in value.as_array().into_iter().flatten() {
            let Some(key) = object.get("key").and_then(Value::as_str) else { continue };
            for column in &self.columns {
                let row = self.rows.iter_mut().find(|row| row.key == key);
                let place = self.columns.iter().position(|known| known.key == column.key);
                if let (Some(row), Some(place), Some(value)) = (row, place, object.get(&column.key))
                {
                    row.cells[place].value = value.clone();
                    row.cells[place].error = None;
                }
            }
        }
    }

    /// Writes a value into the column of the cursor, in every row that an edit changes.
    pub fn write(&mut self, value: &Value) -> bool {
        let column = self.column;
        let mut changed = false;
        for index in self.edited() {
            let Some(cell) = self.rows[index].cells.get_mut(column) else { continue };
            let offered = cell.options.is_empty()
                || cell.options.iter().any(|option| same(&option.value, value));
            if cell.refusal.is_none() && offered && !same(&cell.value, value) {
                cell.value = value.clone();
                cell.error = None;
                changed = true;
            }
        }
        changed
    }

    /// Takes the next value of a choice or a toggle.
    pub fn turn(&mut self, forward: bool) -> bool {
        let Some(cell) = self.current().filter(|cell| cell.refusal.is_none()) else {
            return false;
        };
        let value = match self.columns[self.column].kind {
            CellKind::Toggle => Value::Bool(cell.value != Value::Bool(true)),
            CellKind::Choice(_) => {
                let mut one = OneOf::new(self.options().to_vec());
                one.set(&cell.value);
                one.turn(forward);
                one.chosen().map_or(Value::Null, |choice| choice.value.clone())
            }
            _ => return false,
        };
        self.write(&value)
    }

    /// Ends typing; a text that the cell cannot take stays there, with what is wanted as its error.
    pub fn finish(&mut self) -> bool {
        let Some(editor) = self.typing.take() else { return false };
        let text = editor.text();
        let text = text.trim();
        let Some(CellKind::Number(bounds)) = self.columns.get(self.column).map(|c| &c.kind) else {
            return self.write(&Value::from(text));
        };
        if text.is_empty() {
            return self.write(&Value::Null);
        }
        let read = bounds.read(text, "");
        match read {
            Ok(number) => self.write(&Value::Number(number)),
            Err(error) => {
                let changed = self.write(&Value::from(text));
                let column = self.column;
                for index in self.edited() {
                    let cell = &mut self.rows[index].cells[column];
                    if cell.refusal.is_none() {
                        cell.error = Some(error.clone());
                    }
                }
                changed
            }
        }
    }

    /// Returns the text of a cell.
    pub fn text(&self, row: usize, column: usize) -> String {
        let cell = &self.rows[row].cells[column];
        if cell.refusal.is_some() {
            return "–".to_owned();
        }
        let options = match &self.columns[column].kind {
            CellKind::Toggle if cell.value == Value::Bool(true) => return "[✓]".to_owned(),
            CellKind::Toggle => return "[ ]".to_owned(),
            CellKind::Choice(options) if cell.options.is_empty() => options,
            _ => &cell.options,
        };
        match options.iter().find(|option| same(&option.value, &cell.value)) {
            Some(option) => option.label.clone(),
            None => typed(&cell.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table() -> Table {
        let number = CellKind::Number(Bounds { maximum: Some(9.0), ..Bounds::default() });
        let columns = vec![
            Column::new("port", "Port", CellKind::Fact),
            Column::new("keep", "Keep", CellKind::Toggle),
            Column::new("count", "Count", number),
        ];
        let row = |key: &str| Row::new(key, [json!(key), json!(false), json!(1)]);
        Table::new(columns, vec![row("VSH"), row("PHIE"), row("SW")])
    }

    #[test]
    fn an_edit_reaches_the_marked_rows_but_those_that_refuse() {
        let mut table = table();
        table.rows[1].marked = true;
        table.rows[2].marked = true;
        table.cell_mut("SW", "keep").unwrap().refusal = Some("read-only".into());
        assert!(table.turn(true));
        let kept: Vec<_> =
            table.value().as_array().unwrap().iter().map(|row| row["keep"] == true).collect();
        assert_eq!(kept, [true, true, false]);
    }

    #[test]
    fn a_number_out_of_bounds_stays_with_its_error() {
        let mut table = table();
        table.column = 2;
        table.typing = Some(Editor::new("12"));
        table.finish();
        assert_eq!(table.problem().as_deref(), Some("VSH: found 12, wanted to 9"));
        table.typing = Some(Editor::new("7"));
        table.finish();
        assert_eq!(
            (table.problem(), &table.cell("VSH", "count").unwrap().value),
            (None, &json!(7.0))
        );
    }

    #[test]
    fn rows_keep_marks_and_cursor_by_key() {
        let mut table = table();
        table.cursor.selected = 2;
        table.rows[2].marked = true;
        let mut rows = table.rows.clone();
        rows.iter_mut().for_each(|row| row.marked = false);
        rows.swap(0, 2);
        table.set_rows(rows);
        assert_eq!((table.cursor.selected, table.rows[0].marked), (0, true));
    }
}
