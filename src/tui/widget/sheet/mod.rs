//! A table of results: laid out once, then looked at by rows and columns.
//!
//! A table of one row is read from above to below, a name and a value on a line; any other has the
//! columns that say what a row is about always in sight: the first, or the well and a name.

mod cells;
mod view;

use std::collections::BTreeMap;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::domain::operator::Kind;
use crate::domain::table::{ResultTable, TableColumn, TableRow};
use crate::domain::units::is_blank;
use crate::tui::command::Step;
use crate::tui::widget::text;

/// Widest column of texts; what is longer is cut, and told in full where a row stands alone.
const WIDEST: usize = 28;
/// Blanks between columns.
const GAP: usize = 2;

/// What is seen of a sheet: first row, and columns passed over after those that stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// First row, or line, in sight.
    pub row: usize,
    /// Columns left out at the left, after those that stay.
    pub column: usize,
}

/// A column as it is shown.
#[derive(Debug, Clone, PartialEq)]
struct Head {
    title: String,
    unit: String,
    width: usize,
    /// Numbers stand at the right.
    right: bool,
}

impl Head {
    /// Returns a value with its unit; nothing has none.
    fn with_unit(&self, cell: &str) -> String {
        if self.unit.is_empty() || cell == cells::NOTHING {
            return cell.to_owned();
        }
        format!("{cell} {}", self.unit)
    }
}

/// A table as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Name of the table.
    pub name: String,
    heads: Vec<Head>,
    rows: Vec<Vec<String>>,
    /// Columns that stay in sight.
    stay: usize,
    /// Says that there are more rows than these.
    left_out: Option<String>,
    /// Whether a name and a value stand on each line.
    single: bool,
}

impl Sheet {
    /// Lays a table of one well out.
    pub fn of(table: &ResultTable) -> Self {
        let rows: Vec<&[Value]> = table.rows.iter().map(Vec::as_slice).collect();
        let mut sheet = Self::laid(&table.name, &table.columns, &rows);
        sheet.single = sheet.rows.len() == 1;
        sheet.left_out = left_out(rows.len(), table.row_count);
        sheet
    }

    /// Lays the tables of one name out as one, with the well of each row in the first column.
    pub fn of_wells(name: &str, tables: &[TableRow]) -> Self {
        let well = TableColumn { name: "well".to_owned(), unit: String::new(), kind: Kind::Text };
        let mut columns = vec![well];
        // A port for several columns gives those that its well has, so that tables may differ.
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for column in tables.iter().flat_map(|table| &table.columns) {
            if !places.contains_key(column.name.as_str()) {
                places.insert(&column.name, columns.len());
                columns.push(column.clone());
            }
        }
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for table in tables {
            for row in &table.rows {
                let mut cells = vec![Value::Null; columns.len()];
                cells[0] = table.well.as_str().into();
                for (column, cell) in table.columns.iter().zip(row) {
                    cells[places[column.name.as_str()]] = cell.clone();
                }
                rows.push(cells);
            }
        }
        let rows: Vec<&[Value]> = rows.iter().map(Vec::as_slice).collect();
        let mut sheet = Self::laid(name, &columns, &rows);
        sheet.left_out = left_out(rows.len(), tables.iter().map(|table| table.row_count).sum());
        sheet.single = sheet.rows.len() == 1;
        if columns.get(1).is_some_and(|column| column.kind == Kind::Text) {
            sheet.stay = 2;
        }
        sheet
    }

