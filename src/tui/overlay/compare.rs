//! Two versions of a pipeline as one graph, in which what differs is signed and coloured, and as text.

mod graph;

use std::collections::BTreeMap;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use super::{Response, place};
use crate::canvas::geometry;
use crate::canvas::layout::Zoom;
use crate::domain::dag::DagDefinition;
use crate::edit::diff::{Change, DiffGraph, Difference, NodeDifference, difference};
use crate::tui::command::Action;
use crate::tui::pane::canvas::{Picture, Request};
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};

/// Cells that a key pans.
const PAN: (i32, i32) = (8, 3);
/// Lines that a page of text moves.
const PAGE: usize = 10;
/// Rows that tell of the node that is looked at.
const TOLD: u16 = 5;
/// Below this height the graph has all rows.
const ROOMY: u16 = 14;

/// A comparison being looked at.
#[derive(Debug, Clone)]
pub struct Compare {
    names: (String, String),
    difference: Difference,
    graph: DiffGraph,
    picture: Option<Arc<Picture>>,
    /// Zoom that the user chose; `None` fits.
    pub zoom: Option<Zoom>,
    /// Cell of the picture at the upper left.
    corner: (i32, i32),
    /// Index, among those that differ, of the node that is looked at.
    at: usize,
    /// Whether the text is shown in place of the graph.
    as_text: bool,
    /// First visible line of the text.
    offset: usize,
}

impl PartialEq for Compare {
    fn eq(&self, other: &Self) -> bool {
        let drawn = |one: &Self| one.picture.as_ref().map(Arc::as_ptr);
        drawn(self) == drawn(other)
            && (&self.names, &self.difference, &self.graph)
                == (&other.names, &other.difference, &other.graph)
            && (self.zoom, self.corner, self.at, self.as_text, self.offset)
                == (other.zoom, other.corner, other.at, other.as_text, other.offset)
    }
}

