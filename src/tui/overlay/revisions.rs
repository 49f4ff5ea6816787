//! The revisions of the open pipeline, and what differs since each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use super::compare::difference_lines;
use super::{Response, place};
use crate::domain::dag::DagDefinition;
use crate::edit::diff::difference;
use crate::services::rows::{RevisionRow, short_id};
use crate::tui::command::Action;
use crate::tui::pane::pipelines::mark;
use crate::tui::state::State;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// Rows that a page moves.
const PAGE: usize = 10;
/// From this width on the difference stands beside the list.
const WIDE: u16 = 110;

/// The list, and what was read of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Revisions {
    /// The pipeline.
    pub pipeline: Uuid,
    /// Its revisions, newest first; `None` until they are read.
    pub rows: Option<Vec<RevisionRow>>,
    /// Selected revision.
    pub cursor: Cursor,
    /// The revision that others are compared with, in place of what is shown.
    pub marked: Option<Uuid>,
    /// What the revisions say, as far as they were looked at.
    pub known: BTreeMap<Uuid, Arc<DagDefinition>>,
    /// First visible line of the difference.
    pub offset: usize,
}

/// Two versions to compare, with their names.
pub struct Pair {
    /// Name and version before.
    pub before: (String, DagDefinition),
    /// Name and version after.
    pub after: (String, DagDefinition),
}

impl Revisions {
    /// Begins before anything is read.
    pub fn new(pipeline: Uuid) -> Self {
        Self {
            pipeline,
            rows: None,
            cursor: Cursor::default(),
            marked: None,
            known: BTreeMap::new(),
            offset: 0,
        }
    }

