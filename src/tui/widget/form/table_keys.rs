//! What keys do to a table while no cell is typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::Value;

use super::edit::Editor;
use super::keys::Outcome;
use super::number::typed;
use super::popup::Purpose;
use super::table::{CellKind, Table};

/// A way through a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Up,
    Down,
    Left,
    Right,
}

impl Table {
    /// Takes a key while no cell is typed.
    pub(super) fn key(&mut self, key: KeyEvent) -> Outcome {
        let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        if self.rows.is_empty() {
            return Outcome::Ignored;
        }
        match key.code {
            KeyCode::Up if self.cursor.selected == 0 => return Outcome::Previous,
            KeyCode::Down if self.cursor.selected + 1 >= self.rows.len() => return Outcome::Next,
            KeyCode::Up => self.step(Step::Up),
            KeyCode::Down => self.step(Step::Down),
            KeyCode::Left => self.step(Step::Left),
            KeyCode::Right => self.step(Step::Right),
            KeyCode::PageUp => _ = self.cursor.move_by(-10, self.rows.len()),
            KeyCode::PageDown => _ = self.cursor.move_by(10, self.rows.len()),
            KeyCode::Home => self.column = 0,
            KeyCode::End => self.column = self.columns.len().saturating_sub(1),
            KeyCode::Enter | KeyCode::F(2) => return self.enter(),
            KeyCode::Delete | KeyCode::Backspace if self.types() => {
                return if self.write(&Value::Null) { Outcome::Changed } else { Outcome::Stay };
            }
            // Not a bare letter: whoever types a word must not change every row.
            KeyCode::Char('a') if key.modifiers == KeyModifiers::CONTROL => {
                let all = self.rows.iter().all(|row| row.marked);
                self.rows.iter_mut().for_each(|row| row.marked = !all);
            }
            KeyCode::Char(letter) if plain => return self.letter(letter, key),
            _ => return Outcome::Ignored,
        }
        Outcome::Stay
    }

    fn letter(&mut self, letter: char, key: KeyEvent) -> Outcome {
        match letter {
            ' ' => {
                let row = &mut self.rows[self.cursor.selected];
                row.marked = !row.marked;
                self.step(Step::Down);
            }
            'h' => self.step(Step::Left),
            'j' => self.step(Step::Down),
            'k' => self.step(Step::Up),
            'l' => self.step(Step::Right),
            '?' => return Outcome::Ignored,
            _ if self.types() => {
                let mut editor = Editor::default();
                editor.key(key);
                self.typing = Some(editor);
            }
            _ if self.chooses() => return Outcome::OpenWith(Purpose::One),
            _ => return Outcome::Ignored,
        }
        Outcome::Stay
    }

    fn enter(&mut self) -> Outcome {
        if self.types() {
            let text = self.current().map(|cell| typed(&cell.value));
            self.typing = Some(Editor::new(&text.unwrap_or_default()));
            return Outcome::Stay;
        }
        // Of two things Enter takes the other one; more are shown to choose from.
        let toggles = matches!(self.columns[self.column].kind, CellKind::Toggle);
        let few = self.options().iter().filter(|option| option.refusal.is_none()).count() <= 2;
        match () {
            () if toggles || (self.chooses() && few) => match self.turn(true) {
                true => Outcome::Changed,
                false => Outcome::Stay,
            },
            () if self.chooses() => Outcome::Open(Purpose::One),
            () => Outcome::Stay,
        }
    }

    fn free(&self) -> bool {
        self.current().is_some_and(|cell| cell.refusal.is_none())
    }

    fn types(&self) -> bool {
        let kind = self.columns.get(self.column).map(|column| &column.kind);
        self.free() && matches!(kind, Some(CellKind::Text | CellKind::Number(_)))
    }

    fn chooses(&self) -> bool {
        let kind = self.columns.get(self.column).map(|column| &column.kind);
        self.free() && matches!(kind, Some(CellKind::Choice(_)))
    }

    pub(super) fn step(&mut self, step: Step) {
        let last = self.columns.len().saturating_sub(1);
        match step {
            Step::Up => _ = self.cursor.move_by(-1, self.rows.len()),
            Step::Down => _ = self.cursor.move_by(1, self.rows.len()),
            Step::Left => self.column = self.column.saturating_sub(1),
            Step::Right => self.column = (self.column + 1).min(last),
        }
    }
}
