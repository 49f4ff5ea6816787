//! What a click does to a form.

use ratatui::layout::{Position, Rect};

use super::field::Kind;
use super::layout::Layout;
use super::popup::{Picked, Purpose};
use super::view::table::columns;
use super::{Form, FormEvent, line};

impl Form {
    /// Takes a click at a cell of the screen; the form must have been placed.
    pub fn mouse(&mut self, column: u16, row: u16) -> FormEvent {
        let at = Position::new(column, row);
        if !self.area.contains(at) {
            return FormEvent::Ignored;
        }
        let layout = Layout::of(self, self.area);
        if let Some(place) = layout.popup(self) {
            return self.click_popup(place, at);
        }
        if layout.rule.contains(at) {
            let button = self.submit.chars().count() as u16 + 7;
            if column + button >= layout.rule.right() {
                self.go_to(self.fields.len());
                return self.try_submit();
            }
            return FormEvent::Stay;
        }
        if !layout.body.contains(at) {
            return FormEvent::Stay;
        }
        let line = row - layout.body.y + layout.offset;
        let hit = layout.blocks.iter().find(|block| (block.line()..block.end()).contains(&line));
        let Some(block) = hit.filter(|block| self.fields[block.field].is_editable()) else {
            return FormEvent::Stay;
        };
        let (field, part) = (block.field, line - block.line());
        let had_keys = self.focused == field;
        self.go_to(field);
        let x = column - layout.body.x;
        self.click_field(&layout, part, x, had_keys)
    }

    fn click_field(&mut self, layout: &Layout, part: u16, x: u16, had_keys: bool) -> FormEvent {
        let labelled = u16::from(!self.fields[self.focused].label.is_empty());
        let table_rows = layout.block(self.focused).map(|block| Layout::table_rows(self, block));
        let value = usize::from(x.saturating_sub(layout.value_x()));
        let on_value = x >= layout.value_x();
        let room = usize::from((layout.body.width).saturating_sub(layout.value_x() + 1));
        let number = usize::from(layout.number);
        match &mut self.fields[self.focused].kind {
            Kind::Text(editor) | Kind::List(editor, _) | Kind::Number(editor, _) if on_value => {
                let character = line::character_at(&editor.text(), editor.cursor().1, room, value);
                editor.place_cursor(0, character);
            }
            Kind::Range(ends, _, second) if on_value => {
                *second = value > number;
                let start = if *second { number + 3 } else { 0 };
                let editor = &mut ends[usize::from(*second)];
                let cell = value.saturating_sub(start);
                let character = line::character_at(&editor.text(), editor.cursor().1, number, cell);
                editor.place_cursor(0, character);
            }
            Kind::Long(editor, lines) | Kind::Json(editor, lines) if on_value => {
                // Without the keys a text shows from its beginning.
                let below = (editor.cursor().0 + 1).saturating_sub(usize::from(*lines));
                let first = if had_keys { below } else { 0 };
                let line = (first + usize::from(part)).min(editor.lines().len() - 1);
                let character = line::character_at(&editor.lines()[line], 0, room, value);
                editor.place_cursor(line, character);
            }
            Kind::Toggle(on) if on_value => {
                *on = !*on;
                return self.changed_event();
            }
            Kind::Choice(_) if on_value => return self.open(Purpose::One),
            Kind::Select(_) if on_value => return self.open(Purpose::Many),
            Kind::Table(table) => {
                let Some(shown) = part.checked_sub(labelled + 1) else { return FormEvent::Stay };
                let changed = table.finish();
                table.cursor.reveal(table.rows.len(), usize::from(table_rows.unwrap_or_default()));
                let row = table.cursor.offset + usize::from(shown);
                if row < table.rows.len() {
                    table.cursor.selected = row;
                    let spans = columns(table, layout.body.width);
                    let hit = spans.iter().rposition(|(left, _)| *left <= x).unwrap_or(0);
                    table.column = hit.min(table.columns.len().saturating_sub(1));
                }
                if changed {
                    return self.changed_event();
                }
            }
            _ => {}
        }
        FormEvent::Stay
    }

    fn click_popup(&mut self, place: Rect, at: Position) -> FormEvent {
        if !place.contains(at) {
            self.popup = None;
            return FormEvent::Stay;
        }
        // Border and filter stand above the first option.
        let Some(row) = at.y.checked_sub(place.y + 2) else { return FormEvent::Stay };
        let Some(mut popup) = self.popup.take() else { return FormEvent::Stay };
        let found = popup.found(self.options_for(popup.purpose));
        popup.cursor.reveal(found.len(), usize::from(place.height.saturating_sub(3)));
        let index = popup.cursor.offset + usize::from(row);
        let purpose = popup.purpose;
        let Some(option) = found.get(index).copied().filter(|_| row + 3 < place.height) else {
            self.popup = Some(popup);
            return FormEvent::Stay;
        };
        popup.cursor.selected = index;
        let refused = self.options_for(purpose)[option].refusal.is_some();
        if purpose == Purpose::Many || refused {
            self.popup = Some(popup);
        }
        match purpose {
            Purpose::Many => self.pick(&Picked::Toggle(option), purpose),
            _ if refused => FormEvent::Stay,
            _ => self.pick(&Picked::One(option), purpose),
        }
    }
}
