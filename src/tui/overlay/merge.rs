//! Two versions of a pipeline being merged: what is merged already, and what is to be decided.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use super::{Response, place};
use crate::edit::merge::{Choice, Item, Merge, Whose};
use crate::services::branches::BranchMerge;
use crate::services::saving::Conflict;
use crate::tui::command::Action;
use crate::tui::pane::pipelines::mark;
use crate::tui::state::State;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// Rows that a page moves.
const PAGE: isize = 10;
/// Below this height the selected item is told in its row alone.
const DETAILED: u16 = 14;
/// Rows of the selected item in full, with the rule above them.
const DETAIL: u16 = 4;

/// What is merged.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// A draft, and what somebody saved meanwhile.
    Draft(Uuid, Box<Conflict>),
    /// A branch, and another one.
    Branches(Box<BranchMerge>),
}

impl Subject {
    fn merge(&self) -> &Merge {
        match self {
            Self::Draft(_, conflict) => &conflict.merged,
            Self::Branches(planned) => &planned.merge,
        }
    }
}

/// A merge being looked at and decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Merging {
    /// What is merged.
    subject: Subject,
    /// All that differs, what is to be decided first.
    items: Vec<Item>,
    /// References that go because of what was decided.
    losses: Vec<Item>,
    /// What was decided so far.
    choices: Vec<Option<Choice>>,
    cursor: Cursor,
}

impl Merging {
    /// Begins to look at a merge; nothing is decided.
    pub fn new(subject: Subject) -> Self {
        let merge = subject.merge();
        let choices = vec![None; merge.conflicts.len()];
        let items = merge.account();
        let mut merging =
            Self { subject, items, losses: Vec::new(), choices, cursor: Cursor::default() };
        merging.decided();
        merging
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Response {
        let len = self.items.len() + self.losses.len();
        let rows = match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Response::Close,
            KeyCode::Enter => return self.finish(),
            KeyCode::Left | KeyCode::Char('h' | 't') => return self.decide(Choice::Theirs),
            KeyCode::Right | KeyCode::Char('l' | 'm') => return self.decide(Choice::Mine),
            KeyCode::Char('T') => return self.decide_all(Choice::Theirs),
            KeyCode::Char('M') => return self.decide_all(Choice::Mine),
            KeyCode::Up | KeyCode::Char('k') => -1,
            KeyCode::Down | KeyCode::Char('j') => 1,
            KeyCode::PageUp => -PAGE,
            KeyCode::PageDown => PAGE,
            KeyCode::Home | KeyCode::Char('g') => isize::MIN / 2,
            KeyCode::End | KeyCode::Char('G') => isize::MAX / 2,
            _ => 0,
        };
        self.cursor.move_by(rows, len);
        Response::Stay
    }

    fn finish(&mut self) -> Response {
        match self.choices.iter().position(Option::is_none) {
            Some(open) => {
                // What is to be decided stands first, in the order of the conflicts.
                self.cursor.selected = open;
                Response::Stay
            }
            None => {
                let choices = self.choices.iter().copied().flatten().collect();
                Response::Do(match self.subject.clone() {
                    Subject::Draft(pipeline, conflict) => {
                        Action::MergeSaved(pipeline, conflict, choices)
                    }
                    Subject::Branches(planned) => Action::MergeBranches(planned, choices),
                })
            }
        }
    }

    fn decide(&mut self, choice: Choice) -> Response {
        if let Some(slot) = self.choices.get_mut(self.cursor.selected) {
            *slot = Some(choice);
            self.decided();
        }
        Response::Stay
    }

    fn decide_all(&mut self, choice: Choice) -> Response {
        self.choices.fill(Some(choice));
        self.decided();
        Response::Stay
    }

    fn decided(&mut self) {
        let choices: Vec<_> =
            self.choices.iter().map(|choice| choice.unwrap_or(Choice::Mine)).collect();
        self.losses = self.subject.merge().losses(&choices);
        let last = (self.items.len() + self.losses.len()).saturating_sub(1);
        self.cursor.selected = self.cursor.selected.min(last);
    }

    fn open(&self) -> usize {
        self.choices.iter().filter(|choice| choice.is_none()).count()
    }

    fn title(&self) -> String {
        match &self.subject {
            Subject::Draft(_, conflict) => format!("{} saved it meanwhile", conflict.who),
            Subject::Branches(planned) => format!("Merge {} into {}", planned.from, planned.into),
        }
    }

    /// Names both sides: the others, and whoever merges.
    fn sides(&self, state: &State) -> (String, String) {
        match &self.subject {
            Subject::Draft(_, conflict) => {
                let when = text::ago(conflict.theirs.updated_at, state.now);
                let who = conflict.who.split('@').next().unwrap_or_default();
                (format!("{who}, {when}"), "mine".to_owned())
            }
            Subject::Branches(planned) => (planned.from.clone(), planned.into.clone()),
        }
    }

    /// Returns which sides of an item hold: theirs, mine.
    fn holds(&self, item: &Item) -> (bool, bool) {
        match item.whose {
            Whose::Contested(index) => match self.choices.get(index).copied().flatten() {
                Some(Choice::Theirs) => (true, false),
                Some(Choice::Mine) => (false, true),
                None => (false, false),
            },
            Whose::Theirs => (true, false),
            Whose::Mine => (false, true),
            Whose::Both => (true, true),
            Whose::Dropped => (false, false),
        }
    }
}