    fn laid(name: &str, columns: &[TableColumn], rows: &[&[Value]]) -> Self {
        let texts: Vec<Vec<String>> = (0..columns.len())
            .map(|at| cells::column(rows.iter().map(|row| row.get(at).unwrap_or(&Value::Null))))
            .collect();
        let head = |(column, texts): (&TableColumn, &Vec<String>)| {
            let unit = if is_blank(&column.unit) { String::new() } else { column.unit.clone() };
            let widest = texts.iter().map(|cell| cell.width()).max().unwrap_or(0);
            let width = widest.max(column.name.width()).max(unit.width()).min(WIDEST);
            let right = column.kind == Kind::Number;
            Head { title: column.name.clone(), unit, width, right }
        };
        let heads = columns.iter().zip(&texts).map(head).collect();
        let mut cells: Vec<_> = texts.into_iter().map(Vec::into_iter).collect();
        let rows = rows.iter().map(|_| cells.iter_mut().filter_map(Iterator::next).collect());
        let rows = rows.collect();
        Self { name: name.to_owned(), heads, rows, stay: 1, left_out: None, single: false }
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Returns a table of one row as a line, if it is one and fits: names and values.
    pub fn line(&self, width: usize) -> Option<String> {
        let cells = self.rows.first().filter(|_| self.single)?;
        let told = self.heads.iter().zip(cells);
        let told = told.map(|(head, cell)| format!("{} {}", head.title, head.with_unit(cell)));
        let line = told.collect::<Vec<_>>().join(" · ");
        (line.width() <= width).then_some(line)
    }

    /// Moves in a room of so many cells by so many rows.
    pub fn moved(&self, place: Place, step: Step, (width, height): (u16, u16)) -> Place {
        let page = self.page(height).saturating_sub(1).max(1);
        let (mut row, mut column) = (place.row, place.column);
        match step {
            Step::Up => row = row.saturating_sub(1),
            Step::Down => row += 1,
            Step::PageUp => row = row.saturating_sub(page),
            Step::PageDown => row += page,
            Step::First => row = 0,
            Step::Last => row = usize::MAX,
            Step::Left => column = column.saturating_sub(1),
            Step::Right => column += 1,
        }
        self.settled(Place { row, column }, (width, height))
    }

    /// Moves by so many rows, up where negative.
    pub fn scrolled(&self, place: Place, rows: isize, room: (u16, u16)) -> Place {
        self.settled(Place { row: place.row.saturating_add_signed(rows), ..place }, room)
    }

    /// Brings a place back to what there is.
    pub fn settled(&self, place: Place, (width, height): (u16, u16)) -> Place {
        let lines = self.lines(usize::from(width));
        Place {
            row: place.row.min(lines.saturating_sub(self.page(height))),
            column: place.column.min(self.last_column(usize::from(width))),
        }
    }

    /// Says what is in sight, where that is not all.
    pub fn told(&self, place: Place, (width, height): (u16, u16)) -> Option<String> {
        let (width, page) = (usize::from(width), self.page(height));
        let lines = self.lines(width);
        let mut told = Vec::new();
        if lines > page {
            let what = if self.single { "lines" } else { "rows" };
            told.push(format!(
                "{what} {}–{}/{lines}",
                place.row + 1,
                (place.row + page).min(lines)
            ));
        }
        if self.last_column(width) > 0 {
            let (staying, all) = (self.staying(width), self.heads.len());
            let first = staying + place.column + 1;
            let last = self.shown(place.column, width).last().map_or(first, |last| last + 1);
            told.push(format!("columns {first}–{last}/{all}"));
        }
        (!told.is_empty()).then(|| told.join(" · "))
    }

    /// Lines of the head and of what is said at the foot.
    fn around(&self) -> usize {
        let units = usize::from(self.heads.iter().any(|head| !head.unit.is_empty()));
        let head = if self.single { 0 } else { 1 + units };
        head + usize::from(self.left_out.is_some())
    }

    /// Rows that a room of so many lines shows.
    fn page(&self, height: u16) -> usize {
        usize::from(height).saturating_sub(self.around()).max(1)
    }

    /// Returns the number of lines to scroll through.
    fn lines(&self, width: usize) -> usize {
        if self.single { self.pairs(width).len() } else { self.rows.len() }
    }

    /// Returns how many columns stay in sight: as many as leave room for others.
    fn staying(&self, width: usize) -> usize {
        let used = |count: usize| {
            self.heads.iter().take(count).map(|head| head.width + GAP).sum::<usize>()
        };
        if used(self.stay) * 3 > width * 2 { 1 } else { self.stay }
    }

    /// Returns the columns that are in sight when so many are passed over, by their places.
    fn shown(&self, passed: usize, width: usize) -> Vec<usize> {
        let staying = self.staying(width).min(self.heads.len());
        let mut shown: Vec<usize> = (0..staying).collect();
        let mut used = 1 + shown.iter().map(|at| self.heads[*at].width + GAP).sum::<usize>();
        for at in staying + passed..self.heads.len() {
            used += self.heads[at].width;
            // A column that is too wide alone is cut, or it would never be seen.
            if used > width && shown.len() > staying {
                break;
            }
            shown.push(at);
            used += GAP;
        }
        shown
    }

    /// Returns how many columns are passed over when the last one is in sight.
    fn last_column(&self, width: usize) -> usize {
        if self.single {
            return 0;
        }
        let all = self.heads.len();
        let most = all.saturating_sub(self.staying(width) + 1);
        (0..=most)
            .find(|passed| self.shown(*passed, width).last().is_none_or(|last| last + 1 == all))
            .unwrap_or(most)
    }

    /// Returns the lines of a row that stands alone: name, and value with unit.
    fn pairs(&self, width: usize) -> Vec<(String, String)> {
        let Some(cells) = self.rows.first() else { return Vec::new() };
        let names = self.names();
        let room = width.saturating_sub(names + 1 + GAP).max(8);
        let mut pairs = Vec::new();
        for (head, cell) in self.heads.iter().zip(cells) {
            let value = head.with_unit(cell);
            for (at, part) in text::wrap(&value, room).into_iter().enumerate() {
                let name = if at == 0 { head.title.clone() } else { String::new() };
                pairs.push((name, part));
            }
        }
        pairs
    }

    /// Width of the names of a row that stands alone.
    fn names(&self) -> usize {
        let longest = self.heads.iter().map(|head| head.title.width()).max().unwrap_or(0);
        longest.min(WIDEST)
    }
}

fn left_out(kept: usize, all: i64) -> Option<String> {
    let all = usize::try_from(all).ok().filter(|all| *all > kept)?;
    Some(format!(
        "the first {} of {} rows",
        text::count(kept as i64),
        text::count(i64::try_from(all).unwrap_or(i64::MAX))
    ))
}

#[cfg(test)]
mod tests;
