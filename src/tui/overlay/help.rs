//! The keys of the focused pane; typing filters, Enter runs.

use ratatui::buffer::Buffer;

use super::palette::{Entry, Search, list};
use crate::tui::command::COMMANDS;
use crate::tui::state::State;

/// Returns the commands whose keys work in the focused pane, those of the pane first.
pub fn entries(state: &State) -> Vec<Entry> {
    let pane = state.focused();
    let mut commands: Vec<_> = COMMANDS.iter().filter(|command| command.works_in(pane)).collect();
    commands.sort_by_key(|command| command.panes.is_empty());
    commands
        .into_iter()
        .map(|command| Entry {
            title: command.title.to_owned(),
            terms: command.help.to_owned(),
            help: command.help.to_owned(),
            keys: state.keymap.keys_of(command.id).join("  "),
            refusal: (command.refusal)(state),
            action: command.action.clone(),
        })
        .collect()
}

/// Draws the help.
pub fn view(state: &State, search: &Search, buffer: &mut Buffer) {
    let title = format!("Keys of {}", state.focused().title());
    list(state, search, buffer, &title, &entries(state));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::state::Screen;
    use crate::tui::tests::rows;

    #[test]
    fn every_command_is_in_the_help_of_some_pane() {
        let mut state = rows::state((80, 24));
        let mut shown = Vec::new();
        for pane in Screen::ALL.iter().flat_map(|screen| screen.panes()) {
            state.set_focus(*pane);
            shown.extend(entries(&state).into_iter().map(|entry| entry.action));
        }
        for command in COMMANDS {
            assert!(shown.contains(&command.action), "{}", command.id);
        }
    }
}
