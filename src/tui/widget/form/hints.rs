//! Which keys do something in a form right now, the most telling first.

use super::field::Kind;
use super::popup::Purpose;
use super::{CellKind, Form};

impl Form {
    /// Returns keys and a word or two for each.
    pub fn hints(&self) -> Vec<(&'static str, String)> {
        let mut hints: Vec<(&'static str, String)> = Vec::new();
        let mut hint = |key, words: &str| hints.push((key, words.to_owned()));
        if let Some(popup) = &self.popup {
            match popup.purpose {
                Purpose::Many => {
                    hint("space", "tick");
                    hint("ctrl-a", "all or none");
                    hint("↵", if popup.filtering { "end filter" } else { "done" });
                    if !popup.filtering {
                        hint("/", "filter");
                    }
                }
                Purpose::One | Purpose::Suggestions => {
                    hint("↵", "take");
                    hint("a…z", "filter");
                }
            }
            hint("esc", "back");
            return hints;
        }
        let Some(field) = self.focused() else {
            hint("↵", &self.submit.to_lowercase());
            hint("shift-tab", "back to the fields");
            hint("esc", "close");
            return hints;
        };
        match &field.kind {
            Kind::Table(table) if table.typing.is_some() => {
                hint("↵", "take");
                hint("tab", "next cell");
                hint("esc", "as it was");
                return hints;
            }
            Kind::Table(table) => {
                let marked = table.rows().iter().filter(|row| row.marked).count();
                let kind = table.columns().get(table.column).map(|column| &column.kind);
                let many = format!("edit {} rows", table.edited().len());
                let edit = if marked > 0 { many.as_str() } else { "edit" };
                if !matches!(kind, None | Some(CellKind::Fact)) {
                    hint("↵", edit);
                }
                hint("space", "mark");
                hint("ctrl-a", "mark all");
            }
            Kind::Toggle(_) => hint("space", "switch"),
            Kind::Choice(_) => {
                hint("←→", "choose");
                hint("↵", "list");
            }
            Kind::Select(_) => hint("↵", "choose"),
            Kind::Long(..) | Kind::Json(..) => hint("ctrl-e", "editor"),
            Kind::Number(..) => hint("alt-↑↓", "step"),
            Kind::Text(_) | Kind::Range(..) | Kind::List(..) | Kind::Fact(_) => {}
        }
        if field.suggests || !field.suggestions.is_empty() {
            hint("ctrl-o", "suggestions");
        }
        if field.picks {
            hint("ctrl-p", "pick");
        }
        if field.default.is_some() && !field.is_default() {
            hint("ctrl-d", "default");
        }
        hint("tab", "next");
        hint("ctrl-s", &self.submit.to_lowercase());
        hint("esc", "close");
        hints
    }
}
