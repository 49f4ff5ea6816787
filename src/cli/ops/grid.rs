//! Text set to a width: paragraphs, and tables whose cells wrap where they do not fit.

use crate::canvas::label::columns;
use crate::cli::out::{Out, Tone};
use crate::cli::words::{clean, in_charset, wrap};

/// Blanks between columns.
const GAP: usize = 2;

/// Columns that a squeezed cell keeps at least, unless its words are shorter.
const NARROWEST: usize = 14;

/// Prints a text below an indent.
pub fn paragraph(text: &str, indent: usize, width: usize, out: &Out) {
    let text = in_charset(&clean(text), out.charset);
    for line in wrap(&text, width.saturating_sub(indent)) {
        out.line(&format!("{}{line}", " ".repeat(indent)));
    }
}

/// A table whose cells wrap.
pub struct Grid {
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// Starts a table; with empty heads it has no head.
    pub fn new(heads: &[&'static str]) -> Self {
        Self { heads: heads.to_vec(), rows: Vec::new() }
    }

    /// Adds a row with a cell for every head.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| clean(&cell)).collect());
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints the table below an indent; columns in which nothing stands are left out.
    pub fn print(&self, indent: usize, width: usize, out: &Out) {
        let widths = self.widths(width.saturating_sub(indent));
        if self.heads.iter().any(|head| !head.is_empty()) {
            let heads: Vec<String> = self.heads.iter().map(|head| (*head).to_owned()).collect();
            print_row(&heads, &widths, indent, Tone::Faint, out);
        }
        for row in &self.rows {
            print_row(row, &widths, indent, Tone::Plain, out);
        }
    }

    fn widths(&self, room: usize) -> Vec<usize> {
        let widest =
            |column: usize| self.rows.iter().map(|row| columns(&row[column])).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..self.heads.len())
            .map(|column| match widest(column) {
                0 => 0,
                wide => wide.max(columns(self.heads[column])),
            })
            .collect();
        let floors: Vec<usize> = (0..self.heads.len())
            .map(|column| {
                let cells = self.rows.iter().map(|row| row[column].as_str());
                let words = cells.chain([self.heads[column]]).flat_map(str::split_whitespace);
                words.map(columns).max().unwrap_or(0).min(NARROWEST)
            })
            .collect();
        let gaps = GAP * widths.iter().filter(|width| **width > 0).count().saturating_sub(1);
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
        while excess > 0 {
            let widest = (0..widths.len())
                .filter(|column| widths[*column] > floors[*column])
                .max_by_key(|column| widths[*column]);
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
            excess -= 1;
        }
        widths
    }
}

fn print_row(cells: &[String], widths: &[usize], indent: usize, tone: Tone, out: &Out) {
    let shown = cells.iter().zip(widths).filter(|(_, width)| **width > 0);
    let (cells, widths): (Vec<Vec<String>>, Vec<usize>) =
        shown.map(|(cell, width)| (wrap(&in_charset(cell, out.charset), *width), *width)).unzip();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    for at in 0..height {
        let mut line = " ".repeat(indent);
        let mut told = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            let text = cell.get(at).map_or("", String::as_str);
            told.push_str(text);
            told.push_str(&" ".repeat(width.saturating_sub(columns(text)) + GAP));
        }
        line.push_str(&out.paint(tone, told.trim_end()));
        out.line(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_column_gives_way_and_an_empty_one_goes() {
        let mut grid = Grid::new(&["name", "unit", "meaning"]);
        grid.row(
            ["window", "", "Length of the window; odd, so that it has a middle."]
                .map(str::to_owned),
        );
        assert_eq!(grid.widths(100), [6, 0, 51]);
        assert_eq!(grid.widths(40), [6, 0, 32]);
    }
}