    /// Returns the selected revision.
    pub fn selected(&self) -> Option<&RevisionRow> {
        self.rows.as_ref()?.get(self.cursor.selected)
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Response {
        let len = self.rows.as_ref().map_or(0, Vec::len);
        let step = match key.code {
            KeyCode::Esc if self.marked.is_some() => {
                self.marked = None;
                return Response::Stay;
            }
            KeyCode::Esc | KeyCode::Char('q') => return Response::Close,
            KeyCode::Char(' ') => {
                let selected = self.selected().map(|row| row.id);
                self.marked = if self.marked == selected { None } else { selected };
                self.offset = 0;
                return Response::Stay;
            }
            KeyCode::Enter | KeyCode::Char('c') => return Response::Tell(Action::CompareRevisions),
            KeyCode::Char('r') => return self.restore(),
            KeyCode::Char('b') => return Response::Tell(Action::Branches),
            KeyCode::PageDown => {
                self.offset += PAGE;
                return Response::Stay;
            }
            KeyCode::PageUp => {
                self.offset = self.offset.saturating_sub(PAGE);
                return Response::Stay;
            }
            KeyCode::Up | KeyCode::Char('k') => -1,
            KeyCode::Down | KeyCode::Char('j') => 1,
            KeyCode::Home | KeyCode::Char('g') => isize::MIN / 2,
            KeyCode::End | KeyCode::Char('G') => isize::MAX / 2,
            _ => 0,
        };
        if !self.cursor.move_by(step, len) {
            return Response::Stay;
        }
        self.offset = 0;
        Response::Tell(Action::LookAtRevision)
    }

    fn restore(&self) -> Response {
        let Some(row) = self.selected() else { return Response::Stay };
        match self.known.get(&row.id) {
            Some(definition) => Response::Do(Action::Restore(row.id, Arc::clone(definition))),
            None => Response::Stay,
        }
    }

    /// Returns what is compared: the marked revision with the selected one, else the selected one with
    /// what is shown.
    pub fn pair(&self, state: &State) -> Option<Pair> {
        let selected = self.selected()?.id;
        let known = |id: Uuid| Some((short_id(id), (**self.known.get(&id)?).clone()));
        match self.marked.filter(|marked| *marked != selected) {
            Some(marked) => Some(Pair { before: known(marked)?, after: known(selected)? }),
            None => {
                let shown = state.pipelines.definition()?.clone();
                Some(Pair { before: known(selected)?, after: ("what is shown".to_owned(), shown) })
            }
        }
    }
}

/// Draws the list, and the difference below or beside it.
pub fn view(state: &State, list: &Revisions, buffer: &mut Buffer) {
    let theme = &state.theme;
    let (width, height) = state.size;
    let width = width.saturating_sub(if width > 72 { 4 } else { 0 }).min(150);
    let height = height.saturating_sub(if height > 20 { 2 } else { 0 });
    let area = place(buffer, state, width, height);
    let count = list.rows.as_ref().map_or(0, Vec::len);
    let note = Line::styled(count.to_string(), theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, true, "Revisions, newest first", note);
    let keys = "space marks · ↵ compares · r restores · b branches · esc";
    frame::foot(buffer, area, Line::styled(keys, theme.style("muted")));
    let Some(rows) = &list.rows else {
        frame::empty(buffer, inner, theme, "reading…");
        return;
    };
    if rows.is_empty() {
        frame::empty(buffer, inner, theme, "It was never saved.");
        return;
    }
    let (above, below) = if inner.width >= WIDE {
        let left = Rect { width: inner.width / 2, ..inner };
        for y in inner.y..inner.bottom() {
            buffer.set_string(left.right(), y, "│", theme.style("border"));
        }
        let x = left.right() + 1;
        (left, Rect { x, width: inner.right().saturating_sub(x), ..inner })
    } else {
        let rows = (rows.len() as u16).min(inner.height / 2).max(1);
        let above = Rect { height: rows, ..inner };
        let rule = "─".repeat(usize::from(inner.width));
        buffer.set_string(inner.x, above.bottom(), rule, theme.style("border"));
        let y = above.bottom() + 1;
        (above, Rect { y, height: inner.bottom().saturating_sub(y), ..inner })
    };
    table(state, list, rows, buffer, above);
    let lines = match list.pair(state) {
        None => vec![Line::styled(" reading…", theme.style("muted"))],
        Some(Pair { before, after }) => {
            let found = difference(&before.1, &after.1);
            let head = format!(" {} → {}: {}", before.0, after.0, found.summary());
            let mut lines = vec![Line::styled(head, theme.style("title"))];
            lines.extend(difference_lines(theme, &found, usize::from(below.width)));
            lines
        }
    };
    let offset = list.offset.min(lines.len().saturating_sub(usize::from(below.height)));
    frame::lines(buffer, below, lines.into_iter().skip(offset));
}

fn table(state: &State, list: &Revisions, rows: &[RevisionRow], buffer: &mut Buffer, area: Rect) {
    let theme = &state.theme;
    let room = usize::from(area.width);
    let mut cursor = list.cursor;
    let visible = usize::from(area.height);
    cursor.reveal(rows.len(), visible);
    for (row, index) in area.rows().zip(cursor.visible(rows.len(), visible)) {
        let revision = &rows[index];
        let sign = match (list.marked == Some(revision.id), revision.merged.is_some()) {
            (true, _) => "◆",
            (_, true) => "▾",
            _ => "·",
        };
        let heads = match revision.heads.as_slice() {
            [] => String::new(),
            heads => format!("({}) ", heads.join(", ")),
        };
        let who = revision.author.split('@').next().unwrap_or_default();
        let about = format!("  {who}, {}", text::ago(revision.created_at, state.now));
        let used = 13 + text::width(&heads) + text::width(&about);
        let line = Line::from(vec![
            Span::styled(format!(" {sign} "), theme.style("accent")),
            Span::styled(format!("{} ", short_id(revision.id)), theme.style("key_hint")),
            Span::styled(heads, theme.style("accent")),
            Span::styled(
                text::left(&revision.message, room.saturating_sub(used).max(8)),
                theme.style("text"),
            ),
            Span::styled(about, theme.style("muted")),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == cursor.selected {
            mark(buffer, row, theme, true);
        }
    }
}
