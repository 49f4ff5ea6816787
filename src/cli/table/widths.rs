//! How wide the columns of a table are.

use super::{Align, Cell, dates};
use crate::canvas::label::columns;
use crate::cli::out::Tone;

/// Blanks between columns.
pub const GAP: usize = 2;

/// Columns that a shrunk column keeps.
pub const NARROWEST: usize = 8;

/// Returns the heads as cells.
pub fn faint(heads: &[(String, Align)]) -> Vec<Cell> {
    heads.iter().map(|(head, _)| (head.clone(), Tone::Faint)).collect()
}

/// Returns the widths of columns as their widest cells want them.
pub fn widest(heads: &[(String, Align)], rows: &[Vec<Cell>]) -> Vec<usize> {
    let heads = heads.iter().enumerate();
    let widths = heads.map(|(column, (head, _))| {
        let cells = rows.iter().map(|row| columns(&row[column].0));
        cells.chain([columns(head)]).max().unwrap_or(0)
    });
    widths.collect()
}

/// Returns the columns of a row with its gaps.
pub fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// Returns the widths of columns in so much room: the widest texts give way, and no number or date.
pub fn widths(heads: &[(String, Align)], rows: &[Vec<Cell>], room: usize) -> Vec<usize> {
    let mut widths = widest(heads, rows);
    let gives: Vec<bool> = (0..heads.len())
        .map(|column| heads[column].1 == Align::Left && !dates::is_column(rows, column))
        .collect();
    let mut excess = total(&widths).saturating_sub(room);
    while excess > 0 {
        let widest = (0..widths.len())
            .filter(|column| gives[*column] && widths[*column] > NARROWEST)
            .max_by_key(|column| widths[*column]);
        let Some(widest) = widest else { break };
        widths[widest] -= 1;
        excess -= 1;
    }
    widths
}
