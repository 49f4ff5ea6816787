//! Draws a form; changes nothing.

mod foot;
mod popup;
pub mod table;
mod value;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::Form;
use super::field::{Field, Kind};
use super::layout::{Block, Layout};
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};

/// Draws a form into an area, without a frame; `focused` says whether the form has the keys.
pub fn view(form: &Form, theme: &Theme, buffer: &mut Buffer, area: Rect, focused: bool) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let layout = Layout::of(form, area);
    let page = Page { form, theme, layout: &layout, focused };
    for block in &layout.blocks {
        page.block(block, buffer);
    }
    page.scroll_bar(buffer);
    page.rule(buffer);
    page.help(buffer);
    page.hints(buffer);
    if let (Some(popup), Some(place)) = (&form.popup, layout.popup(form)) {
        page.popup(popup, buffer, place);
    }
}

struct Page<'a> {
    form: &'a Form,
    theme: &'a Theme,
    layout: &'a Layout,
    focused: bool,
}

impl Page<'_> {
    fn style(&self, token: &str) -> Style {
        self.theme.style(token)
    }

    fn has_keys(&self, field: usize) -> bool {
        self.focused && self.form.focused == field
    }

    fn block(&self, block: &Block, buffer: &mut Buffer) {
        let field = &self.form.fields[block.field];
        let row =
            |line: u16| self.layout.row(line).map(|y| Rect { y, height: 1, ..self.layout.body });
        if let (Some(heading), Some(area)) = (
            &field.heading,
            block.line().checked_sub(1).filter(|_| block.heading > 0).and_then(row),
        ) {
            let rule = usize::from(area.width).saturating_sub(heading.width() + 5);
            let line = Line::from(vec![
                Span::styled(format!("  {heading} "), self.style("accent")),
                Span::styled("─".repeat(rule), self.style("border")),
            ]);
            frame::line(buffer, area, &line);
        }
        let problem = self.form.shown_problem(block.field);
        let keys = self.has_keys(block.field);
        if let Kind::Table(table) = &field.kind {
            let labelled = u16::from(!field.label.is_empty());
            if let Some(area) = row(block.line()).filter(|_| labelled == 1) {
                let line = self.label(field, keys, problem.is_some(), field.label.width());
                frame::line(buffer, area, &line);
            }
            // A table is drawn as a whole, as far as it shows.
            if let Some(y) = self.layout.row(block.line() + labelled) {
                let height = (block.rows - labelled).min(self.layout.body.bottom() - y);
                let area = Rect { y, height, ..self.layout.body };
                table::view(table, self.theme, buffer, area, keys);
            }
        } else {
            for part in 0..block.rows {
                let Some(area) = row(block.line() + part) else { continue };
                let label = usize::from(self.layout.label);
                let mut line = match part {
                    0 => self.label(field, keys, problem.is_some(), label),
                    _ if keys => Line::from(Span::styled("▌", self.style("accent"))),
                    _ => Line::default(),
                };
                let x = usize::from(self.layout.value_x());
                line.spans.push(Span::raw(" ".repeat(x.saturating_sub(line.width()))));
                line.spans.extend(self.value(field, keys, part));
                frame::line(buffer, area, &line);
                if part == 0 {
                    self.remark(field, buffer, area, line.width());
                }
            }
        }
        for (index, words) in block.problem.iter().enumerate() {
            let Some(area) = row(block.line() + block.rows + index as u16) else { continue };
            // The mark of the problem stands beside the label; a table has none there.
            let table = matches!(field.kind, Kind::Table(_));
            let (x, lead) = match (table, index) {
                (true, 0) => (3, "✗ "),
                (true, _) => (3, "  "),
                (false, _) => (self.layout.value_x(), ""),
            };
            let blank = " ".repeat(usize::from(x).saturating_sub(1));
            let bar = if keys { "▌" } else { " " };
            let line = Line::from(vec![
                Span::styled(bar, self.style("accent")),
                Span::raw(blank),
                Span::styled(format!("{lead}{words}"), self.style("status.failed")),
            ]);
            frame::line(buffer, area, &line);
        }
    }

    /// Bar of the focus, label, and the mark of a problem or of a value that is not the default.
    fn label(&self, field: &Field, keys: bool, problem: bool, width: usize) -> Line<'static> {
        let style = match (&field.kind, keys) {
            (_, true) => self.style("title"),
            (Kind::Fact(_), _) => self.style("muted"),
            _ => self.style("text"),
        };
        let (mark, token) = match problem {
            true => ("✗", "status.failed"),
            false if field.default.is_some() && !field.is_default() => ("◆", "accent"),
            false if field.required && field.default.is_none() => ("*", "muted"),
            false => (" ", "muted"),
        };
        Line::from(vec![
            Span::styled(if keys { "▌ " } else { "  " }, self.style("accent")),
            Span::styled(text::left(&field.label, width), style),
            Span::styled(format!(" {mark} "), self.style(token)),
        ])
    }

    fn scroll_bar(&self, buffer: &mut Buffer) {
        let Layout { body, offset, lines, .. } = *self.layout;
        let track = Rect { y: body.y.saturating_sub(1), height: body.height + 2, ..body };
        let style = self.style(if self.focused { "border_focused" } else { "border" });
        frame::scroll_bar(
            buffer,
            track,
            style,
            usize::from(offset),
            usize::from(body.height),
            usize::from(lines),
        );
    }
}
