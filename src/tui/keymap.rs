//! Which keys mean which command: defaults, the user's key file, sequences, conflicts.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::domain::diagnostic::{Diagnostic, ErrorType};
use crate::tui::command::{COMMANDS, Command};
use crate::tui::state::Pane;

/// One key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Chord {
    /// Reads a key as the terminal sent it.
    pub fn of(key: KeyEvent) -> Self {
        let (mut code, mut modifiers) = (key.code, key.modifiers);
        match code {
            // A terminal sends a capital with or without shift; the letter alone says it all.
            KeyCode::Char(_) => modifiers -= KeyModifiers::SHIFT,
            KeyCode::BackTab => (code, modifiers) = (KeyCode::Tab, modifiers | KeyModifiers::SHIFT),
            _ => {}
        }
        Self { code, modifiers }
    }

    /// Returns the key as a terminal would send it.
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// Reads a key as people write it, such as `ctrl-p`.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut rest, mut modifiers) = (text, KeyModifiers::NONE);
        let prefixes = [
            ("ctrl-", KeyModifiers::CONTROL),
            ("alt-", KeyModifiers::ALT),
            ("shift-", KeyModifiers::SHIFT),
        ];
        while let Some((name, modifier)) =
            prefixes.iter().find(|(name, _)| rest.len() > name.len() && rest.starts_with(name))
        {
            modifiers |= *modifier;
            rest = &rest[name.len()..];
        }
        let code = match rest {
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "tab" => KeyCode::Tab,
            "space" => KeyCode::Char(' '),
            "backspace" => KeyCode::Backspace,
            "delete" => KeyCode::Delete,
            "insert" => KeyCode::Insert,
            "up" => KeyCode::Up,
            "down" => KeyCode::Down,
            "left" => KeyCode::Left,
            "right" => KeyCode::Right,
            "home" => KeyCode::Home,
            "end" => KeyCode::End,
            "pageup" => KeyCode::PageUp,
            "pagedown" => KeyCode::PageDown,
            _ => match rest.strip_prefix('f').and_then(|number| number.parse().ok()) {
                Some(number @ 1..=12) => KeyCode::F(number),
                _ => {
                    let mut characters = rest.chars();
                    let character = characters.next()?;
                    if characters.next().is_some() || character.is_control() {
                        return None;
                    }
                    KeyCode::Char(character)
                }
            },
        };
        Some(Self::of(KeyEvent::new(code, modifiers)))
    }
}

/// A key of a binding, beside the text that names it.
#[derive(Debug, Clone)]
struct Binding {
    sequence: Vec<Chord>,
    text: String,
    command: &'static Command,
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// What a sequence of keys means.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// This command.
    Command(&'static Command),
    /// The beginning of a longer sequence.
    Beginning,
    /// Nothing.
    Nothing,
}

/// All bindings.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self {
            bindings: COMMANDS.iter().flat_map(|command| bindings(command, command.keys)).collect(),
        }
    }
}

fn bindings(command: &'static Command, keys: &[impl AsRef<str>]) -> Vec<Binding> {
    let read = |text: &str| -> Option<Binding> {
        let sequence: Option<Vec<_>> = text.split_whitespace().map(Chord::parse).collect();
        let sequence = sequence.filter(|sequence| !sequence.is_empty())?;
        Some(Binding { sequence, text: text.to_owned(), command })
    };
    keys.iter().filter_map(|key| read(key.as_ref())).collect()
}

