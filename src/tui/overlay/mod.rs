//! What stands over the panes; overlays form a stack, and the top one consumes every key.

pub mod ask;
pub mod branches;
pub mod compare;
pub mod confirm;
pub mod form;
pub mod help;
pub mod keys;
pub mod merge;
pub mod message;
pub mod misfits;
pub mod palette;
pub mod pick;
pub mod plan;
pub mod problems;
pub mod revisions;
pub mod steps;
pub mod templates;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::tui::command::Action;
use crate::tui::state::State;

/// One overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// Keys of the focused pane.
    Help(palette::Search),
    /// Everything that can be done or opened.
    Palette(palette::Search),
    /// A question.
    Confirm(confirm::Question),
    /// A line to type.
    Ask(ask::Question),
    /// What a new node is.
    Pick(pick::Pick),
    /// What a new pipeline begins with.
    Templates(palette::Search),
    /// What a run would do.
    Plan(Box<plan::Plan>),
    /// The revisions of the open pipeline.
    Revisions(Box<revisions::Revisions>),
    /// Its branches.
    Branches(branches::Branches),
    /// Two versions beside each other.
    Compare(Box<compare::Compare>),
    /// Two versions being merged.
    Merge(Box<merge::Merging>),
    /// The edits of the open pipeline.
    Steps(steps::Steps),
    /// What is wrong with the open pipeline.
    Problems(problems::Problems),
    /// Text to read.
    Message(message::Text),
    /// Why a text is no pipeline.
    Misfits(misfits::Misfits),
    /// Fields to fill in.
    Form(Box<form::Dialog>),
    /// The keys of a form.
    Keys(keys::Keys),
}

impl Overlay {
    /// Returns what the footer says of its keys, in place of those of the pane below, which do nothing.
    pub fn hints(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Help(_) | Self::Palette(_) | Self::Pick(_) | Self::Templates(_) => {
                &[("a…z", "search"), ("↑↓", "select"), ("↵", "take"), ("esc", "close")]
            }
            Self::Form(_) => &[("f1", "keys of the form"), ("esc", "close")],
            Self::Ask(_) => &[("↵", "take"), ("esc", "close")],
            _ => &[("esc", "close")],
        }
    }
}

/// What an overlay makes of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// The overlay stays.
    Stay,
    /// The overlay goes.
    Close,
    /// The overlay goes, and something is done.
    Do(Action),
    /// The overlay stays, and something is done.
    Tell(Action),
}

/// Gives a key to the top overlay; `None` where there is none.
pub fn key(state: &mut State, key: KeyEvent) -> Option<Response> {
    let mut top = state.overlays.pop()?;
    let response = match &mut top {
        Overlay::Help(search) => search.key(key, &help::entries(state)),
        Overlay::Palette(search) => search.key(key, &palette::entries(state)),
        Overlay::Confirm(question) => question.key(key),
        Overlay::Ask(question) => question.key(key),
        Overlay::Pick(pick) => pick.search.key(key, &pick.entries),
        Overlay::Templates(search) => search.key(key, &templates::entries()),
        Overlay::Plan(plan) => plan.key(key, state),
        Overlay::Revisions(list) => list.key(key),
        Overlay::Branches(list) => list.key(key),
        Overlay::Compare(compare) => compare.key(key, state),
        Overlay::Merge(merging) => merging.key(key),
        Overlay::Steps(steps) => steps.key(key, state),
        Overlay::Problems(problems) => problems.key(key, state),
        Overlay::Message(text) => text.key(key, state.size),
        Overlay::Misfits(misfits) => misfits.key(key, state.size),
        Overlay::Form(dialog) => dialog.key(key),
        Overlay::Keys(keys) => keys.key(key),
    };
    if matches!(response, Response::Stay | Response::Tell(_)) {
        state.overlays.push(top);
    }
    Some(response)
}

/// Gives pasted text to the top overlay; `None` where there is none.
pub fn paste(state: &mut State, text: &str) -> Option<Response> {
    match state.overlays.last_mut()? {
        Overlay::Help(search) | Overlay::Palette(search) | Overlay::Templates(search) => {
            search.paste(text);
        }
        Overlay::Pick(pick) => pick.search.paste(text),
        Overlay::Ask(question) => question.input.paste(text),
        Overlay::Form(dialog) => return Some(dialog.paste(text)),
        _ => {}
    }
    Some(Response::Stay)
}

/// Tells every form where it stands.
pub fn settle(state: &mut State) {
    let (width, height) = state.size;
    for overlay in &mut state.overlays {
        if let Overlay::Form(dialog) = overlay {
            dialog.place(Rect { x: 0, y: 0, width, height });
        }
    }
}

/// Draws all overlays, the top one last.
pub fn view(state: &State, buffer: &mut Buffer) {
    for overlay in &state.overlays {
        match overlay {
            Overlay::Help(search) => help::view(state, search, buffer),
            Overlay::Palette(search) => palette::view(state, search, buffer),
            Overlay::Confirm(question) => confirm::view(state, question, buffer),
            Overlay::Ask(question) => ask::view(state, question, buffer),
            Overlay::Pick(pick) => pick::view(state, pick, buffer),
            Overlay::Templates(search) => templates::view(state, search, buffer),
            Overlay::Plan(plan) => plan::view(state, plan, buffer),
            Overlay::Revisions(list) => revisions::view(state, list, buffer),
            Overlay::Branches(list) => branches::view(state, list, buffer),
            Overlay::Compare(compare) => compare::view(state, compare, buffer),
            Overlay::Merge(merging) => merge::view(state, merging, buffer),
            Overlay::Steps(steps) => steps::view(state, steps, buffer),
            Overlay::Problems(problems) => problems::view(state, problems, buffer),
            Overlay::Message(text) => message::view(state, text, buffer),
            Overlay::Misfits(misfits) => misfits::view(state, misfits, buffer),
            Overlay::Form(dialog) => form::view(state, dialog, buffer),
            Overlay::Keys(keys) => keys::view(state, keys, buffer),
        }
    }
}

/// Clears a place for an overlay: in the middle, a little above it, never larger than the screen.
pub fn place(buffer: &mut Buffer, state: &State, width: u16, height: u16) -> Rect {
    let area = centred(buffer.area, width, height);
    Clear.render(area, buffer);
    buffer.set_style(area, state.theme.style("background"));
    area
}

/// Returns a place in the middle of a screen, a little above it, never larger than the screen.
fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(screen.width);
    let height = height.min(screen.height);
    Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 3,
        width,
        height,
    }
}
