//! The modes of the canvas: each takes the keys before the keymap does, and Esc always leaves it.

use crossterm::event::{KeyCode, KeyEvent};

use super::aim::Aim;
use super::place::Place;
use super::search;
use crate::tui::command::Action;
use crate::tui::state::State;

/// What keys on the canvas do, other than what the keymap says.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// A node is being chosen, to jump to or to tie to another.
    Aim(Aim),
    /// Nodes are being moved.
    Place(Place),
    /// A text is being searched.
    Search(search::Search),
}

/// What becomes of a mode after a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// It goes on.
    Stay,
    /// It ends, and what it changed for the time being stays.
    Kept,
    /// It ends, and all is as before.
    Leave,
    /// It ends, and something is done.
    Do(Action),
    /// It goes on, and something is done.
    Also(Action),
}

impl Mode {
    /// Returns what stands in the title of the canvas.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Aim(aim) => aim.purpose.title(),
            Self::Place(_) => "move",
            Self::Search(_) => "search",
        }
    }

    /// Returns the keys of the mode, each with what it does.
    pub fn hints(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Aim(_) => &[
                ("a–z", "label"),
                ("←↓↑→", "move"),
                ("tab", "next"),
                ("↵", "choose"),
                ("esc", "leave"),
            ],
            Self::Place(_) => {
                &[("hjkl", "move"), ("↵", "pin"), ("u", "let float"), ("esc", "leave")]
            }
            Self::Search(_) => &[("↵", "keep"), ("↑↓", "next"), ("esc", "leave")],
        }
    }
}

/// Gives a key to the mode of the canvas; nothing where there is none.
pub fn key(state: &mut State, key: KeyEvent) -> Option<Turn> {
    let mut mode = state.pipelines.canvas.mode.take()?;
    if key.code == KeyCode::Esc {
        leave(state, &mode);
        return Some(Turn::Leave);
    }
    let turn = match &mut mode {
        Mode::Aim(aim) => aim.key(state, key),
        Mode::Place(place) => place.key(state, key),
        Mode::Search(search) => search.key(state, key),
    };
    match &turn {
        Turn::Stay | Turn::Also(_) => state.pipelines.canvas.mode = Some(mode),
        Turn::Leave => leave(state, &mode),
        Turn::Do(_) | Turn::Kept => {}
    }
    Some(turn)
}

/// Chooses a node while one is aimed at; nothing where none is.
pub fn choose(state: &mut State, node: String) -> Option<Turn> {
    let mode = state.pipelines.canvas.mode.take();
    let Some(Mode::Aim(mut aim)) = mode else {
        state.pipelines.canvas.mode = mode;
        return None;
    };
    let turn = aim.choose(state, Some(node));
    if turn == Turn::Stay {
        state.pipelines.canvas.mode = Some(Mode::Aim(aim));
    }
    Some(turn)
}

/// Gives pasted text to the mode of the canvas; says whether it takes any.
pub fn paste(state: &mut State, text: &str) -> bool {
    let Some(Mode::Search(mut search)) = state.pipelines.canvas.mode.clone() else { return false };
    search.paste(state, text);
    state.pipelines.canvas.mode = Some(Mode::Search(search));
    true
}

/// Puts back what the mode changed for the time being.
fn leave(state: &mut State, mode: &Mode) {
    match mode {
        Mode::Aim(aim) => super::select(state, aim.origin.clone()),
        Mode::Search(search) => super::select(state, search.origin.clone()),
        Mode::Place(_) => {}
    }
}

/// Ends a mode whose pane lost the keys, or whose graph became another.
pub fn settle(state: &mut State, focused: bool) {
    let edition = state.pipelines.edition;
    let ends = match &state.pipelines.canvas.mode {
        Some(Mode::Aim(aim)) => aim.edition != edition,
        Some(Mode::Place(place)) => place.edition != edition,
        Some(Mode::Search(_)) | None => false,
    };
    if ends || !focused {
        state.pipelines.canvas.mode = None;
    }
}
