//! Draws the foot of a form: the button, what to know about the focused field, and the keys.

use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::Page;
use super::table::{columns, sign};
use crate::tui::state::Tone;
use crate::tui::widget::form::field::{Items, Kind};
use crate::tui::widget::form::{CellKind, Column};
use crate::tui::widget::{frame, text};

impl Page<'_> {
    /// The line between fields and foot, with the button in it.
    pub(super) fn rule(&self, buffer: &mut Buffer) {
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
    pub(super) fn help(&self, buffer: &mut Buffer) {
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
            let (glyph, token) = sign(tone);
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
        let columns = columns(table, self.layout.body.width);
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

    pub(super) fn hints(&self, buffer: &mut Buffer) {
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
}