impl Keymap {
    /// Applies the text of a key file to the defaults; whatever is wrong in it is told and left out.
    pub fn with_file(path: &str, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut keymap = Self::default();
        let warn =
            |what: String| Diagnostic::warning(ErrorType::ConfigurationInvalid, what).in_file(path);
        let table: toml::Table = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => {
                let problem = warn("the key file cannot be read".into()).found(error.message());
                return (keymap, vec![problem.hint("the default keys are in use")]);
            }
        };
        let mut problems = Vec::new();
        let empty = toml::Table::new();
        let keys = table.get("keys").and_then(toml::Value::as_table).unwrap_or(&empty);
        for (id, value) in keys {
            let Some(command) = COMMANDS.iter().find(|command| command.id == *id) else {
                problems.push(
                    warn(format!("there is no command \"{id}\""))
                        .hint("docs/keys.md and the palette name all commands"),
                );
                continue;
            };
            let Some(texts) = texts_of(value) else {
                problems.push(
                    warn(format!("the keys of {id} are not readable"))
                        .found(value.to_string())
                        .wanted("a list of texts, such as [\"g g\", \"home\"]"),
                );
                continue;
            };
            for text in &texts {
                if text.split_whitespace().any(|key| Chord::parse(key).is_none()) {
                    problems.push(
                        warn(format!("{id} has a key that does not exist"))
                            .found(text.clone())
                            .wanted("keys such as a, ctrl-a, shift-tab, f1, enter"),
                    );
                }
            }
            keymap.bindings.retain(|binding| binding.command.id != *id);
            keymap.bindings.extend(bindings(command, &texts));
        }
        problems.extend(keymap.conflicts().into_iter().map(|conflict| {
            warn(conflict).hint("the command that stands first in docs/keys.md wins")
        }));
        let place = |id: &str| COMMANDS.iter().position(|command| command.id == id);
        keymap.bindings.sort_by_key(|binding| place(binding.command.id));
        (keymap, problems)
    }

    /// Returns what is bound twice in one pane, or hidden behind a shorter sequence.
    pub fn conflicts(&self) -> Vec<String> {
        let mut conflicts = Vec::new();
        for (index, one) in self.bindings.iter().enumerate() {
            for other in &self.bindings[index + 1..] {
                if one.command.id == other.command.id || !one.command.overlaps(other.command) {
                    continue;
                }
                let (one_id, other_id) = (one.command.id, other.command.id);
                if one.sequence == other.sequence {
                    conflicts
                        .push(format!("key \"{}\" means both {one_id} and {other_id}", one.text));
                } else if one.sequence.starts_with(&other.sequence)
                    || other.sequence.starts_with(&one.sequence)
                {
                    conflicts.push(format!(
                        "keys \"{}\" of {one_id} and \"{}\" of {other_id} begin alike",
                        one.text, other.text
                    ));
                }
            }
        }
        conflicts
    }

    /// Says what a sequence of keys means in a pane.
    pub fn meaning(&self, pane: Pane, sequence: &[Chord]) -> Meaning {
        let of_pane = |binding: &&Binding| binding.command.works_in(pane);
        let mut found: Vec<_> = self
            .bindings
            .iter()
            .filter(of_pane)
            .filter(|binding| binding.sequence.starts_with(sequence))
            .collect();
        found.sort_by_key(|binding| binding.command.panes.is_empty());
        match found.iter().find(|binding| binding.sequence.len() == sequence.len()) {
            Some(binding) => Meaning::Command(binding.command),
            None if found.is_empty() => Meaning::Nothing,
            None => Meaning::Beginning,
        }
    }

    /// Returns the keys of a command, as people write them.
    pub fn keys_of(&self, id: &str) -> Vec<&str> {
        let of_command = |binding: &&Binding| binding.command.id == id;
        self.bindings.iter().filter(of_command).map(|binding| binding.text.as_str()).collect()
    }

    /// Returns the commands that continue a sequence begun in a pane, with the keys that are left.
    pub fn continuations(&self, pane: Pane, begun: &[Chord]) -> Vec<(String, &'static Command)> {
        self.bindings
            .iter()
            .filter(|binding| binding.command.works_in(pane))
            .filter(|binding| {
                binding.sequence.len() > begun.len() && binding.sequence.starts_with(begun)
            })
            .map(|binding| {
                let left: Vec<_> = binding.text.split_whitespace().skip(begun.len()).collect();
                (left.join(" "), binding.command)
            })
            .collect()
    }
}

fn texts_of(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(text) => Some(vec![text.clone()]),
        toml::Value::Array(items) => {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_key_is_readable_and_means_its_command() {
        let keymap = Keymap::default();
        for command in COMMANDS {
            assert_eq!(keymap.keys_of(command.id), command.keys, "{}", command.id);
            let pane = command.panes.first().copied().unwrap_or(Pane::Inspector);
            for key in command.keys {
                let sequence: Vec<_> =
                    key.split_whitespace().map(|key| Chord::parse(key).unwrap()).collect();
                match keymap.meaning(pane, &sequence) {
                    Meaning::Command(found) => assert_eq!(found.id, command.id, "{key}"),
                    other => panic!("{key} of {} is {other:?}", command.id),
                }
            }
        }
    }

    #[test]
    fn default_keys_do_not_conflict() {
        assert_eq!(Keymap::default().conflicts(), Vec::<String>::new());
    }

    #[test]
    fn a_sequence_waits_for_its_end() {
        let keymap = Keymap::default();
        let g = Chord::parse("g").unwrap();
        assert!(matches!(keymap.meaning(Pane::Runs, &[g]), Meaning::Beginning));
        assert!(matches!(keymap.meaning(Pane::Runs, &[g, g]), Meaning::Command(_)));
        assert_eq!(keymap.continuations(Pane::Runs, &[g])[0].0, "g");
    }

    #[test]
    fn a_key_file_rebinds_unbinds_and_reports_conflicts() {
        let text = "[keys]\n\"app.quit\" = [\"ctrl-q\"]\n\"theme.next\" = []\n\
                    \"app.help\" = \"g\"\n\"no.such\" = [\"x\"]\n\"app.back\" = [\"hyper-x\"]\n";
        let (keymap, problems) = Keymap::with_file("keys.toml", text);
        assert_eq!(keymap.keys_of("app.quit"), ["ctrl-q"]);
        assert!(keymap.keys_of("theme.next").is_empty());
        let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let told = told.join("\n");
        assert!(told.contains("no command \"no.such\""), "{told}");
        assert!(told.contains("hyper-x"), "{told}");
        assert!(told.contains("\"g g\" of move.first and \"g\" of app.help begin alike"), "{told}");
    }

    #[test]
    fn shift_is_told_by_the_letter() {
        let sent = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(Some(Chord::of(sent)), Chord::parse("G"));
        let back = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(Some(Chord::of(back)), Chord::parse("shift-tab"));
    }
}
