//! Draws what a field holds, its unit, and the remark beside it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::Page;
use crate::tui::widget::form::edit::Editor;
use crate::tui::widget::form::field::{Field, Items, Kind};
use crate::tui::widget::form::line;
use crate::tui::widget::form::number::typed;
use crate::tui::widget::{frame, text};

/// Cells for a unit, and the gap behind it.
const UNIT_ROOM: usize = 10;

impl Page<'_> {
    /// The value itself, and its unit.
    pub(super) fn value(&self, field: &Field, keys: bool, part: u16) -> Vec<Span<'static>> {
        let room = usize::from(self.layout.body.width)
            .saturating_sub(usize::from(self.layout.value_x()) + 1);
        let number = usize::from(self.layout.number).min(room);
        let unit = || Span::styled(format!(" {}", field.unit), self.style("muted"));
        match &field.kind {
            Kind::Text(editor) | Kind::List(editor, Items::Texts) => self.typed(editor, keys, room),
            Kind::List(editor, Items::Numbers(_)) => {
                let unit_room = if field.unit.is_empty() { 0 } else { field.unit.width() + 1 };
                let mut spans = self.typed(editor, keys, room.saturating_sub(unit_room));
                spans.push(unit());
                spans
            }
            Kind::Number(editor, _) => {
                let mut spans = self.typed(editor, keys, number);
                spans.push(unit());
                spans
            }
            Kind::Range(ends, _, second) => {
                let mut spans = self.typed(&ends[0], keys && !second, number);
                spans.push(Span::styled(" … ", self.style("muted")));
                spans.extend(self.typed(&ends[1], keys && *second, number));
                spans.push(unit());
                spans
            }
            Kind::Toggle(on) => {
                let words = if *on { "[✓] yes" } else { "[ ] no" };
                vec![Span::styled(words, self.style("text"))]
            }
            Kind::Choice(_) => self.choice(field, keys, room),
            Kind::Select(any) => {
                let count = format!("{} of {}", any.chosen.len(), any.options.len());
                // A name takes a cell and a comma at the least, so further ones cannot show.
                let names = any.chosen().take(room / 3 + 1).map(|choice| choice.label.as_str());
                let names: Vec<_> = names.collect();
                let names = text::cut(&names.join(", "), room.saturating_sub(count.width() + 3));
                vec![
                    Span::styled(count, self.style("text")),
                    Span::styled(format!("   {names}"), self.style("muted")),
                ]
            }
            Kind::Long(editor, lines) | Kind::Json(editor, lines) => {
                let (cursor_line, cursor) = editor.cursor();
                let below = (cursor_line + 1).saturating_sub(usize::from(*lines));
                let first = if keys { below } else { 0 };
                let index = first + usize::from(part);
                let Some(words) = editor.lines().get(index) else {
                    return vec![self.box_of(String::new(), keys, room)];
                };
                let at = (keys && index == cursor_line).then_some(cursor);
                line::spans(words, at, room, self.box_style(keys), self.style("accent"))
            }
            Kind::Fact(words) => {
                let lines = text::wrap(words, room);
                let words = lines.get(usize::from(part)).cloned().unwrap_or_default();
                vec![Span::styled(words, self.style("muted")), unit()]
            }
            Kind::Table(_) => Vec::new(),
        }
    }

    fn typed(&self, editor: &Editor, keys: bool, width: usize) -> Vec<Span<'static>> {
        if editor.is_blank() && !keys {
            return vec![Span::styled(text::left("–", width), self.style("muted"))];
        }
        let cursor = keys.then_some(editor.cursor().1);
        line::spans(&editor.text(), cursor, width, self.box_style(keys), self.style("accent"))
    }

    /// What can be typed into is underlined over its whole width, which needs no colour.
    fn box_style(&self, keys: bool) -> Style {
        let style = self.style("text");
        if keys { style.add_modifier(Modifier::UNDERLINED) } else { style }
    }

    fn box_of(&self, words: String, keys: bool, width: usize) -> Span<'static> {
        Span::styled(text::left(&words, width), self.box_style(keys))
    }

    /// All options in a row where they fit, otherwise the chosen one alone.
    fn choice(&self, field: &Field, keys: bool, room: usize) -> Vec<Span<'static>> {
        let Kind::Choice(one) = &field.kind else { return Vec::new() };
        // A mark and a blank, the label, and three blanks to the next one.
        let width: usize = one.options.iter().map(|option| option.label.width() + 5).sum();
        let (open, close) = if keys { ("◂ ", " ▸") } else { ("  ", "  ") };
        let arrows = self.style("accent");
        let chosen = if keys { self.style("title") } else { self.style("text") };
        if one.options.len() <= 5 && width <= room + 3 {
            let mut spans = Vec::new();
            for (index, option) in one.options.iter().enumerate() {
                let here = one.chosen == Some(index);
                let (mark, token) = if here { ("●", "accent") } else { ("○", "muted") };
                let style = if here { chosen } else { self.style("muted") };
                spans.push(Span::styled(format!("{mark} "), self.style(token)));
                spans.push(Span::styled(format!("{}   ", option.label), style));
            }
            return spans;
        }
        let label = one.chosen().map_or("–", |choice| &choice.label);
        let count = format!("   {} on offer", one.options.len());
        let label = text::cut(label, room.saturating_sub(4));
        let note = if label.width() + count.width() + 4 <= room { count } else { String::new() };
        let mut spans = vec![Span::styled(label, chosen), Span::styled(note, self.style("muted"))];
        if keys {
            spans.insert(1, Span::styled(close, arrows));
            spans.insert(0, Span::styled(open, arrows));
        }
        spans
    }

    /// What stands at the right of a field: the host's remark, or the default that was left.
    pub(super) fn remark(&self, field: &Field, buffer: &mut Buffer, area: Rect, used: usize) {
        let words = match (&field.note, &field.default) {
            (Some(note), _) => note.clone(),
            (None, Some(default)) if !field.is_default() && field.read().is_ok() => {
                let default = match (&field.kind, default.as_bool()) {
                    (Kind::Toggle(_), Some(on)) => if on { "yes" } else { "no" }.to_owned(),
                    (Kind::Choice(one), _) => one
                        .options
                        .iter()
                        .find(|option| option.value == *default)
                        .map_or_else(|| typed(default), |option| option.label.clone()),
                    (Kind::Json(..) | Kind::Long(..) | Kind::Select(_), _) => return,
                    _ => typed(default),
                };
                let default = if default.is_empty() { "none".to_owned() } else { default };
                format!("default {default}")
            }
            _ => return,
        };
        let value = usize::from(self.layout.value_x());
        let used = match &field.kind {
            Kind::Text(editor) | Kind::List(editor, _) => value + editor.lines()[0].width() + 1,
            _ => used,
        };
        // Remarks stand in a column behind the numbers and their units where they can.
        let column = value + usize::from(self.layout.number) + UNIT_ROOM;
        let room = usize::from(area.width).saturating_sub(words.width() + 1);
        let Some(x) = [column.max(used + 3), used + 2].into_iter().find(|x| *x <= room) else {
            return;
        };
        let place = Rect { x: area.x + x as u16, width: words.width() as u16, ..area };
        frame::line(buffer, place, &Line::styled(words, self.style("muted")));
    }
}
