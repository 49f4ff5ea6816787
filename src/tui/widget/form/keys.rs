//! What keys and pasted text do to a form.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::edit::{Edited, Editor};
use super::field::{Items, Kind};
use super::popup::{Picked, Popup, Purpose};
use super::table_keys::Step;
use super::{Ask, Form, FormEvent};

/// What the focused field made of a key.
pub(super) enum Outcome {
    Ignored,
    Stay,
    Changed,
    Next,
    Previous,
    Open(Purpose),
    /// Opens a list that this key begins to filter.
    OpenWith(Purpose),
}

impl Form {
    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> FormEvent {
        if key.kind == KeyEventKind::Release {
            return FormEvent::Stay;
        }
        self.waits = false;
        if self.popup.is_some() {
            return self.popup_key(key);
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('s') {
            return self.try_submit();
        }
        if self.is_inside() {
            return self.cell_key(key);
        }
        match key.code {
            KeyCode::Esc => return FormEvent::Cancel { changed: self.changed() },
            KeyCode::Tab => return self.step(1),
            KeyCode::BackTab => return self.step(-1),
            KeyCode::Char(letter) if control => {
                if let Some(event) = self.control_key(letter) {
                    return event;
                }
            }
            _ => {}
        }
        let last = self.stops().last().is_some_and(|button| self.focused + 1 >= *button);
        let Some(field) = self.fields.get_mut(self.focused) else {
            return match key.code {
                KeyCode::Enter | KeyCode::Char(' ') => self.try_submit(),
                KeyCode::Up | KeyCode::Left => self.step(-1),
                KeyCode::Down | KeyCode::Right => self.step(1),
                _ => FormEvent::Ignored,
            };
        };
        let outcome = field_key(&mut field.kind, key);
        match outcome {
            Outcome::Stay => FormEvent::Stay,
            Outcome::Changed => self.changed_event(),
            Outcome::Next => self.step(1),
            Outcome::Previous => self.step(-1),
            Outcome::Open(purpose) => self.open(purpose),
            Outcome::OpenWith(purpose) => {
                self.open(purpose);
                self.popup_key(key)
            }
            Outcome::Ignored => match key.code {
                KeyCode::Up => self.step(-1),
                KeyCode::Down => self.step(1),
                KeyCode::Enter if last => self.try_submit(),
                KeyCode::Enter => self.step(1),
                _ => FormEvent::Ignored,
            },
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> FormEvent {
        if let Some(popup) = &mut self.popup {
            popup.paste(text);
            return FormEvent::Stay;
        }
        let Some(field) = self.fields.get_mut(self.focused) else { return FormEvent::Stay };
        let (long, typing) = (field.is_long(), self.is_inside());
        let Some(field) = self.fields.get_mut(self.focused) else { return FormEvent::Stay };
        let list = matches!(field.kind, Kind::List(..));
        let Some(editor) = field.editor_mut() else { return FormEvent::Stay };
        if long {
            editor.paste_lines(text);
        } else if list {
            // A column copied from elsewhere is a list.
            editor.paste(&text.trim().replace(['\n', '\t', ';'], ", "));
        } else {
            editor.paste(text);
        }
        if typing { FormEvent::Stay } else { self.changed_event() }
    }

    fn control_key(&mut self, letter: char) -> Option<FormEvent> {
        let focused = self.focused;
        let field = self.fields.get_mut(focused)?;
        let ask = |what| Some(FormEvent::Ask { field: field.key.clone(), what });
        match letter {
            'u' => {
                field.clear();
                Some(self.changed_event())
            }
            'd' => {
                let default = field.default.clone()?;
                field.set(&default);
                Some(self.changed_event())
            }
            'o' if !field.suggestions.is_empty() => Some(self.open(Purpose::Suggestions)),
            'o' if field.suggests => {
                self.waits = true;
                ask(Ask::Suggestions)
            }
            'p' if field.picks => ask(Ask::Pick),
            'e' if field.is_long() => ask(Ask::Editor),
            _ => None,
        }
    }

    pub(super) fn open(&mut self, purpose: Purpose) -> FormEvent {
        let Some(field) = self.fields.get(self.focused) else { return FormEvent::Stay };
        let selected = match (&field.kind, purpose) {
            (_, Purpose::Suggestions) => 0,
            (Kind::Choice(one), _) => one.chosen.unwrap_or_default(),
            (Kind::Select(any), _) => any.chosen.first().copied().unwrap_or_default(),
            (Kind::Table(table), _) => {
                let value = table.current().map(|cell| &cell.value);
                let options = table.options().iter();
                options.map(|option| Some(&option.value)).position(|v| v == value).unwrap_or(0)
            }
            _ => 0,
        };
        self.popup = Some(Popup::new(purpose, selected));
        FormEvent::Stay
    }

    fn popup_key(&mut self, key: KeyEvent) -> FormEvent {
        let Some(mut popup) = self.popup.take() else { return FormEvent::Stay };
        let picked = popup.key(key, self.options_for(popup.purpose));
        match picked {
            Picked::One(_) | Picked::Close => {}
            _ => self.popup = Some(popup.clone()),
        }
        self.pick(&picked, popup.purpose)
    }

    pub(super) fn pick(&mut self, picked: &Picked, purpose: Purpose) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focused) else { return FormEvent::Stay };
        let changed = match (picked, &mut field.kind) {
            (Picked::One(index), _) if purpose == Purpose::Suggestions => {
                match field.suggestions.get(*index).map(|choice| choice.value.clone()) {
                    Some(value) => {
                        field.set(&value);
                        true
                    }
                    None => false,
                }
            }
            (Picked::One(index), Kind::Choice(one)) => {
                let moved = one.chosen != Some(*index);
                one.chosen = Some(*index);
                moved
            }
            (Picked::One(index), Kind::Table(table)) => {
                let value = table.options().get(*index).map(|choice| choice.value.clone());
                value.is_some_and(|value| table.write(&value))
            }
            (Picked::Toggle(index), Kind::Select(any)) => any.toggle(*index),
            (Picked::ToggleAll(indices), Kind::Select(any)) => {
                any.toggle_all(indices);
                true
            }
            _ => false,
        };
        if changed { self.changed_event() } else { FormEvent::Stay }
    }

    /// Takes a key while a cell is typed.
    fn cell_key(&mut self, key: KeyEvent) -> FormEvent {
        let Some(Kind::Table(table)) = self.fields.get_mut(self.focused).map(|f| &mut f.kind)
        else {
            return FormEvent::Stay;
        };
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let step = match key.code {
            KeyCode::Esc => {
                table.typing = None;
                return FormEvent::Stay;
            }
            KeyCode::Enter => None,
            KeyCode::Tab => Some(Step::Right),
            KeyCode::BackTab => Some(Step::Left),
            KeyCode::Up => Some(Step::Up),
            KeyCode::Down => Some(Step::Down),
            KeyCode::Char('u') if control => {
                table.typing = Some(Editor::default());
                return FormEvent::Stay;
            }
            _ => {
                let typed = table.typing.as_mut().map_or(Edited::Not, |editor| editor.key(key));
                return if typed == Edited::Not { FormEvent::Ignored } else { FormEvent::Stay };
            }
        };
        let changed = table.finish();
        if let Some(step) = step {
            table.step(step);
        }
        if changed { self.changed_event() } else { FormEvent::Stay }
    }

    pub(super) fn changed_event(&mut self) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focused) else { return FormEvent::Stay };
        // What the host said was about the former value.
        field.error = None;
        FormEvent::Changed { field: field.key.clone() }
    }

    fn step(&mut self, step: isize) -> FormEvent {
        let stops = self.stops();
        let place = stops.iter().position(|stop| *stop >= self.focused).unwrap_or_default();
        // A range has a stop for each of its ends.
        if let Some(Kind::Range(_, _, second)) =
            self.fields.get_mut(self.focused).map(|field| &mut field.kind)
            && *second == (step < 0)
        {
            *second = step > 0;
            return FormEvent::Stay;
        }
        let next = (place + stops.len()).saturating_add_signed(step) % stops.len();
        self.go_to(stops[next]);
        if let Some(field) = self.fields.get_mut(self.focused) {
            match &mut field.kind {
                Kind::Range(_, _, second) => *second = step < 0,
                Kind::Table(table) if table.cursor.selected >= table.rows.len() => {
                    table.cursor.selected = 0;
                }
                _ => {}
            }
        }
        FormEvent::Stay
    }

    pub(super) fn try_submit(&mut self) -> FormEvent {
        if let Some(Kind::Table(table)) = self.fields.get_mut(self.focused).map(|f| &mut f.kind) {
            table.finish();
        }
        self.submitted = true;
        let wrong = (0..self.fields.len())
            .find(|index| !self.fields[*index].hidden && self.fields[*index].problem().is_some());
        match wrong {
            Some(wrong) => {
                self.go_to(wrong);
                FormEvent::Stay
            }
            None => FormEvent::Submit,
        }
    }
}

