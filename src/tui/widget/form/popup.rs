//! The pop-up list of a form: options with a filter, to choose one or to tick many.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::choice::{self, Choice};
use super::edit::{Edited, Editor};
use crate::tui::widget::list::Cursor;

/// Rows that a page moves.
const PAGE: isize = 10;

/// What is chosen in a pop-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The value of a choice or of a cell.
    One,
    /// The things that a selection holds.
    Many,
    /// A suggested value.
    Suggestions,
}

/// A pop-up, open for the focused field.
#[derive(Debug, Clone, PartialEq)]
pub struct Popup {
    /// What is chosen.
    pub purpose: Purpose,
    /// What was typed to filter.
    pub filter: Editor,
    /// Whether letters go to the filter of a list of many.
    pub filtering: bool,
    /// Selected among what the filter leaves.
    pub cursor: Cursor,
}

/// What a pop-up makes of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// It stays open.
    Stay,
    /// It closes.
    Close,
    /// This option is chosen.
    One(usize),
    /// This option is ticked or not any more.
    Toggle(usize),
    /// All of these are ticked, or none.
    ToggleAll(Vec<usize>),
}

impl Popup {
    /// Opens a pop-up with an option selected.
    pub fn new(purpose: Purpose, selected: usize) -> Self {
        let cursor = Cursor { selected, offset: 0 };
        Self { purpose, filter: Editor::default(), filtering: false, cursor }
    }

    /// Returns the indices of the options that the filter leaves.
    pub fn found(&self, options: &[Choice]) -> Vec<usize> {
        choice::found(options, &self.filter.text(), self.purpose != Purpose::Many)
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, options: &[Choice]) -> Picked {
        let found = self.found(options);
        let selected = found.get(self.cursor.selected).copied();
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let many = self.purpose == Purpose::Many;
        let command = many && !self.filtering && key.modifiers.is_empty();
        let step = match key.code {
            KeyCode::Esc if !self.filter.is_blank() || self.filtering => {
                self.filter.clear();
                self.filtering = false;
                // The same option stays selected, so that one can look around it.
                self.cursor.selected = selected.unwrap_or_default();
                return Picked::Stay;
            }
            KeyCode::Esc => return Picked::Close,
            KeyCode::Enter if many && self.filtering => {
                self.filtering = false;
                return Picked::Stay;
            }
            KeyCode::Enter if many => return Picked::Close,
            KeyCode::Enter => {
                let free = |index: &usize| options[*index].refusal.is_none();
                return selected.filter(free).map_or(Picked::Stay, Picked::One);
            }
            KeyCode::Char(' ') if many => return selected.map_or(Picked::Stay, Picked::Toggle),
            KeyCode::Char('a') if many && control => return Picked::ToggleAll(found),
            KeyCode::Char('/') if command => {
                self.filtering = true;
                return Picked::Stay;
            }
            KeyCode::Char('j') if command => 1,
            KeyCode::Char('k') if command => -1,
            KeyCode::Up | KeyCode::BackTab => -1,
            KeyCode::Down | KeyCode::Tab => 1,
            KeyCode::Char('p') if control => -1,
            KeyCode::Char('n') if control => 1,
            KeyCode::PageUp => -PAGE,
            KeyCode::PageDown => PAGE,
            KeyCode::Home => isize::MIN,
            KeyCode::End => isize::MAX,
            KeyCode::Char('u') if control => {
                self.filter.clear();
                self.cursor = Cursor::default();
                return Picked::Stay;
            }
            _ => {
                if self.filter.key(key) == Edited::Changed {
                    self.filtering = many;
                    self.cursor = Cursor::default();
                }
                return Picked::Stay;
            }
        };
        self.cursor.move_by(step, found.len());
        Picked::Stay
    }

    /// Takes pasted text into the filter.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.filtering = self.purpose == Purpose::Many;
        self.cursor = Cursor::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(popup: &mut Popup, options: &[Choice], code: KeyCode) -> Picked {
        popup.key(KeyEvent::new(code, KeyModifiers::NONE), options)
    }

    #[test]
    fn letters_filter_and_enter_takes_the_best() {
        let options: Vec<_> = ["reflect", "nearest", "mirror"].map(Choice::of).into();
        let mut popup = Popup::new(Purpose::One, 0);
        press(&mut popup, &options, KeyCode::Char('m'));
        assert_eq!(press(&mut popup, &options, KeyCode::Enter), Picked::One(2));
    }

    #[test]
    fn letters_are_typed_in_a_list_of_many_and_control_a_takes_all() {
        let options: Vec<_> = ["A-1", "A-2", "B-1"].map(Choice::of).into();
        let all = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::CONTROL);
        let mut popup = Popup::new(Purpose::Many, 0);
        assert_eq!(popup.key(all, &options), Picked::ToggleAll(vec![0, 1, 2]));
        press(&mut popup, &options, KeyCode::Char('a'));
        assert_eq!(popup.found(&options), [0, 1], "whoever types a name must not tick all");
        assert_eq!(press(&mut popup, &options, KeyCode::Char(' ')), Picked::Toggle(0));
        assert_eq!(popup.key(all, &options), Picked::ToggleAll(vec![0, 1]));
        press(&mut popup, &options, KeyCode::Enter);
        assert_eq!(press(&mut popup, &options, KeyCode::Esc), Picked::Stay);
        assert_eq!(press(&mut popup, &options, KeyCode::Esc), Picked::Close);
    }
}