/// Draws the merge.
pub fn view(state: &State, merging: &Merging, buffer: &mut Buffer) {
    let theme = &state.theme;
    let width = state.size.0.saturating_sub(if state.size.0 > 72 { 4 } else { 0 }).min(120);
    let height = state.size.1.saturating_sub(if state.size.1 > 20 { 2 } else { 0 });
    let area = place(buffer, state, width, height);
    let note = match (merging.open(), merging.choices.len()) {
        (0, 0) => Line::styled("nothing contradicts", theme.style("status.completed")),
        (0, _) => Line::styled("all is decided", theme.style("status.completed")),
        (open, _) => Line::styled(format!("{open} to decide"), theme.style("status.failed")),
    };
    let inner = frame::pane(buffer, area, theme, true, &merging.title(), note);
    if inner.height < 3 {
        return;
    }
    let room = usize::from(inner.width);
    let column = (room / 6).max(6);
    let what = room.saturating_sub(3 * (column + 1) + 4);
    let (theirs, mine) = merging.sides(state);
    // When it was has room below.
    let who = theirs.split(',').next().unwrap_or_default();
    let muted = theme.style("muted");
    let head = Line::from(vec![
        Span::raw("   "),
        Span::styled(text::left("what", what), muted),
        Span::styled(format!(" {}", text::left("before", column)), muted),
        Span::styled(format!(" {}", text::left(&format!("  {who}"), column)), muted),
        Span::styled(format!(" {}", text::left(&format!("  {mine}"), column)), muted),
    ]);
    frame::line(buffer, inner, &head);
    let detail = if inner.height >= DETAILED { DETAIL } else { 0 };
    let body = Rect { y: inner.y + 1, height: inner.height - 1 - detail, ..inner };
    let items: Vec<&Item> = merging.items.iter().chain(&merging.losses).collect();
    let mut cursor = merging.cursor;
    let rows = usize::from(body.height);
    cursor.reveal(items.len(), rows);
    for (row, index) in body.rows().zip(cursor.visible(items.len(), rows)) {
        let item = items[index];
        let holds = merging.holds(item);
        let (sign, token) = match (item.whose, holds) {
            (Whose::Contested(_), (false, false)) => ("?", "status.failed"),
            (Whose::Contested(_), _) => ("✓", "status.completed"),
            (Whose::Dropped, _) => ("-", "status.partial"),
            _ => ("·", "muted"),
        };
        let value = |words: &str, holds: bool| {
            let sign = if holds { "✓" } else { " " };
            let words = format!(" {}", text::left(&format!("{sign} {words}"), column));
            Span::styled(words, theme.style(if holds { "text" } else { "muted" }))
        };
        let line = Line::from(vec![
            Span::styled(format!(" {sign} "), theme.style(token)),
            Span::styled(
                text::left(&format!("{} · {}", item.place, item.what), what),
                theme.style("text"),
            ),
            Span::styled(format!(" {}", text::left(&item.base, column)), muted),
            value(&item.theirs, holds.0),
            value(&item.mine, holds.1),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == cursor.selected {
            mark(buffer, row, theme, true);
        }
    }
    let bar = Rect { y: area.y + 1, height: body.height + 2, ..area };
    let border = theme.style("border_focused");
    frame::scroll_bar(buffer, bar, border, cursor.offset, rows, items.len());
    if let (true, Some(item)) = (detail > 0, items.get(cursor.selected)) {
        let below = Rect { y: body.bottom(), height: detail, ..inner };
        in_full(state, item, (&theirs, &mine), buffer, below);
    }
    let ends = match &merging.subject {
        Subject::Draft(..) => "↵ merges and saves · ←→ choose · T M all · esc not now",
        Subject::Branches(_) => "↵ merges · ←→ choose · T M all · esc not now",
    };
    frame::foot(buffer, area, Line::styled(ends, muted));
}

/// Tells an item where its values have room.
fn in_full(state: &State, item: &Item, sides: (&str, &str), buffer: &mut Buffer, area: Rect) {
    let theme = &state.theme;
    let room = usize::from(area.width);
    let rule = "─".repeat(room);
    let about = match item.whose {
        Whose::Contested(_) => String::new(),
        Whose::Dropped => " · goes, as its node does".to_owned(),
        Whose::Both => " · both did the same".to_owned(),
        Whose::Theirs | Whose::Mine => " · merged already".to_owned(),
    };
    let label = sides.0.chars().count().max(sides.1.chars().count()).clamp(6, 24);
    let value = |name: &str, words: &str| {
        Line::from(vec![
            Span::styled(format!(" {}  ", text::left(name, label)), theme.style("muted")),
            Span::styled(text::cut(words, room.saturating_sub(label + 4)), theme.style("text")),
        ])
    };
    let lines = vec![
        Line::styled(rule, theme.style("border")),
        value("before", &format!("{}{about}", item.base)),
        value(sides.0, &item.theirs),
        value(sides.1, &item.mine),
    ];
    frame::lines(buffer, area, lines);
}
