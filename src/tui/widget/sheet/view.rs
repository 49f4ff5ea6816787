//! Draws a sheet; changes nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{GAP, Place, Sheet};
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};

impl Sheet {
    /// Draws what is in sight at a place.
    pub fn view(&self, theme: &Theme, buffer: &mut Buffer, area: Rect, place: Place) {
        let place = self.settled(place, (area.width, area.height));
        if self.rows.is_empty() {
            frame::empty(buffer, area, theme, "The table has no rows.");
            return;
        }
        let mut lines = if self.single { Vec::new() } else { self.head(theme, area.width, place) };
        let page = self.page(area.height);
        if self.single {
            lines.extend(self.pair_lines(theme, area.width).into_iter().skip(place.row).take(page));
        } else {
            let rows = self.rows.iter().skip(place.row).take(page);
            let style = theme.style("text");
            lines.extend(rows.map(|row| Line::styled(self.set(area.width, place, row), style)));
        }
        if let Some(words) = &self.left_out {
            lines.push(Line::styled(format!(" {words}"), theme.style("muted")));
        }
        frame::lines(buffer, area, lines);
    }

    /// Draws the bar that says where in the table one is, over the border of a pane.
    pub fn scroll_bar(&self, theme: &Theme, buffer: &mut Buffer, pane: Rect, place: Place) {
        let (width, height) = (pane.width.saturating_sub(2), pane.height.saturating_sub(2));
        let lines = self.lines(usize::from(width));
        let style = theme.style("border_focused");
        frame::scroll_bar(buffer, pane, style, place.row, self.page(height), lines);
    }

    fn head(&self, theme: &Theme, width: u16, place: Place) -> Vec<Line<'static>> {
        let titles: Vec<&str> = self.heads.iter().map(|head| head.title.as_str()).collect();
        let mut lines = vec![Line::styled(self.set(width, place, &titles), theme.style("accent"))];
        if self.heads.iter().any(|head| !head.unit.is_empty()) {
            let units: Vec<&str> = self.heads.iter().map(|head| head.unit.as_str()).collect();
            lines.push(Line::styled(self.set(width, place, &units), theme.style("muted")));
        }
        lines
    }

    /// Sets one text of each column beside the others, as far as they are in sight.
    fn set(&self, width: u16, place: Place, texts: &[impl AsRef<str>]) -> String {
        let shown = self.shown(place.column, usize::from(width)).into_iter();
        let cells = shown.map(|at| {
            let (head, cell) = (&self.heads[at], texts.get(at).map_or("", AsRef::as_ref));
            if head.right { text::right(cell, head.width) } else { text::left(cell, head.width) }
        });
        let line = cells.collect::<Vec<_>>().join(&" ".repeat(GAP));
        text::cut(format!(" {line}").trim_end(), usize::from(width))
    }

    fn pair_lines(&self, theme: &Theme, width: u16) -> Vec<Line<'static>> {
        let names = self.names();
        let pairs = self.pairs(usize::from(width)).into_iter();
        let lines = pairs.map(|(name, value)| {
            Line::from(vec![
                Span::styled(format!(" {}", text::left(&name, names)), theme.style("accent")),
                Span::styled(format!("{}{value}", " ".repeat(GAP)), theme.style("text")),
            ])
        });
        lines.collect()
    }
}
