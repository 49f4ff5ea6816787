//! The branches of the open pipeline: main, which is what runs, and the lines beside it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use super::ask::Asked;
use super::{Response, place};
use crate::domain::dag::MAIN_BRANCH;
use crate::services::rows::BranchRow;
use crate::tui::command::Action;
use crate::tui::pane::pipelines::mark;
use crate::tui::state::State;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// The list, and the selection in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Branches {
    /// The pipeline.
    pub pipeline: Uuid,
    /// Its branches, main first; `None` until they are read.
    pub rows: Option<Vec<BranchRow>>,
    /// Selected branch.
    pub cursor: Cursor,
}

impl Branches {
    /// Begins before anything is read.
    pub fn new(pipeline: Uuid) -> Self {
        Self { pipeline, rows: None, cursor: Cursor::default() }
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Response {
        let rows = self.rows.as_deref().unwrap_or_default();
        let selected = rows.get(self.cursor.selected).map(|row| row.name.clone());
        let about = |action: fn(String) -> Action| {
            selected.clone().map_or(Response::Stay, |name| Response::Tell(action(name)))
        };
        let step = match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Response::Close,
            KeyCode::Enter => {
                return selected
                    .map_or(Response::Stay, |name| Response::Do(Action::SwitchBranch(name)));
            }
            KeyCode::Char('n') => return Response::Tell(Action::Ask(Asked::Branch)),
            KeyCode::Char('m') => return about(Action::PlanMerge),
            KeyCode::Char('D') | KeyCode::Delete => return about(Action::AskDeleteBranch),
            KeyCode::Up | KeyCode::Char('k') => -1,
            KeyCode::Down | KeyCode::Char('j') => 1,
            _ => 0,
        };
        let len = rows.len();
        self.cursor.move_by(step, len);
        Response::Stay
    }
}

/// Draws the list.
pub fn view(state: &State, list: &Branches, buffer: &mut Buffer) {
    let theme = &state.theme;
    let rows = list.rows.as_deref().unwrap_or_default();
    let width = state.size.0.saturating_sub(if state.size.0 > 72 { 4 } else { 0 }).min(96);
    let height = (rows.len() as u16 + 2).clamp(6, state.size.1.saturating_sub(4).max(6));
    let area = place(buffer, state, width, height);
    let shown = state.pipelines.branch().to_owned();
    let note = Line::styled(format!("the draft is on {shown}"), theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, true, "Branches", note);
    if list.rows.is_none() {
        frame::empty(buffer, inner, theme, "reading…");
    }
    let room = usize::from(inner.width);
    let names = rows.iter().map(|row| text::width(&row.name)).max().unwrap_or(0).min(room / 3);
    let mut cursor = list.cursor;
    let visible = usize::from(inner.height);
    cursor.reveal(rows.len(), visible);
    for (row, index) in inner.rows().zip(cursor.visible(rows.len(), visible)) {
        let branch = &rows[index];
        let here = branch.name == shown;
        let distance = match (branch.name.as_str(), branch.ahead, branch.behind) {
            (MAIN_BRANCH, ..) => "what runs".to_owned(),
            (_, 0, 0) => "as main".to_owned(),
            (_, ahead, 0) => format!("{ahead} ahead"),
            (_, 0, behind) => format!("{behind} behind"),
            (_, ahead, behind) => format!("{ahead} ahead, {behind} behind"),
        };
        let who = branch.author.split('@').next().unwrap_or_default();
        let told =
            format!("{} · {who}, {}", branch.message, text::ago(branch.updated_at, state.now));
        let line = Line::from(vec![
            Span::styled(if here { " ▶ " } else { "   " }, theme.style("accent")),
            Span::styled(text::left(&branch.name, names), theme.style("text")),
            Span::styled(format!("  {}", text::left(&distance, 20)), theme.style("key_hint")),
            Span::styled(
                format!("  {}", text::cut(&told, room.saturating_sub(names + 28))),
                theme.style("muted"),
            ),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == cursor.selected {
            mark(buffer, row, theme, true);
        }
    }
    let keys = "↵ switches · n new · m merges it here · D deletes · esc";
    frame::foot(buffer, area, Line::styled(keys, theme.style("muted")));
}
