//! A line of typed text.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Text with the cursor behind it: enough for a filter or a search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Whether the next key that types begins anew.
    selected: bool,
}

impl Input {
    /// Starts with a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), selected: false }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Selects all of the text, so that typing puts another one in its place.
    pub fn select_all(&mut self) {
        self.selected = !self.text.is_empty();
    }

    /// Whether typing puts another text in the place of this one.
    pub fn is_selected(&self) -> bool {
        self.selected
    }

    /// Takes a key that types or deletes; says whether it was one.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let mut anew = Self { selected: false, ..self.clone() };
        if self.selected {
            anew.text.clear();
        }
        let taken = anew.edit(key);
        if taken {
            *self = anew;
        }
        taken
    }

    fn edit(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('u') if control => self.text.clear(),
            KeyCode::Char('w') if control => self.delete_word(),
            KeyCode::Char('h') if control => {
                self.text.pop();
            }
            KeyCode::Char(character) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.text.push(character);
            }
            KeyCode::Backspace => {
                self.text.pop();
            }
            _ => return false,
        }
        true
    }

    /// Takes pasted text; line breaks become blanks.
    pub fn paste(&mut self, text: &str) {
        if std::mem::take(&mut self.selected) {
            self.text.clear();
        }
        self.text.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }

    fn delete_word(&mut self) {
        let kept = self.text.trim_end().rfind(' ').map_or(0, |blank| blank + 1);
        self.text.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_type_and_delete() {
        let mut input = Input::default();
        for character in "two words".chars() {
            assert!(input.key(KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE)));
        }
        input.key(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL));
        assert_eq!(input.text(), "two ");
        assert!(!input.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
        input.paste("a\nb");
        assert_eq!(input.text(), "two a b");
    }

    #[test]
    fn a_selected_text_gives_way_to_what_is_typed() {
        let typed = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let selected = || {
            let mut input = Input::new("power");
            input.select_all();
            input
        };
        let mut input = selected();
        assert!(input.is_selected() && !input.key(typed(KeyCode::Enter)));
        assert_eq!(input.text(), "power", "Enter keeps it");
        assert!(input.key(typed(KeyCode::Char('s'))) && input.key(typed(KeyCode::Char('w'))));
        assert_eq!(input.text(), "sw");
        input = selected();
        input.key(typed(KeyCode::Backspace));
        assert_eq!((input.text(), input.is_selected()), ("", false));
        input = selected();
        input.paste("gr");
        assert_eq!(input.text(), "gr");
    }
}
