//! The operator catalogue: a list by category and family, searched by a few letters.

pub mod page;
pub mod trial;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::operator::OperatorSpec;
use crate::services::operators::family_title;
use crate::services::operators::search::ranked;
use crate::tui::pane::pipelines::{filter_title, mark};
use crate::tui::state::State;
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// What the Operators screen knows.
#[derive(Debug, Clone, Default)]
pub struct Operators {
    /// Letters that an operator must hold.
    pub filter: Input,
    /// Selected row of the list; headings count.
    pub cursor: Cursor,
    /// First line of the page that is shown.
    pub offset: usize,
    /// The trial.
    pub trial: trial::TrialPane,
    /// Whether the trial is shown where there is no room for it beside the page.
    pub shows_trial: bool,
}

/// One row of the list.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// A family begins.
    Family(&'a OperatorSpec),
    /// An operator.
    Operator(&'a OperatorSpec),
}

impl Operators {
    /// Returns the rows: by family; what was searched by how well it fits, without headings.
    pub fn rows<'a>(&self, operators: &'a [OperatorSpec]) -> Vec<Row<'a>> {
        if !self.filter.text().is_empty() {
            return ranked(operators, self.filter.text()).into_iter().map(Row::Operator).collect();
        }
        let mut rows = Vec::with_capacity(operators.len() * 5 / 4);
        let mut family = None;
        for spec in operators {
            let own = Some((&spec.category, &spec.family));
            if own != family {
                rows.push(Row::Family(spec));
                family = own;
            }
            rows.push(Row::Operator(spec));
        }
        rows
    }

    /// Returns the selected operator.
    pub fn selected<'a>(&self, operators: &'a [OperatorSpec]) -> Option<&'a OperatorSpec> {
        match *self.rows(operators).get(self.cursor.selected)? {
            Row::Operator(spec) => Some(spec),
            Row::Family(_) => None,
        }
    }

    /// Moves the selection; headings are passed over.
    pub fn move_by(&mut self, rows: isize, operators: &[OperatorSpec]) {
        let all = self.rows(operators);
        let before = self.cursor.selected;
        self.cursor.move_by(rows, all.len());
        let is_operator = |row: &usize| matches!(all.get(*row), Some(Row::Operator(_)));
        let from = self.cursor.selected;
        let (up, down) = ((0..=from).rev().find(is_operator), (from..all.len()).find(is_operator));
        // Above the first heading there is nothing: the way turns round.
        let found = if rows < 0 { up.or(down) } else { down.or(up) };
        self.cursor.selected = found.unwrap_or(before);
        if self.cursor.selected != before {
            self.offset = 0;
        }
    }

    /// Selects an operator, if it is shown; the page stays as far as it was read.
    pub fn select(&mut self, id: &str, operators: &[OperatorSpec]) -> bool {
        let is_it = |row: &Row| matches!(row, Row::Operator(spec) if spec.id == id);
        let index = self.rows(operators).iter().position(is_it);
        if let Some(index) = index {
            self.cursor.selected = index;
        }
        index.is_some()
    }

    /// Takes the first operator that there is.
    pub fn select_first(&mut self, operators: &[OperatorSpec]) {
        let rows = self.rows(operators);
        let first = rows.iter().position(|row| matches!(row, Row::Operator(_)));
        self.cursor = Cursor { selected: first.unwrap_or(0), ..Cursor::default() };
        self.offset = 0;
    }

    /// Keeps the selection in the list, and in view with the heading above it.
    pub fn reveal(&mut self, operators: &[OperatorSpec], height: usize) {
        let rows = self.rows(operators);
        self.cursor.reveal(rows.len(), height);
        if matches!(rows.get(self.cursor.selected), Some(Row::Family(_))) {
            self.select_first(operators);
        }
        let heading = self.cursor.selected.checked_sub(1);
        if heading == self.cursor.offset.checked_sub(1)
            && let Some(heading) = heading
            && matches!(rows.get(heading), Some(Row::Family(_)))
        {
            self.cursor.offset = heading;
        }
    }
}

/// Draws the list.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let pane = &state.catalogue;
    let title = filter_title("Operators", &pane.filter, focused && state.filtering);
    let rows = pane.rows(&state.operators);
    let found = rows.iter().filter(|row| matches!(row, Row::Operator(_))).count();
    let note = Line::styled(found.to_string(), theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    if rows.is_empty() {
        frame::empty(buffer, inner, theme, "No operator holds these letters.\nEsc shows all.");
        return;
    }
    let width = usize::from(inner.width);
    let height = usize::from(inner.height);
    for (row, index) in inner.rows().zip(pane.cursor.visible(rows.len(), height)) {
        let line = match rows[index] {
            Row::Family(spec) => {
                let title = family_title(&spec.category, &spec.family);
                let title = text::cut(title, width.saturating_sub(2));
                let rule = "─".repeat(width.saturating_sub(text::width(&title) + 3));
                Line::from(vec![
                    Span::styled(format!(" {title} "), theme.style("accent")),
                    Span::styled(rule, theme.style("border")),
                ])
            }
            Row::Operator(spec) => Line::from(vec![
                Span::raw(" "),
                Span::styled(text::left(&spec.title, width.saturating_sub(2)), theme.style("text")),
            ]),
        };
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == pane.cursor.selected {
            mark(buffer, row, theme, focused);
        }
    }
    let bar = theme.style("border_focused");
    frame::scroll_bar(buffer, area, bar, pane.cursor.offset, height, rows.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::operators::list;

    #[test]
    fn headings_are_never_selected() {
        let operators = list();
        let mut pane = Operators::default();
        pane.reveal(&operators, 10);
        let first = pane.selected(&operators).map(|spec| spec.id.clone());
        assert!(first.is_some());
        for rows in [1, 1, 7, -1, -3, isize::MAX / 2, isize::MIN / 2, -1, 1] {
            pane.move_by(rows, &operators);
            pane.reveal(&operators, 10);
            assert!(pane.selected(&operators).is_some(), "after {rows}");
        }
    }

    #[test]
    fn the_heading_of_the_first_family_stays_in_view() {
        let operators = list();
        let mut pane = Operators::default();
        pane.reveal(&operators, 10);
        pane.move_by(200, &operators);
        pane.reveal(&operators, 10);
        pane.move_by(isize::MIN / 2, &operators);
        pane.reveal(&operators, 10);
        assert_eq!(pane.cursor.offset, 0);
    }

    #[test]
    fn a_search_shows_what_fits_best_first() {
        let operators = list();
        let mut pane = Operators { filter: Input::new("archie"), ..Operators::default() };
        pane.reveal(&operators, 10);
        let best = pane.selected(&operators).expect("an operator");
        assert!(best.id.contains("archie"), "{}", best.id);
    }
}
