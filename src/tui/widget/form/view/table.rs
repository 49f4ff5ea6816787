//! Draws the table of a form.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::tui::state::Tone;
use crate::tui::theme::Theme;
use crate::tui::widget::form::line;
use crate::tui::widget::form::table::{CellKind, Table};
use crate::tui::widget::{frame, text};

/// Cells left of the first column: the bar of the cursor, the mark, and a blank.
const MARGIN: u16 = 3;
/// Blanks between columns.
const GAP: u16 = 2;
/// Narrowest column.
const NARROWEST: u16 = 4;

/// Returns left edge and width of each column, that of the states last, for a width of the table.
pub fn columns(table: &Table, width: u16) -> Vec<(u16, u16)> {
    let mut widths: Vec<u16> = (0..table.columns.len())
        .map(|column| {
            let cells = (0..table.rows.len()).map(|row| table.text(row, column).width()).max();
            let cells = cells.unwrap_or(0);
            cells.max(table.columns[column].title.width()).clamp(1, 40) as u16
        })
        .collect();
    let states = table.rows.iter().filter_map(|row| row.state.as_ref());
    widths.push(states.map(|(_, text)| text.width() + 2).max().unwrap_or(0).min(60) as u16);
    let room = width.saturating_sub(MARGIN + 1);
    let gaps = GAP * table.columns.len() as u16;
    // States give way first, down to their sign: the foot tells that of the row under the cursor.
    let missing = (widths.iter().sum::<u16>() + gaps).saturating_sub(room);
    if let Some(states) = widths.last_mut().filter(|states| **states > 0) {
        *states = states.saturating_sub(missing).max(1);
    }
    while widths.iter().sum::<u16>() + gaps > room {
        let Some(widest) = widths.iter_mut().max_by_key(|width| **width) else { break };
        if *widest <= NARROWEST {
            break;
        }
        *widest -= 1;
    }
    let mut x = MARGIN;
    widths
        .into_iter()
        .map(|width| {
            let left = x;
            x += width + GAP;
            (left, width)
        })
        .collect()
}

/// Draws head and rows; `focused` shows the cursor.
pub fn view(table: &Table, theme: &Theme, buffer: &mut Buffer, area: Rect, focused: bool) {
    let columns = columns(table, area.width);
    let Some((states, of_columns)) = columns.split_last() else { return };
    let mut head = Line::default();
    head.spans.push(Span::raw(" ".repeat(usize::from(MARGIN))));
    for ((_, width), column) in of_columns.iter().zip(&table.columns) {
        let title = text::left(&column.title, usize::from(*width));
        head.spans
            .push(Span::styled(title, theme.style("muted").add_modifier(Modifier::UNDERLINED)));
        head.spans.push(Span::raw(" ".repeat(usize::from(GAP))));
    }
    frame::line(buffer, area, &head);
    let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if table.rows.is_empty() {
        frame::line(buffer, rows, &Line::styled("   nothing here", theme.style("muted")));
        return;
    }
    let mut cursor = table.cursor;
    cursor.reveal(table.rows.len(), usize::from(rows.height));
    let visible = cursor.visible(table.rows.len(), usize::from(rows.height));
    for (place, index) in rows.rows().zip(visible) {
        let row = &table.rows[index];
        let selected = focused && index == cursor.selected;
        let bar = if selected { "▌" } else { " " };
        let mark = if row.marked { "●" } else { " " };
        let lead = Line::from(vec![
            Span::styled(bar, theme.style("accent")),
            Span::styled(mark, theme.style("key_hint")),
        ]);
        frame::line(buffer, place, &lead);
        for (column, (x, width)) in of_columns.iter().enumerate() {
            let cell = Rect { x: place.x + x, width: *width, ..place }.intersection(area);
            cell_view(table, (index, column), theme, buffer, cell, selected);
        }
        if let Some((tone, words)) = &row.state {
            let (glyph, token) = sign(*tone);
            let words = match states.1 {
                0..4 => glyph.to_owned(),
                width => text::cut(&format!("{glyph} {words}"), usize::from(width)),
            };
            let cell = Rect { x: place.x + states.0, width: states.1, ..place }.intersection(area);
            frame::line(buffer, cell, &Line::styled(words, theme.style(token)));
        }
    }
    if table.rows.len() > usize::from(rows.height) {
        let bar = Rect { y: area.y, height: area.height + 1, ..area };
        let style = theme.style(if focused { "border_focused" } else { "border" });
        frame::scroll_bar(
            buffer,
            bar,
            style,
            cursor.offset,
            usize::from(rows.height),
            table.rows.len(),
        );
    }
}

fn cell_view(
    table: &Table,
    (row, column): (usize, usize),
    theme: &Theme,
    buffer: &mut Buffer,
    area: Rect,
    in_row: bool,
) {
    let cell = &table.rows[row].cells[column];
    let kind = &table.columns[column].kind;
    let width = usize::from(area.width);
    let token = match (&cell.error, &cell.refusal, kind) {
        (Some(_), _, _) => "status.failed",
        (_, Some(_), _) => "muted",
        (_, _, CellKind::Fact) if column > 0 => "muted",
        _ => "text",
    };
    let style = theme.style(token);
    let here = in_row && column == table.column;
    let line = match &table.typing {
        Some(editor) if here => {
            let (line, bar) = (editor.text(), theme.style("accent"));
            Line::from(line::spans(&line, Some(editor.cursor().1), width, style, bar))
        }
        _ => {
            let mut words = table.text(row, column);
            if words.is_empty() && cell.error.is_some() {
                "needed".clone_into(&mut words);
            }
            Line::styled(text::left(&words, width), style)
        }
    };
    frame::line(buffer, area, &line);
    if here && !area.is_empty() {
        buffer.set_style(area, theme.selection());
        // A choice shows that there is a list, in the gap behind it.
        let list = matches!(kind, CellKind::Choice(_)) && cell.refusal.is_none();
        if let Some(sign) = buffer.cell_mut((area.right(), area.y)).filter(|_| list) {
            sign.set_symbol("▾").set_style(theme.style("accent"));
        }
    }
}

/// Returns glyph and style of a state.
pub fn sign(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Good => ("✓", "status.completed"),
        Tone::Note => ("·", "muted"),
        Tone::Warning => ("⚠", "status.partial"),
        Tone::Problem => ("✗", "status.failed"),
    }
}
