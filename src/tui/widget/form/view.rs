//! Draws a form; changes nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr;

use super::edit::Editor;
use super::field::{Field, Items, Kind};
use super::layout::{Block, Layout};
use super::number::typed;
use super::popup::{Popup, Purpose};
use super::{CellKind, Column, Form, line, view_table};
use crate::tui::state::Tone;
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};

/// Cells for a unit, and the gap behind it.
const UNIT_ROOM: usize = 10;

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
                view_table::view(table, self.theme, buffer, area, keys);
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

    /// The value itself, and its unit.
    fn value(&self, field: &Field, keys: bool, part: u16) -> Vec<Span<'static>> {
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
        let width: usize = one.options.iter().map(|option| option.label.width() + 4).sum();
        let (open, close) = if keys { ("◂ ", " ▸") } else { ("  ", "  ") };
        let arrows = self.style("accent");
        let chosen = if keys { self.style("title") } else { self.style("text") };
        if one.options.len() <= 5 && width <= room + 4 {
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
    fn remark(&self, field: &Field, buffer: &mut Buffer, area: Rect, used: usize) {
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

    /// The line between fields and foot, with the button in it.
    fn rule(&self, buffer: &mut Buffer) {
        let area = self.layout.rule;
        let keys = self.has_keys(self.form.fields.len());
        let (text_style, bar) = match keys {
            true => (self.theme.selection().patch(self.style("title")), "▌"),
            false => (self.style("text"), " "),
        };
        let button = format!("[ {} ]", self.form.submit);
        let problems = self.form.problems().len();
        let told = match problems {
            0 if self.form.changed() => "◆ changed".to_owned(),
            0 => String::new(),
            count if self.form.submitted => text::of(count, "problem", "problems"),
            _ => String::new(),
        };
        let token = if problems > 0 { "status.failed" } else { "accent" };
        let told = match (told.as_str(), problems) {
            ("", _) => String::new(),
            (words, 0) => format!(" {words} "),
            (words, _) => format!(" ✗ {words} "),
        };
        let rule = usize::from(area.width).saturating_sub(button.width() + told.width() + 6);
        let line = Line::from(vec![
            Span::styled("──", self.style("border")),
            Span::styled(told, self.style(token)),
            Span::styled("─".repeat(rule), self.style("border")),
            Span::styled(format!(" {bar}"), self.style("accent")),
            Span::styled(button, text_style),
            Span::styled(" ─", self.style("border")),
        ]);
        frame::line(buffer, area, &line);
    }

    /// What to know about the focused field: its problem where there is no room under it, its help,
    /// and what it takes.
    fn help(&self, buffer: &mut Buffer) {
        let area = self.layout.help;
        let room = usize::from(area.width).saturating_sub(4);
        let mut lines = Vec::new();
        if let Some(problem) = self.told_problem() {
            for (index, words) in text::wrap(&problem, room.saturating_sub(2)).iter().enumerate() {
                let lead = if index == 0 { "✗" } else { " " };
                lines.push(Line::styled(format!("  {lead} {words}"), self.style("status.failed")));
            }
        }
        if let Some((tone, words)) = self.told_state().filter(|_| lines.is_empty()) {
            let (glyph, token) = view_table::sign(tone);
            lines.push(Line::styled(format!("  {glyph} {words}"), self.style(token)));
        }
        for words in text::wrap(&self.help_text(), room) {
            lines.push(Line::styled(format!("  {words}"), self.style("muted")));
        }
        let height = usize::from(area.height);
        if lines.len() > height
            && let Some(last) = lines.get_mut(height.saturating_sub(1))
        {
            let words = text::cut(&last.to_string(), room + 1);
            *last = Line::styled(format!("{} …", words.trim_end_matches('…')), last.style);
        }
        frame::lines(buffer, area, lines);
    }

    fn told_problem(&self) -> Option<String> {
        let field = self.form.focused()?;
        let shown = self.form.shown_problem(self.form.focused);
        let Kind::Table(table) = &field.kind else {
            return shown.filter(|_| !self.layout.roomy);
        };
        let of_cell = match (table.typing.as_ref(), table.columns.get(table.column)) {
            (Some(editor), Some(Column { kind: CellKind::Number(bounds), .. })) => {
                bounds.read(&editor.text(), "").err().filter(|_| !editor.is_blank())
            }
            (Some(_), _) => None,
            (None, _) => {
                table.current().and_then(|cell| cell.error.clone().or(cell.refusal.clone()))
            }
        };
        // What stands under the table already is not told twice.
        let told = |problem: &String| {
            self.layout.roomy && shown.as_ref().is_some_and(|shown| shown.ends_with(problem))
        };
        of_cell.filter(|problem| !told(problem))
    }

    /// How the row under the cursor stands, where its column is too narrow to tell.
    fn told_state(&self) -> Option<(Tone, String)> {
        let Kind::Table(table) = &self.form.focused()?.kind else { return None };
        let (tone, words) = table.rows.get(table.cursor.selected)?.state.as_ref()?;
        let columns = view_table::columns(table, self.layout.body.width);
        let narrow = usize::from(columns.last()?.1) < words.width() + 2;
        narrow.then(|| (*tone, words.clone()))
    }

    fn help_text(&self) -> String {
        if let Some(popup) = &self.form.popup {
            let options = self.form.popup_options();
            let found = popup.found(options);
            let selected = found.get(popup.cursor.selected).map(|index| &options[*index]);
            return match selected {
                Some(option) if !option.help.is_empty() => {
                    format!("{}: {}", option.label, option.help)
                }
                Some(option) => match &option.refusal {
                    Some(refusal) => format!("{}: {refusal}", option.label),
                    None => self.form.focused().map(|field| field.help.clone()).unwrap_or_default(),
                },
                None => String::new(),
            };
        }
        let Some(field) = self.form.focused() else { return String::new() };
        let more = match &field.kind {
            Kind::Number(_, bounds) | Kind::Range(_, bounds, _) => bounds.wanted(&field.unit),
            Kind::List(_, Items::Numbers(bounds)) => bounds.wanted(&field.unit),
            Kind::List(_, Items::Texts) => "Commas stand between them.".to_owned(),
            Kind::Choice(one) => match one.chosen() {
                Some(choice) if !choice.help.is_empty() => {
                    format!("{}: {}", choice.label, choice.help)
                }
                _ => String::new(),
            },
            Kind::Table(table) => table
                .columns
                .get(table.column)
                .map_or_else(String::new, |column| column.help.clone()),
            Kind::Json(editor, _) if !editor.is_blank() && field.read().is_ok() => {
                "This is valid JSON.".to_owned()
            }
            _ => String::new(),
        };
        let help = field.help.as_str();
        // The range goes first where one line is all there is.
        let (first, second) = match (&field.kind, self.layout.help.height) {
            (Kind::Number(..) | Kind::Range(..), 1) => (more.as_str(), help),
            _ => (help, more.as_str()),
        };
        match (first, second, self.layout.help.height) {
            ("", only, _) | (only, "", _) => only.to_owned(),
            (first, second, 1) => format!("{first} · {second}"),
            (first, second, _) => format!("{first}\n{second}"),
        }
    }

    fn hints(&self, buffer: &mut Buffer) {
        let room = usize::from(self.layout.hints.width);
        let mut line = Line::from(" ");
        for (key, words) in self.form.hints() {
            let key = Span::styled(format!(" {key}"), self.style("key_hint"));
            let words = Span::styled(format!(" {words} "), self.style("muted"));
            if line.width() + key.width() + words.width() <= room {
                line.spans.extend([key, words]);
            }
        }
        frame::line(buffer, self.layout.hints, &line);
    }

    fn popup(&self, popup: &Popup, buffer: &mut Buffer, area: Rect) {
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
