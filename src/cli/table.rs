//! Tables of aligned columns.

use super::out::{Out, Tone};
use super::words::clean;
use crate::canvas::label::{columns, fitted};

/// Blanks between columns.
const GAP: usize = 2;

/// Columns that a shrunk column keeps.
const NARROWEST: usize = 8;

/// Side on which a column is even.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table under construction.
pub struct Table {
    indent: usize,
    heads: Vec<(String, Align)>,
    rows: Vec<Vec<(String, Tone)>>,
}

/// A text in its tone, as it enters a table.
pub type Cell = (String, Tone);

/// Makes a cell without colour.
pub fn plain(text: impl Into<String>) -> Cell {
    (text.into(), Tone::Plain)
}

impl Table {
    /// Starts a table; a head beginning with `>` aligns its column to the right.
    pub fn new(heads: &[&str]) -> Self {
        let heads = heads
            .iter()
            .map(|head| match head.strip_prefix('>') {
                Some(head) => (head.to_owned(), Align::Right),
                None => ((*head).to_owned(), Align::Left),
            })
            .collect();
        Self { indent: 0, heads, rows: Vec::new() }
    }

    /// Sets the table in by so many blanks.
    pub fn indented(self, indent: usize) -> Self {
        Self { indent, ..self }
    }

    /// Adds a row with a cell for every head.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let row: Vec<Cell> = cells.into_iter().map(|(text, tone)| (clean(&text), tone)).collect();
        debug_assert_eq!(row.len(), self.heads.len(), "a row has a cell for every head");
        self.rows.push(row);
    }

    /// Prints the table; the widest texts are cut where the terminal is too narrow.
    pub fn print(&self, out: &Out) {
        let widths = self.widths(out.table_width().saturating_sub(self.indent));
        let heads: Vec<Cell> =
            self.heads.iter().map(|(head, _)| (head.clone(), Tone::Faint)).collect();
        self.print_row(out, &heads, &widths);
        for row in &self.rows {
            self.print_row(out, row, &widths);
        }
    }

    fn print_row(&self, out: &Out, row: &[Cell], widths: &[usize]) {
        let mut line = " ".repeat(self.indent);
        for (((text, tone), (_, align)), width) in row.iter().zip(&self.heads).zip(widths) {
            let text = fitted(text, *width, out.charset);
            let blanks = " ".repeat(width - columns(&text));
            let text = out.paint(*tone, &text);
            match align {
                Align::Left => line.push_str(&format!("{text}{blanks}")),
                Align::Right => line.push_str(&format!("{blanks}{text}")),
            }
            line.push_str(&" ".repeat(GAP));
        }
        out.line(line.trim_end());
    }

    fn widths(&self, room: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.heads.len())
            .map(|column| {
                let cells = self.rows.iter().map(|row| columns(&row[column].0));
                cells.chain([columns(&self.heads[column].0)]).max().unwrap_or(0)
            })
            .collect();
        let gaps = GAP * widths.len().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
        while excess > 0 {
            let widest = (0..widths.len())
                .filter(|column| {
                    self.heads[*column].1 == Align::Left && widths[*column] > NARROWEST
                })
                .max_by_key(|column| widths[*column]);
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
            excess -= 1;
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["name", ">samples", "message"]);
        table.row([plain("GR"), plain("800"), plain("a long story about a curve")]);
        table.row([plain("RHOB"), plain("7"), plain("")]);
        table
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        assert_eq!(table().widths(usize::MAX), [4, 7, 26]);
    }

    #[test]
    fn only_text_gives_way_to_a_narrow_terminal() {
        assert_eq!(table().widths(27), [4, 7, 12]);
        assert_eq!(table().widths(5), [4, 7, 8]);
    }
}
