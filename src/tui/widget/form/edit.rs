//! Text being typed: ratatui-textarea does the editing, with the keys that are common in shells.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};

/// What a key did to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// Nothing: the key is not one of an editor.
    Not,
    /// It moved the cursor, or there was nothing to delete.
    Moved,
    /// It changed the text.
    Changed,
}

/// A text with a cursor in it.
#[derive(Debug, Clone, Default)]
pub struct Editor {
    // Many fields and few editors: a text area alone takes several hundred bytes.
    area: Box<TextArea<'static>>,
}

impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        self.lines() == other.lines() && self.cursor() == other.cursor()
    }
}

impl Editor {
    /// Starts with a text, the cursor behind it.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::from(clean(text).split('\n'));
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area: Box::new(area) }
    }

    /// Returns the lines.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Returns the whole text.
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// Whether nothing but blanks is there.
    pub fn is_blank(&self) -> bool {
        self.lines().iter().all(|line| line.trim().is_empty())
    }

    /// Returns line and character of the cursor.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    /// Places the cursor; beyond the text is its end.
    pub fn place_cursor(&mut self, line: usize, character: usize) {
        let cell = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(cell(line), cell(character)));
    }

    /// Takes a key of a single line; Enter, Tab and arrows up and down are not its own.
    pub fn key(&mut self, key: KeyEvent) -> Edited {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let by_word = control || alt;
        match key.code {
            KeyCode::Char(character) if !control && !alt && !character.is_control() => {
                self.area.insert_char(character);
                Edited::Changed
            }
            KeyCode::Char('w') if control => changed(self.area.delete_word()),
            KeyCode::Char('k') if control => changed(self.area.delete_line_by_end()),
            KeyCode::Char('h') if control => changed(self.area.delete_char()),
            KeyCode::Char('a') if control => self.go(CursorMove::Head),
            KeyCode::Char('e') if control => self.go(CursorMove::End),
            KeyCode::Char('b') if alt => self.go(CursorMove::WordBack),
            KeyCode::Char('f') if alt => self.go(CursorMove::WordForward),
            KeyCode::Backspace if by_word => changed(self.area.delete_word()),
            KeyCode::Backspace => changed(self.area.delete_char()),
            KeyCode::Delete => changed(self.area.delete_next_char()),
            KeyCode::Left if by_word => self.go(CursorMove::WordBack),
            KeyCode::Right if by_word => self.go(CursorMove::WordForward),
            KeyCode::Left => self.go(CursorMove::Back),
            KeyCode::Right => self.go(CursorMove::Forward),
            KeyCode::Home => self.go(CursorMove::Head),
            KeyCode::End => self.go(CursorMove::End),
            _ => Edited::Not,
        }
    }

    /// Takes a key of a text of several lines; arrows that would leave the text are not its own.
    pub fn key_of_lines(&mut self, key: KeyEvent) -> Edited {
        let (line, _) = self.cursor();
        let last = self.lines().len() - 1;
        match key.code {
            KeyCode::Enter => {
                self.area.insert_newline();
                Edited::Changed
            }
            KeyCode::Up if line > 0 => self.go(CursorMove::Up),
            KeyCode::Down if line < last => self.go(CursorMove::Down),
            KeyCode::PageUp if line > 0 => self.go(CursorMove::Top),
            KeyCode::PageDown if line < last => self.go(CursorMove::Bottom),
            _ => self.key(key),
        }
    }

    /// Takes pasted text into a single line: line breaks become blanks.
    pub fn paste(&mut self, text: &str) {
        let line = clean(text).replace('\n', " ");
        self.area.insert_str(line.trim_end_matches(' '));
    }

    /// Takes pasted text with its lines.
    pub fn paste_lines(&mut self, text: &str) {
        self.area.insert_str(clean(text));
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn go(&mut self, to: CursorMove) -> Edited {
        self.area.move_cursor(to);
        Edited::Moved
    }
}

fn changed(changed: bool) -> Edited {
    if changed { Edited::Changed } else { Edited::Moved }
}

/// Takes out what no terminal cell can show.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    text.chars().filter(|character| *character == '\n' || !character.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(editor: &mut Editor, code: KeyCode, modifiers: KeyModifiers) -> Edited {
        editor.key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_edit_in_the_middle() {
        let mut editor = Editor::new("GR clean");
        assert_eq!(press(&mut editor, KeyCode::Home, KeyModifiers::NONE), Edited::Moved);
        assert_eq!(press(&mut editor, KeyCode::Char('x'), KeyModifiers::NONE), Edited::Changed);
        press(&mut editor, KeyCode::Right, KeyModifiers::CONTROL);
        press(&mut editor, KeyCode::Delete, KeyModifiers::NONE);
        assert_eq!(editor.text(), "xGR lean");
        press(&mut editor, KeyCode::End, KeyModifiers::NONE);
        press(&mut editor, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(editor.text(), "xGR ");
        assert_eq!(press(&mut editor, KeyCode::Up, KeyModifiers::NONE), Edited::Not);
    }

    #[test]
    fn pasted_lines_stay_one_line_where_only_one_is_wanted() {
        let mut editor = Editor::default();
        editor.paste("one\r\ntwo\u{1b}\tthree\n");
        assert_eq!(editor.text(), "one two    three");
        editor.clear();
        editor.paste_lines("a\nb");
        assert_eq!(editor.lines(), ["a", "b"]);
    }

    #[test]
    fn arrows_leave_a_long_text_at_its_ends() {
        let mut editor = Editor::new("a\nb");
        let up = KeyEvent::new(KeyCode::Up, KeyModifiers::NONE);
        assert_eq!(editor.key_of_lines(up), Edited::Moved);
        assert_eq!(editor.key_of_lines(up), Edited::Not);
    }
}