fn field_key(kind: &mut Kind, key: KeyEvent) -> Outcome {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match kind {
        Kind::Text(editor) | Kind::List(editor, Items::Texts | Items::Numbers(_)) => {
            edited(editor.key(key))
        }
        Kind::Number(editor, bounds) => {
            let up = key.code == KeyCode::Up;
            if key.modifiers == KeyModifiers::ALT && (up || key.code == KeyCode::Down) {
                let Some(stepped) = bounds.step(&editor.text(), up) else { return Outcome::Stay };
                *editor = Editor::new(&stepped);
                return Outcome::Changed;
            }
            edited(editor.key(key))
        }
        Kind::Long(editor, _) | Kind::Json(editor, _) => edited(editor.key_of_lines(key)),
        Kind::Range(ends, _, second) => {
            let editor = &mut ends[usize::from(*second)];
            let (_, column) = editor.cursor();
            let end = editor.text().chars().count();
            match key.code {
                KeyCode::Right if column == end && !*second => *second = true,
                KeyCode::Left if column == 0 && *second => *second = false,
                KeyCode::Enter if !*second => *second = true,
                _ => return edited(editor.key(key)),
            }
            Outcome::Stay
        }
        Kind::Toggle(on) => {
            let wanted = match key.code {
                KeyCode::Char(' ') | KeyCode::Left | KeyCode::Right => !*on,
                KeyCode::Char('y' | '1') if plain => true,
                KeyCode::Char('n' | '0') if plain => false,
                _ => return Outcome::Ignored,
            };
            let changed = wanted != *on;
            *on = wanted;
            if changed { Outcome::Changed } else { Outcome::Stay }
        }
        Kind::Choice(one) => match key.code {
            KeyCode::Left | KeyCode::Right | KeyCode::Char(' ') if plain => {
                match one.turn(key.code != KeyCode::Left) {
                    true => Outcome::Changed,
                    false => Outcome::Stay,
                }
            }
            KeyCode::Enter => Outcome::Open(Purpose::One),
            KeyCode::Char(letter) if plain && letter.is_alphanumeric() => {
                Outcome::OpenWith(Purpose::One)
            }
            _ => Outcome::Ignored,
        },
        Kind::Select(_) => match key.code {
            KeyCode::Enter | KeyCode::Char(' ') => Outcome::Open(Purpose::Many),
            KeyCode::Char(letter) if plain && (letter.is_alphanumeric() || letter == '/') => {
                Outcome::OpenWith(Purpose::Many)
            }
            _ => Outcome::Ignored,
        },
        Kind::Fact(_) => Outcome::Ignored,
        Kind::Table(table) => table.key(key),
    }
}

fn edited(edited: Edited) -> Outcome {
    match edited {
        Edited::Not => Outcome::Ignored,
        Edited::Moved => Outcome::Stay,
        Edited::Changed => Outcome::Changed,
    }
}
