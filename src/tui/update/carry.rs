//! Nodes on the way to other programs and other terminals, by the terminal's clipboard.

use std::path::Path;

use crate::tui::clipboard;
use crate::tui::effect::Effect;
use crate::tui::state::State;

/// Puts the nodes that were just copied into the terminal's clipboard too; pasted on a canvas, they
/// are nodes again.
pub(super) fn to_clipboard(state: &State) -> Option<Effect> {
    let text = state.register.as_ref()?.to_text();
    Some(match text.len() > clipboard::LONGEST {
        true => Effect::KeepCopy(text),
        false => Effect::Copy(text),
    })
}

/// Says where nodes lie that are too many for a terminal's clipboard.
pub(super) fn say_kept(state: &mut State, path: &Path) {
    state.note(format!("too long for the terminal's clipboard: it is in {}", path.display()));
}
