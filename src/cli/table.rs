//! Tables of aligned columns.

use super::out::{Out, Tone};
use super::words::{clean, in_charset, wrap};
use crate::canvas::label::{Charset, columns, fitted};
use widths::{GAP, NARROWEST, faint, total, widest, widths};

mod dates;
#[cfg(test)]
mod tests;
mod widths;

/// Columns in which a description reads well beside the others; with fewer it goes below its row,
/// unless that takes more lines.
const READABLE: usize = 32;

/// Columns without which no description stands beside the others.
const LEAST: usize = 16;

/// Columns by which a description below its row is set in.
const BELOW: usize = 4;

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
    width: Option<usize>,
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
        Self { indent: 0, width: None, heads, rows: Vec::new() }
    }

    /// Sets the table in by so many blanks.
    pub fn indented(self, indent: usize) -> Self {
        Self { indent, ..self }
    }

    /// Sets the table to so many columns, whatever the terminal has.
    pub fn within(self, width: usize) -> Self {
        Self { width: Some(width), ..self }
    }

    /// Adds a row with a cell for every head.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let row: Vec<Cell> = cells.into_iter().map(|(text, tone)| (clean(&text), tone)).collect();
        debug_assert_eq!(row.len(), self.heads.len(), "a row has a cell for every head");
        self.rows.push(row);
    }

    /// Prints the table.
    ///
    /// Where the terminal is too narrow, columns without a word are left out, dates lose their seconds
    /// and then their year, a description in the last column goes on in lines of its own, and only
    /// then the widest texts are cut.
    pub fn print(&self, out: &Out) {
        let lines = self.in_charset(out.charset).lines(self.room(out), out);
        lines.iter().for_each(|line| out.line(line));
    }

    /// Prints the table; where it is too wide, in parts below each other that all begin with the
    /// columns that tell the rows apart: the texts at the left, or else the first column.
    pub fn print_in_parts(&self, out: &Out) {
        let lines = self.in_charset(out.charset).lines_in_parts(self.room(out), out);
        lines.iter().for_each(|line| out.line(line));
    }

    fn lines(&self, room: usize, out: &Out) -> Vec<String> {
        if self.natural() <= room {
            return self.plain_lines(room, out);
        }
        let filled = |at: &usize| self.rows.iter().any(|row| !row[*at].0.is_empty());
        let filled: Vec<usize> = (0..self.heads.len()).filter(filled).collect();
        if filled.len() < self.heads.len() && !filled.is_empty() {
            return self.part(&filled).lines(room, out);
        }
        let described = self.described();
        let others = self.heads.len() - usize::from(described);
        let heads = &self.heads[..others];
        let mut rows = self.rows.clone();
        while dates::shorten(&mut rows, |rows| total(&widest(heads, rows)) > room) {}
        let shorter = Self { heads: self.heads.clone(), rows, ..*self };
        if !described || shorter.natural() <= room {
            return shorter.plain_lines(room, out);
        }
        let taken = total(&widest(heads, &shorter.rows)) + GAP;
        let below = shorter.lines_below(room, out);
        match room.checked_sub(taken).filter(|left| *left >= LEAST) {
            Some(left) => {
                let beside = shorter.lines_beside(taken, left, out);
                let is_shorter = beside.len() < below.len();
                let is_even = beside.len() == below.len() && left >= READABLE;
                if is_shorter || is_even { beside } else { below }
            }
            None => below,
        }
    }

    /// Sets the descriptions in the last column in so many columns, each in as many lines as it takes.
    fn lines_beside(&self, taken: usize, left: usize, out: &Out) -> Vec<String> {
        let others = self.heads.len() - 1;
        let mut widths = widest(&self.heads[..others], &self.rows);
        widths.push(left);
        let mut lines = vec![self.row_line(&faint(&self.heads), &self.heads, &widths, out)];
        for row in &self.rows {
            let (text, tone) = &row[others];
            let mut wrapped = wrap(text, left).into_iter();
            let mut first = row[..others].to_vec();
            first.push((wrapped.next().unwrap_or_default(), *tone));
            lines.push(self.row_line(&first, &self.heads, &widths, out));
            lines.extend(wrapped.map(|line| self.text_line(taken, *tone, &line, out)));
        }
        lines
    }

    /// Sets the descriptions in the last column in lines below their rows.
    fn lines_below(&self, room: usize, out: &Out) -> Vec<String> {
        let others = self.heads.len() - 1;
        let heads = &self.heads[..others];
        let widths = widths(heads, &self.rows, room);
        let mut lines = vec![self.row_line(&faint(heads), heads, &widths, out)];
        for row in &self.rows {
            let (text, tone) = &row[others];
            lines.push(self.row_line(&row[..others], heads, &widths, out));
            let wrapped = wrap(text, room.saturating_sub(BELOW)).into_iter();
            lines.extend(wrapped.map(|line| self.text_line(BELOW, *tone, &line, out)));
        }
        lines
    }

    fn lines_in_parts(&self, room: usize, out: &Out) -> Vec<String> {
        let widths = widest(&self.heads, &self.rows);
        let is_text = |(_, align): &(String, Align)| *align == Align::Left;
        let keys = self.heads.iter().take_while(|head| is_text(head)).count().max(1);
        let kept: usize = widths.iter().take(keys).map(|width| width + GAP).sum();
        if self.natural() <= room || keys >= self.heads.len() || kept + NARROWEST > room {
            return self.plain_lines(room, out);
        }
        let mut lines = Vec::new();
        let mut from = keys;
        while from < self.heads.len() {
            let mut to = from + 1;
            let mut taken = kept + widths[from];
            while to < widths.len() && taken + GAP + widths[to] <= room {
                taken += GAP + widths[to];
                to += 1;
            }
            if from > keys {
                lines.push(String::new());
            }
            let of_part: Vec<usize> = (0..keys).chain(from..to).collect();
            lines.extend(self.part(&of_part).plain_lines(room, out));
            from = to;
        }
        lines
    }

    /// Returns the table in the characters that may be printed, before anything is measured.
    fn in_charset(&self, charset: Charset) -> Self {
        let cell = |(text, tone): &Cell| (in_charset(text, charset), *tone);
        let row = |row: &Vec<Cell>| row.iter().map(cell).collect();
        let head = |(head, align): &(String, Align)| (in_charset(head, charset), *align);
        Self {
            heads: self.heads.iter().map(head).collect(),
            rows: self.rows.iter().map(row).collect(),
            ..*self
        }
    }

    /// Returns the table with these columns only.
    fn part(&self, columns: &[usize]) -> Self {
        let row = |row: &Vec<Cell>| columns.iter().map(|at| row[*at].clone()).collect();
        Self {
            heads: columns.iter().map(|at| self.heads[*at].clone()).collect(),
            rows: self.rows.iter().map(row).collect(),
            ..*self
        }
    }

    fn room(&self, out: &Out) -> usize {
        self.width.unwrap_or_else(|| out.table_width()).saturating_sub(self.indent)
    }

    fn natural(&self) -> usize {
        total(&widest(&self.heads, &self.rows))
    }

    /// Whether the last column holds sentences, which may be broken.
    fn described(&self) -> bool {
        // A list of names is no sentence: of that, the beginning says enough.
        let prose = |(text, _): &Cell| {
            let words = text.split_whitespace();
            let commas = words.clone().filter(|word| word.ends_with(',')).count();
            columns(text) > READABLE && commas * 2 < words.count()
        };
        let is_text =
            self.heads.len() > 1 && self.heads.last().is_some_and(|it| it.1 == Align::Left);
        is_text && self.rows.iter().filter_map(|row| row.last()).any(prose)
    }

    /// Returns a line for each row; what has no room is cut.
    fn plain_lines(&self, room: usize, out: &Out) -> Vec<String> {
        let widths = widths(&self.heads, &self.rows, room);
        let heads = faint(&self.heads);
        let rows = std::iter::once(&heads).chain(&self.rows);
        rows.map(|row| self.row_line(row, &self.heads, &widths, out)).collect()
    }

    fn row_line(
        &self,
        row: &[Cell],
        heads: &[(String, Align)],
        widths: &[usize],
        out: &Out,
    ) -> String {
        let mut line = " ".repeat(self.indent);
        for (((text, tone), (_, align)), width) in row.iter().zip(heads).zip(widths) {
            let text = fitted(text, *width, out.charset);
            let blanks = " ".repeat(width - columns(&text));
            let text = out.paint(*tone, &text);
            match align {
                Align::Left => line.push_str(&format!("{text}{blanks}")),
                Align::Right => line.push_str(&format!("{blanks}{text}")),
            }
            line.push_str(&" ".repeat(GAP));
        }
        line.trim_end().to_owned()
    }

    fn text_line(&self, indent: usize, tone: Tone, text: &str, out: &Out) -> String {
        format!("{}{}", " ".repeat(self.indent + indent), out.paint(tone, text))
    }
}
