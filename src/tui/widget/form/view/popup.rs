//! Draws the pop-up list of a form.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::Page;
use crate::tui::widget::form::field::Kind;
use crate::tui::widget::form::line;
use crate::tui::widget::form::popup::{Popup, Purpose};
use crate::tui::widget::{frame, text};

impl Page<'_> {
    pub(super) fn popup(&self, popup: &Popup, buffer: &mut Buffer, area: Rect) {
        Clear.render(area, buffer);
        buffer.set_style(area, self.style("background"));
        let field = &self.form.fields[self.form.focused];
        let options = self.form.popup_options();
        let found = popup.found(options);
        let many = match &field.kind {
            Kind::Select(any) if popup.purpose == Purpose::Many => Some(any),
            _ => None,
        };
        let note = match many {
            Some(any) => format!("{} of {}", any.chosen.len(), any.options.len()),
            None if found.len() < options.len() => format!("{} of {}", found.len(), options.len()),
            None => String::new(),
        };
        let note = Line::styled(note, self.style("muted"));
        let title = match (&field.kind, popup.purpose) {
            (_, Purpose::Suggestions) => "Suggestions",
            (Kind::Table(table), _) => &table.columns[table.column].title,
            _ => &field.label,
        };
        let inner = frame::pane(buffer, area, self.theme, true, title, note);
        if inner.height < 2 {
            return;
        }
        let lead = if many.is_some() { " / " } else { " › " };
        let mut filter = Line::from(Span::styled(lead, self.style("accent")));
        let room = usize::from(inner.width).saturating_sub(4);
        let typing = many.is_none() || popup.filtering;
        let cursor = typing.then_some(popup.filter.cursor().1);
        let style = self.style("text");
        if popup.filter.is_blank() && !typing {
            filter.spans.push(Span::styled("filter", self.style("muted")));
        } else {
            let words = popup.filter.text();
            filter.spans.extend(line::spans(&words, cursor, room, style, self.style("accent")));
        }
        frame::line(buffer, inner, &filter);
        let body = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
        if found.is_empty() {
            let nothing =
                if options.is_empty() { "Nothing is on offer." } else { "Nothing has this." };
            frame::line(buffer, body, &Line::styled(format!("   {nothing}"), self.style("muted")));
            return;
        }
        let mut cursor = popup.cursor;
        cursor.reveal(found.len(), usize::from(body.height));
        for (row, place) in body.rows().zip(cursor.visible(found.len(), usize::from(body.height))) {
            let index = found[place];
            let option = &options[index];
            let ticked = match (&field.kind, many) {
                (_, Some(any)) => any.chosen.contains(&index),
                (Kind::Choice(one), _) if popup.purpose == Purpose::One => {
                    one.chosen == Some(index)
                }
                _ => false,
            };
            let mark = match (many.is_some(), ticked) {
                (true, true) => "[✓] ",
                (true, false) => "[ ] ",
                (false, true) => "● ",
                (false, false) => "  ",
            };
            let note = option.refusal.as_ref().unwrap_or(&option.note);
            let room = usize::from(row.width).saturating_sub(3 + mark.width());
            let note = text::cut(note, room / 2);
            let label = room.saturating_sub(note.width() + usize::from(!note.is_empty()));
            let token = if option.refusal.is_some() { "muted" } else { "text" };
            let line = Line::from(vec![
                Span::raw("  "),
                Span::styled(mark, self.style(if ticked { "accent" } else { "muted" })),
                Span::styled(text::left(&option.label, label), self.style(token)),
                Span::styled(format!(" {note}"), self.style("muted")),
            ]);
            frame::line(buffer, row, &line);
            if place == cursor.selected {
                buffer.set_style(row, self.theme.selection());
                if let Some(cell) = buffer.cell_mut((row.x, row.y)) {
                    cell.set_symbol("▌").set_style(self.style("accent"));
                }
            }
        }
        let bar = Rect { y: area.y + 1, height: area.height - 1, ..area };
        let style = self.style("border_focused");
        let rows = usize::from(body.height);
        frame::scroll_bar(buffer, bar, style, cursor.offset, rows, found.len());
    }
}
