//! The frame of a pane: rounded border, title, what stands at its right, and its scroll bar.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use crate::tui::theme::Theme;
use crate::tui::widget::text;

/// Draws the frame of a pane and returns the room inside.
pub fn pane(
    buffer: &mut Buffer,
    area: Rect,
    theme: &Theme,
    focused: bool,
    title: &str,
    note: Line<'static>,
) -> Rect {
    let border = theme.style(if focused { "border_focused" } else { "border" });
    let heading = if focused { theme.style("title") } else { theme.style("muted") };
    let fits = note.width() > 0 && has_room(usize::from(area.width), title, note.width());
    let title = text::cut(title, usize::from(area.width).saturating_sub(6));
    let mut block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(border)
        .title_top(Line::from(vec![Span::raw(" "), Span::styled(title, heading), Span::raw(" ")]));
    if fits {
        let mut note = note;
        note.spans.insert(0, Span::raw(" "));
        note.spans.push(Span::raw(" "));
        block = block.title_top(note.right_aligned());
    }
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// Whether the frame of a pane of this width has room for its title and a note.
pub fn has_room(width: usize, title: &str, note: usize) -> bool {
    note + text::width(title) + 5 <= width.saturating_sub(4)
}

/// Clears a small place, frames it, and returns the room inside.
pub fn plain(buffer: &mut Buffer, area: Rect, theme: &Theme) -> Rect {
    Clear.render(area, buffer);
    buffer.set_style(area, theme.style("background"));
    let block =
        Block::bordered().border_type(BorderType::Rounded).border_style(theme.style("border"));
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// Writes a line over the bottom border of a pane, cut to its width.
pub fn foot(buffer: &mut Buffer, area: Rect, line: Line<'static>) {
    let room = area.width.saturating_sub(4);
    if area.height < 3 || room < 4 {
        return;
    }
    let mut line = line;
    line.spans.insert(0, Span::raw(" "));
    let width = (line.width() as u16).min(room - 1);
    let row = Rect { x: area.x + 2, y: area.bottom() - 1, width, height: 1 };
    buffer.set_line(row.x, row.y, &line, row.width);
    let cut = line.width() as u16 > width;
    buffer.set_string(row.right(), row.y, if cut { "…" } else { " " }, Style::new());
}

/// Draws a scroll bar over the right border where the list is longer than the pane.
pub fn scroll_bar(
    buffer: &mut Buffer,
    area: Rect,
    style: Style,
    offset: usize,
    height: usize,
    len: usize,
) {
    if len <= height || height == 0 || area.width == 0 || area.height < 3 {
        return;
    }
    let track = usize::from(area.height) - 2;
    let thumb = (track * height / len).max(1);
    let start = (track - thumb) * offset.min(len - height) / (len - height);
    for row in start..start + thumb {
        let y = area.y + 1 + row as u16;
        if let Some(cell) = buffer.cell_mut((area.right() - 1, y)) {
            cell.set_symbol("┃").set_style(style);
        }
    }
}

/// Writes one line at the top of an area; where the area has no row, nothing.
pub fn line(buffer: &mut Buffer, area: Rect, line: &Line<'_>) {
    let row = area.intersection(buffer.area);
    if !row.is_empty() {
        buffer.set_line(row.x, row.y, line, row.width);
    }
}

/// Writes lines one below the other, as many as fit.
pub fn lines<'a>(buffer: &mut Buffer, area: Rect, lines: impl IntoIterator<Item = Line<'a>>) {
    for (row, line) in area.rows().zip(lines) {
        buffer.set_line(row.x, row.y, &line, row.width);
        if line.style != Style::default() {
            buffer.set_style(row, line.style);
        }
    }
}

/// Writes a few muted lines in the middle of an empty pane.
pub fn empty(buffer: &mut Buffer, area: Rect, theme: &Theme, message: &str) {
    let width = usize::from(area.width).saturating_sub(2);
    let lines = text::wrap(message, width.max(1));
    let top = area.y + area.height.saturating_sub(lines.len() as u16) / 3;
    for (row, line) in (top..area.bottom()).zip(lines) {
        let cells = unicode_width::UnicodeWidthStr::width(line.as_str()) as u16;
        let x = area.x + area.width.saturating_sub(cells) / 2;
        buffer.set_stringn(x, row, line, usize::from(area.width), theme.style("muted"));
    }
}
