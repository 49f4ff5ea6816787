//! A form over the panes: it keeps the keys, and tells its host what happened.
//!
//! A host adds a variant to [`Purpose`], pushes `Overlay::Form` with a [`Dialog`], and answers
//! `Action::Form(purpose, event)` in its update: it looks at [`top`] for values, sets errors and notes
//! there, and takes the dialog away with [`close`] once its wish is granted.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Overlay, Response, centred, place};
use crate::domain::dag::DagNode;
use crate::tui::command::Action;
use crate::tui::page::Page;
use crate::tui::state::State;
use crate::tui::widget::form::{self, Field, Form, FormEvent, Kind};
use crate::tui::widget::frame;

/// Widest dialog: longer lines are hard to read.
const WIDEST: u16 = 104;
/// Width of a dialog of short fields, at which problems still stand under them.
const COMFORTABLE: u16 = 76;
/// Lowest dialog, so that pop-up lists have room.
const LOWEST: u16 = 14;

/// What a form is for, with what its host must remember; every host adds its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// A depth to go to on the plot.
    Depth,
    /// The message of a save.
    Save,
    /// What an operator is tried out on.
    Trial,
    /// Which wells a run is about.
    Wells,
    /// Name, version and description of the pipeline.
    Pipeline,
    /// A pipeline as text, where there is no editor to open it in.
    Text(Box<Page>),
    /// What a node does.
    Node {
        /// Id of the node.
        node: String,
        /// The node as the form was built for: perhaps with another operator than it has.
        shown: Box<DagNode>,
    },
    /// Which outputs of these nodes are kept.
    Outputs(Vec<String>),
}

/// A form with a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialog {
    /// The form.
    pub form: Form,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether Esc was pressed once although something would be lost.
    leaving: bool,
}

impl Dialog {
    /// Frames a form.
    pub fn new(form: Form, purpose: Purpose) -> Self {
        Self { form, purpose, leaving: false }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Response {
        let asks = match key.code {
            KeyCode::F(1) => true,
            KeyCode::Char('?') => !self.form.takes_letters(),
            _ => false,
        };
        if asks && key.kind != KeyEventKind::Release {
            return Response::Tell(Action::FormKeys);
        }
        let event = self.form.key(key);
        self.respond(event)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Response {
        let event = self.form.paste(text);
        self.respond(event)
    }

    /// Tells the form where it is on a screen.
    pub fn place(&mut self, screen: Rect) {
        let area = centred(screen, self.width(screen.width), self.height(screen));
        self.form.place(inside(area));
    }

    fn respond(&mut self, event: FormEvent) -> Response {
        let asked = std::mem::take(&mut self.leaving);
        match event {
            FormEvent::Stay | FormEvent::Ignored => Response::Stay,
            FormEvent::Cancel { changed } if changed && !asked => {
                self.leaving = true;
                Response::Stay
            }
            FormEvent::Cancel { .. } => Response::Close,
            FormEvent::Changed { .. } | FormEvent::Submit | FormEvent::Ask { .. } => {
                Response::Tell(Action::Form(self.purpose.clone(), event))
            }
        }
    }

    fn width(&self, screen: u16) -> u16 {
        let wide = |field: &Field| {
            matches!(field.kind(), Kind::Table(_) | Kind::Long(..) | Kind::Json(..))
        };
        let widest = if self.form.fields().iter().any(wide) { WIDEST } else { COMFORTABLE };
        if screen > COMFORTABLE { (screen - 4).clamp(COMFORTABLE, widest) } else { screen }
    }

    fn height(&self, screen: Rect) -> u16 {
        let wanted = self.form.height(self.width(screen.width).saturating_sub(2)) + 2;
        wanted.max(LOWEST).min(screen.height.saturating_sub(if screen.height > 20 { 2 } else { 0 }))
    }
}

/// Returns the top form.
pub fn top(state: &mut State) -> Option<&mut Dialog> {
    state.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Form(dialog) => Some(&mut **dialog),
        _ => None,
    })
}

/// Takes the top form away.
pub fn close(state: &mut State) {
    if let Some(index) = state.overlays.iter().rposition(|one| matches!(one, Overlay::Form(_))) {
        state.overlays.remove(index);
    }
}

/// Draws a form.
pub fn view(state: &State, dialog: &Dialog, buffer: &mut Buffer) {
    let theme = &state.theme;
    let screen = buffer.area;
    let area = place(buffer, state, dialog.width(screen.width), dialog.height(screen));
    let note = match dialog.leaving {
        true => Line::styled("Esc again: the changes are lost", theme.style("status.partial")),
        false => Line::default(),
    };
    frame::pane(buffer, area, theme, true, &dialog.form.title, note);
    form::view(&dialog.form, theme, buffer, inside(area), true);
}

/// Returns the room inside a frame.
fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}