impl Compare {
    /// Compares two definitions, each with its name.
    pub fn new(before: (String, DagDefinition), after: (String, DagDefinition)) -> Self {
        Self {
            difference: difference(&before.1, &after.1),
            graph: DiffGraph::between(&before.1, &after.1),
            names: (before.0, after.0),
            picture: None,
            zoom: None,
            corner: (0, 0),
            at: 0,
            as_text: false,
            offset: 0,
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.difference.is_empty()
    }

    /// Asks for the picture of both versions, for a size of the screen.
    pub fn request(&self, size: (u16, u16)) -> Request {
        let room = graph_area(inside(size));
        Request {
            pipeline: Uuid::nil(),
            edition: 0,
            definition: self.graph.definition(),
            diagnostics: Vec::new(),
            states: BTreeMap::new(),
            zoom: self.zoom,
            room: (room.width, room.height),
            folded: None,
            before: Default::default(),
            anew: true,
        }
    }

    /// Takes the picture.
    pub fn set_picture(&mut self, picture: Arc<Picture>, size: (u16, u16)) {
        self.picture = Some(picture);
        self.reveal(size);
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, state: &State) -> Response {
        if matches!(key.code, KeyCode::Esc | KeyCode::Char('q')) {
            return Response::Close;
        }
        if matches!(key.code, KeyCode::Tab | KeyCode::Enter) {
            self.as_text = !self.as_text;
        } else if self.as_text {
            self.scroll(key.code, state.size);
        } else {
            match key.code {
                KeyCode::Left | KeyCode::Char('h') => self.pan(-PAN.0, 0),
                KeyCode::Right | KeyCode::Char('l') => self.pan(PAN.0, 0),
                KeyCode::Up | KeyCode::Char('k') => self.pan(0, -PAN.1),
                KeyCode::Down | KeyCode::Char('j') => self.pan(0, PAN.1),
                KeyCode::Char('n' | ']') => self.next(1, state.size),
                KeyCode::Char('N' | '[') => self.next(-1, state.size),
                KeyCode::Char('+' | '=') => return self.zoomed(1),
                KeyCode::Char('-') => return self.zoomed(-1),
                KeyCode::Char('0') => return Response::Tell(Action::ZoomComparison(None)),
                _ => {}
            }
        }
        Response::Stay
    }

    fn scroll(&mut self, code: KeyCode, size: (u16, u16)) {
        self.offset = match code {
            KeyCode::Down | KeyCode::Char('j') => self.offset + 1,
            KeyCode::Up | KeyCode::Char('k') => self.offset.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.offset + PAGE,
            KeyCode::PageUp => self.offset.saturating_sub(PAGE),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => usize::MAX,
            _ => self.offset,
        };
        let area = inside(size);
        let theme = Theme::built_in("dark", crate::config::ColorDepth::None);
        let len = difference_lines(&theme, &self.difference, usize::from(area.width)).len();
        self.offset = self.offset.min(len.saturating_sub(usize::from(area.height)));
    }

    fn pan(&mut self, x: i32, y: i32) {
        let Some(picture) = &self.picture else { return };
        self.corner.0 = (self.corner.0 + x).clamp(0, (picture.layout.width - 4).max(0));
        self.corner.1 = (self.corner.1 + y).clamp(0, (picture.layout.height - 2).max(0));
    }

    fn zoomed(&self, step: isize) -> Response {
        const ZOOMS: [Zoom; 4] = [Zoom::Glyph, Zoom::Line, Zoom::Box, Zoom::Card];
        let shown = self.picture.as_ref().map_or(Zoom::Box, |picture| picture.layout.options.zoom);
        let index = ZOOMS.iter().position(|zoom| *zoom == shown).unwrap_or(2);
        let zoom = ZOOMS[index.saturating_add_signed(step).min(ZOOMS.len() - 1)];
        Response::Tell(Action::ZoomComparison(Some(zoom)))
    }

    /// Looks at another node that differs, round the end.
    fn next(&mut self, step: isize, size: (u16, u16)) {
        let len = self.difference.nodes.len().max(1);
        self.at = (self.at as isize + step).rem_euclid(len as isize) as usize;
        self.reveal(size);
    }

    /// Returns the node that is looked at, and its index in the graph.
    fn looked_at(&self) -> Option<(usize, &NodeDifference)> {
        let node = self.difference.nodes.get(self.at)?;
        let ids = [&node.id_after, &node.id_before];
        let is_it = |id: &String| ids.into_iter().flatten().any(|known| known == id);
        let index = self.graph.nodes.iter().position(|(node, _)| is_it(&node.id))?;
        Some((index, node))
    }

    /// Brings the node that is looked at into view, and shows all where all has room.
    fn reveal(&mut self, size: (u16, u16)) {
        let room = graph_area(inside(size));
        let (width, height) = (i32::from(room.width), i32::from(room.height));
        let Some(picture) = &self.picture else { return };
        let layout = &picture.layout;
        let node = self.looked_at().and_then(|(index, _)| layout.boxes.get(index)).copied();
        let along = |corner: i32, room: i32, all: i32, start: i32, end: i32| {
            if all <= room {
                return 0;
            }
            let corner = if end > corner + room { end - room } else { corner };
            corner.min(start).clamp(0, all - room)
        };
        let node = node.unwrap_or_else(|| geometry::Rect::new(0, 0, 1, 1));
        self.corner = (
            along(self.corner.0, width, layout.width, node.x - 2, node.right() + 2),
            along(self.corner.1, height, layout.height, node.y - 1, node.bottom() + 1),
        );
    }
}

/// Returns the room inside the frame, for a size of the screen.
fn inside((width, height): (u16, u16)) -> Rect {
    Rect { x: 1, y: 1, width: width.saturating_sub(2), height: height.saturating_sub(2) }
}

/// Returns the part of the room where the graph is.
fn graph_area(inner: Rect) -> Rect {
    let told = if inner.height >= ROOMY { TOLD } else { 0 };
    Rect { height: inner.height - told, ..inner }
}

/// Draws the comparison.
pub fn view(state: &State, compare: &Compare, buffer: &mut Buffer) {
    let theme = &state.theme;
    let area = place(buffer, state, state.size.0, state.size.1);
    let (before, after) = &compare.names;
    let note = Line::styled(compare.difference.summary(), theme.style("muted"));
    let title = format!("{before} → {after}");
    let inner = frame::pane(buffer, area, theme, true, &title, note);
    let mut legend: Vec<Span<'static>> = Vec::new();
    for (change, word) in
        [(Change::Added, "added"), (Change::Removed, "removed"), (Change::Changed, "changed")]
    {
        let sign = format!("{} {word}  ", change.sign());
        legend.push(Span::styled(sign, theme.style(token(change))));
    }
    let keys =
        if compare.as_text { "↵ graph · esc" } else { "n next · +- zoom · ↵ text · esc" };
    legend.push(Span::styled(keys, theme.style("muted")));
    frame::foot(buffer, area, Line::from(legend));
    if compare.as_text {
        let lines = difference_lines(theme, &compare.difference, usize::from(inner.width));
        let (len, rows) = (lines.len(), usize::from(inner.height));
        let offset = compare.offset.min(len.saturating_sub(rows));
        frame::lines(buffer, inner, lines.into_iter().skip(offset));
        frame::scroll_bar(buffer, area, theme.style("border_focused"), offset, rows, len);
        return;
    }
    let upper = graph_area(inner);
    match &compare.picture {
        None => frame::empty(buffer, upper, theme, "drawing…"),
        Some(picture) => graph::draw(state, compare, picture, buffer, upper),
    }
    let below = Rect { y: upper.bottom(), height: inner.bottom() - upper.bottom(), ..inner };
    if below.height > 1 {
        let room = usize::from(below.width);
        let mut lines = vec![Line::styled("─".repeat(room), theme.style("border"))];
        match compare.looked_at() {
            Some((_, node)) => {
                let one = Difference { nodes: vec![node.clone()], ..compare.difference.clone() };
                let one = Difference { header: Vec::new(), ..one };
                lines.extend(difference_lines(theme, &one, room));
            }
            None => lines.extend(difference_lines(theme, &compare.difference, room)),
        }
        frame::lines(buffer, below, lines);
    }
}

/// Returns the token of a change.
fn token(change: Change) -> &'static str {
    match change {
        Change::Added => "status.completed",
        Change::Removed => "status.failed",
        Change::Changed => "status.partial",
        Change::Same => "muted",
    }
}

/// Returns a difference as lines, each with the sign of what happened.
pub fn difference_lines(theme: &Theme, found: &Difference, width: usize) -> Vec<Line<'static>> {
    let lines = found.lines().into_iter();
    lines
        .map(|line| {
            let style = theme.style(token(line.change));
            let indent = "   ".repeat(line.depth);
            let room = width.saturating_sub(4 + indent.len());
            let words = theme.style(if line.depth == 0 { "title" } else { "text" });
            Line::from(vec![
                Span::styled(format!(" {indent}{} ", line.change.sign()), style),
                Span::styled(text::cut(&line.text, room), words),
            ])
        })
        .collect()
}
