//! The log of an execution, followed at its end.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use crate::domain::execution::LogLevel;
use crate::services::rows::LogRow;
use crate::tui::pane::pipelines::mark;
use crate::tui::state::{Pane, State};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// Rows kept; older ones are dropped, the database has them all.
const MAX_ROWS: usize = 5_000;

/// What the log pane knows.
#[derive(Debug, Clone)]
pub struct LogTail {
    /// The execution that the rows belong to.
    pub run: Option<Uuid>,
    /// Rows, oldest first.
    pub rows: Vec<LogRow>,
    /// Selected row among those that are shown.
    pub cursor: Cursor,
    /// Whether the newest row stays in view.
    pub follows: bool,
    /// Lowest level that is shown.
    pub level: LogLevel,
    /// Name of the only node that is shown, if one is chosen.
    pub node: Option<String>,
}

impl Default for LogTail {
    fn default() -> Self {
        Self {
            run: None,
            rows: Vec::new(),
            cursor: Cursor::default(),
            follows: true,
            level: LogLevel::Info,
            node: None,
        }
    }
}

impl LogTail {
    /// Turns to an execution; says whether its rows must be read from the start.
    pub fn turn_to(&mut self, run: Option<Uuid>) -> bool {
        if self.run == run {
            return false;
        }
        *self = Self { run, level: self.level, ..Self::default() };
        run.is_some()
    }

    /// Takes rows of an execution; those that are known already are left out.
    pub fn append(&mut self, run: Uuid, rows: Vec<LogRow>) {
        if self.run != Some(run) {
            return;
        }
        let last = self.rows.last().map_or(i64::MIN, |row| row.id);
        self.rows.extend(rows.into_iter().filter(|row| row.id > last));
        let surplus = self.rows.len().saturating_sub(MAX_ROWS);
        self.rows.drain(..surplus);
        if self.follows {
            self.cursor.selected = self.shown().len().saturating_sub(1);
        } else {
            self.cursor.selected = self.cursor.selected.saturating_sub(surplus);
        }
    }

    /// Returns the rows that are shown.
    pub fn shown(&self) -> Vec<&LogRow> {
        let of_node = |row: &&LogRow| self.node.is_none() || row.node_name == self.node;
        self.rows.iter().filter(|row| row.level >= self.level).filter(of_node).collect()
    }

    /// Hides the rows below the next level, or shows all again.
    pub fn next_level(&mut self) {
        self.level = match self.level {
            LogLevel::Debug => LogLevel::Info,
            LogLevel::Info => LogLevel::Warn,
            LogLevel::Warn => LogLevel::Error,
            LogLevel::Error => LogLevel::Debug,
        };
        self.cursor.selected = self.shown().len().saturating_sub(1);
    }

    /// Follows the end, or stops to.
    pub fn toggle_follow(&mut self) {
        self.follows = !self.follows;
        if self.follows {
            self.cursor.selected = self.shown().len().saturating_sub(1);
        }
    }

    /// Moves the selection; whoever leaves the end stops to follow, whoever reaches it follows.
    pub fn move_by(&mut self, rows: isize) {
        let len = self.shown().len();
        self.cursor.move_by(rows, len);
        self.follows = self.cursor.selected + 1 >= len;
    }
}

/// Draws the log.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let log = &state.runs.log;
    let shown = log.shown();
    let title = match &log.node {
        Some(node) => format!("{} of {node}", Pane::Log.title()),
        None => Pane::Log.title().to_owned(),
    };
    let follow = if log.follows { "following" } else { "paused" };
    let level = match log.level {
        LogLevel::Debug => "all levels".to_owned(),
        LogLevel::Error => "errors".to_owned(),
        level => format!("from {}", level.name()),
    };
    let follow_token = if log.follows { "feed.live" } else { "muted" };
    let note = Line::from(vec![
        Span::styled(format!("{level} · "), theme.style("muted")),
        Span::styled(follow, theme.style(follow_token)),
    ]);
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    if shown.is_empty() {
        let message = match (log.run, log.rows.len()) {
            (None, _) => "",
            (_, 0) => "no log rows yet",
            _ => "no row of this level; v shows more",
        };
        frame::empty(buffer, inner, theme, message);
        return;
    }
    let width = usize::from(inner.width);
    let node_room = match width {
        _ if log.node.is_some() => 0,
        ..60 => 0,
        60..100 => 12,
        _ => 18,
    };
    let height = usize::from(inner.height);
    for (row, index) in inner.rows().zip(log.cursor.visible(shown.len(), height)) {
        let entry = shown[index];
        let style = theme.log(entry.level);
        let mut spans =
            vec![Span::styled(format!(" {} ", entry.at.format("%H:%M:%S")), theme.style("muted"))];
        spans.push(Span::styled(format!("{:<5} ", entry.level.name()), style));
        if node_room > 0 {
            let node = entry.node_name.as_deref().unwrap_or_default();
            spans.push(Span::styled(
                format!("{} ", text::left(node, node_room)),
                theme.style("accent"),
            ));
        }
        let used: usize = spans.iter().map(Span::width).sum();
        let message = match facts(&entry.data) {
            facts if facts.is_empty() => entry.message.clone(),
            facts => format!("{}  {facts}", entry.message),
        };
        let message = message.replace(['\n', '\t'], " ");
        spans.push(Span::styled(text::cut(&message, width.saturating_sub(used)), style));
        buffer.set_line(row.x, row.y, &Line::from(spans), row.width);
        if focused && index == log.cursor.selected {
            mark(buffer, row, theme, focused);
        }
    }
    let bar = theme.style("border_focused");
    frame::scroll_bar(buffer, area, bar, log.cursor.offset, height, shown.len());
}

/// Writes the facts beside a message on one line.
fn facts(data: &serde_json::Value) -> String {
    let Some(object) = data.as_object() else { return String::new() };
    let plain = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let facts: Vec<_> =
        object.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
    facts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn row(id: i64, level: LogLevel) -> LogRow {
        LogRow {
            id,
            at: DateTime::UNIX_EPOCH,
            level,
            node_name: None,
            message: format!("row {id}"),
            data: serde_json::Value::Null,
        }
    }

    #[test]
    fn rows_that_come_twice_are_shown_once() {
        let run = Uuid::from_u128(1);
        let mut log = LogTail::default();
        assert!(log.turn_to(Some(run)));
        log.append(run, vec![row(1, LogLevel::Info), row(2, LogLevel::Info)]);
        log.append(run, vec![row(2, LogLevel::Info), row(3, LogLevel::Warn)]);
        assert_eq!(log.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(log.cursor.selected, 2, "the end is followed");
    }

    #[test]
    fn moving_up_stops_following_and_the_end_resumes() {
        let run = Uuid::from_u128(1);
        let mut log = LogTail::default();
        log.turn_to(Some(run));
        log.append(run, (0..9).map(|id| row(id, LogLevel::Info)).collect());
        log.move_by(-3);
        assert!(!log.follows);
        log.append(run, vec![row(9, LogLevel::Info)]);
        assert_eq!(log.cursor.selected, 5);
        log.move_by(isize::MAX);
        assert!(log.follows);
    }

    #[test]
    fn levels_hide_what_weighs_less() {
        let run = Uuid::from_u128(1);
        let mut log = LogTail::default();
        log.turn_to(Some(run));
        log.append(
            run,
            vec![row(1, LogLevel::Debug), row(2, LogLevel::Info), row(3, LogLevel::Error)],
        );
        assert_eq!(log.shown().len(), 2);
        log.next_level();
        assert_eq!(log.shown().len(), 1);
    }
}
