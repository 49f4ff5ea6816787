//! One data row, cut into cells and brought to the width of the table.

use super::header::Delimiter;
use super::number;

/// Cuts a row into cells.
pub(super) fn cut<'a>(row: &'a str, delimiter: Delimiter, cells: &mut Vec<&'a str>) {
    cells.clear();
    let is_quote = |character: char| character == '"' || character == '\'';
    let quoted = row.contains(is_quote);
    match delimiter {
        Delimiter::Blank if !quoted => cells.extend(row.split_ascii_whitespace()),
        Delimiter::Tab if !quoted => cells.extend(row.split('\t').map(str::trim)),
        Delimiter::Comma if !quoted => cells.extend(row.split(',').map(str::trim)),
        _ => cut_quoted(row, delimiter, cells),
    }
}

/// Cuts a row in which delimiters inside quotes do not count.
fn cut_quoted<'a>(row: &'a str, delimiter: Delimiter, cells: &mut Vec<&'a str>) {
    let is_delimiter = |character: char| match delimiter {
        Delimiter::Blank => character.is_ascii_whitespace(),
        Delimiter::Tab => character == '\t',
        Delimiter::Comma => character == ',',
    };
    let mut rest = row.trim();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|first| *first == '"' || *first == '\'');
        let closing = quote.and_then(|quote| rest[1..].find(quote).map(|place| place + 1));
        let (cell, after) = match closing {
            Some(end) => (&rest[1..end], &rest[end + 1..]),
            None => rest.split_at(rest.find(is_delimiter).unwrap_or(rest.len())),
        };
        cells.push(cell.trim());
        let after =
            if delimiter == Delimiter::Blank { after } else { after.trim_start_matches(' ') };
        rest = after.strip_prefix(is_delimiter).unwrap_or(after).trim_start_matches(' ');
        if delimiter == Delimiter::Blank {
            rest = rest.trim_start();
        }
    }
}

/// Whether a row has the right width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Exact,
    /// After numbers that run into each other were parted.
    Repaired,
    No,
}

/// Tries to bring a row to the right width; leaves it alone when that fails.
pub(super) fn fit(cells: &mut Vec<&str>, width: usize) -> Fit {
    while cells.len() > width && cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    if cells.len() >= width {
        return if cells.len() == width { Fit::Exact } else { Fit::No };
    }
    let mut parts = Vec::with_capacity(width);
    for cell in &*cells {
        if number::is_inseparable(cell) {
            parts.extend([*cell, *cell]);
        } else {
            parts.extend(number::run_on_parts(cell));
        }
    }
    let overflows: Vec<usize> =
        parts.iter().filter(|cell| number::is_overflow(cell)).map(|cell| cell.len()).collect();
    let short = width.saturating_sub(parts.len());
    if let Some(length) = overflows.first() {
        // A row of asterisks covers several columns; equally long ones cover equally many.
        if overflows.iter().all(|other| other == length) && short % overflows.len() == 0 {
            let each = 1 + short / overflows.len();
            parts = parts
                .iter()
                .flat_map(|cell| {
                    std::iter::repeat_n(*cell, if number::is_overflow(cell) { each } else { 1 })
                })
                .collect();
        }
    }
    if parts.len() != width {
        return Fit::No;
    }
    *cells = parts;
    Fit::Repaired
}
