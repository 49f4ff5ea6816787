//! Executions, and the nodes of the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use crate::domain::execution::Status;
use crate::services::rows::{NodeRunRow, RunDetail, RunRow};
use crate::tui::pane::log_tail::LogTail;
use crate::tui::pane::pipelines::{filter_title, mark};
use crate::tui::pane::tables::Tables;
use crate::tui::state::State;
use crate::tui::theme::status_glyph;
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// Which executions are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Those that go on.
    Active,
    /// Those that failed for some or all wells.
    Failed,
}

impl Which {
    /// Returns the choice after this one.
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Active,
            Self::Active => Self::Failed,
            Self::Failed => Self::All,
        }
    }

    fn holds(self, status: Status) -> bool {
        match self {
            Self::All => true,
            Self::Active => !status.is_final(),
            Self::Failed => matches!(status, Status::Failed | Status::Partial),
        }
    }
}

/// What the Runs screen knows.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    /// Executions of the project, newest first; `None` until they are read.
    pub rows: Option<Vec<RunRow>>,
    /// Selected row among those that are shown.
    pub cursor: Cursor,
    /// Text that pipeline, node or user must contain.
    pub filter: Input,
    /// Which states are shown.
    pub which: Which,
    /// The selected execution with its nodes.
    pub detail: Option<RunDetail>,
    /// Selected node.
    pub nodes: Cursor,
    /// The log of the selected execution.
    pub log: LogTail,
    /// The tables that its operators made.
    pub tables: Tables,
}

impl Runs {
    /// Returns the rows that are shown.
    pub fn shown(&self) -> Vec<&RunRow> {
        let wanted = self.filter.text().to_lowercase();
        let matches = |row: &&RunRow| {
            let node = row.only_node.as_deref().unwrap_or_default();
            let text = format!("{} {node} {} {}", row.pipeline_name, row.executed_by, row.status);
            self.which.holds(row.status) && text.to_lowercase().contains(&wanted)
        };
        self.rows.as_deref().unwrap_or_default().iter().filter(matches).collect()
    }

    /// Returns the selected execution.
    pub fn selected(&self) -> Option<&RunRow> {
        self.shown().get(self.cursor.selected).copied()
    }

    /// Selects an execution, if it is shown.
    pub fn select(&mut self, id: Uuid) -> bool {
        let index = self.shown().iter().position(|row| row.id == id);
        if let Some(index) = index {
            self.cursor.selected = index;
        }
        index.is_some()
    }

    /// Takes new rows; the selection stays on its execution, or on the newest if it was there.
    pub fn set_rows(&mut self, rows: Vec<RunRow>) {
        let at_newest = self.cursor.selected == 0;
        let selected = self.selected().map(|row| row.id);
        self.rows = Some(rows);
        if let (Some(id), false) = (selected, at_newest) {
            self.select(id);
        }
    }

    /// Takes an execution that was read.
    pub fn set_run(&mut self, detail: &RunDetail) {
        let rows = self.rows.iter_mut().flatten();
        for row in rows.filter(|row| row.id == detail.run.id) {
            *row = detail.run.clone();
        }
        if self.selected().map(|row| row.id) == Some(detail.run.id) {
            self.detail = Some(detail.clone());
        }
    }

    /// Returns the nodes of the selected execution, once they are read.
    pub fn node_rows(&self) -> &[NodeRunRow] {
        let selected = self.selected().map(|row| row.id);
        let detail = self.detail.as_ref().filter(|detail| Some(detail.run.id) == selected);
        detail.map(|detail| detail.nodes.as_slice()).unwrap_or_default()
    }

    /// Whether an execution in the list goes on.
    pub fn is_any_active(&self) -> bool {
        self.rows.iter().flatten().any(|row| !row.status.is_final())
    }
}

/// Draws the list of executions.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let pane = &state.runs;
    let shown = pane.shown();
    let title = match pane.which {
        Which::All => "Runs",
        Which::Active => "Active runs",
        Which::Failed => "Failed runs",
    };
    let title = filter_title(title, &pane.filter, focused && state.filtering);
    let active = pane.rows.iter().flatten().filter(|row| !row.status.is_final()).count();
    let note = match active {
        0 => Line::styled(
            pane.rows.as_ref().map(|rows| rows.len().to_string()).unwrap_or_default(),
            theme.style("muted"),
        ),
        active => Line::styled(
            format!("{} {active} active", status_glyph(Status::Running)),
            theme.status(Status::Running),
        ),
    };
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    if shown.is_empty() {
        let message = match &pane.rows {
            None => "reading…",
            Some(rows) if rows.is_empty() => "Nothing was run yet. r on a pipeline starts a run.",
            Some(_) => "No run matches.",
        };
        frame::empty(buffer, inner, theme, message);
        return;
    }
    let width = usize::from(inner.width);
    // When it started is the first to go, since the list is in that order.
    let with_start = width >= 64;
    let fixed = 14 + 10 + 15 + if with_start { 11 } else { 0 };
    let name_room = width.saturating_sub(fixed).max(8);
    let started = |text: &str| {
        if with_start { format!("{} ", text::right(text, 10)) } else { String::new() }
    };
    let head = format!(
        "   {} {} {}{} {}",
        text::left("state", 10),
        text::left("pipeline", name_room),
        started("started"),
        text::right("took", 9),
        text::right("wells", 9),
    );
    frame::line(buffer, inner, &Line::styled(head, theme.style("muted")));
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let height = usize::from(body.height);
    for (row, index) in body.rows().zip(pane.cursor.visible(shown.len(), height)) {
        let run = shown[index];
        let selected = index == pane.cursor.selected;
        let name = match &run.only_node {
            Some(node) => format!("{} › {node}", run.pipeline_name),
            None => run.pipeline_name.clone(),
        };
        let took = match (run.status.is_final(), run.execution_time_ms, run.started_at) {
            (true, Some(ms), _) => text::duration_ms(ms),
            (false, _, Some(started)) => text::clock(state.now - started),
            _ => "–".to_owned(),
        };
        let state_text = if run.cancel_requested && !run.status.is_final() {
            "cancelling".to_owned()
        } else {
            run.status.to_string()
        };
        let start = text::ago(run.started_at.unwrap_or(run.created_at), state.now);
        let plain = theme.style("text");
        let status = theme.status(run.status);
        let line = Line::from(vec![
            Span::styled(
                format!(" {} {} ", status_glyph(run.status), text::left(&state_text, 10)),
                status,
            ),
            Span::styled(format!("{} ", text::left(&name, name_room)), plain),
            Span::styled(started(&start), theme.style("muted")),
            Span::styled(format!("{} ", text::right(&took, 9)), plain),
            Span::styled(text::right(&format!("{}/{}", run.wells.done, run.wells.total), 9), plain),
            Span::styled(failed_text(run.wells.failed, 5), theme.status(Status::Failed)),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if selected {
            mark(buffer, row, theme, focused);
        }
    }
    let bar = theme.style("border_focused");
    frame::scroll_bar(buffer, area, bar, pane.cursor.offset, height, shown.len());
}

fn failed_text(failed: i64, width: usize) -> String {
    if failed == 0 { " ".repeat(width) } else { text::right(&format!("✗{failed}"), width) }
}

/// Draws the nodes of the selected execution.
pub fn view_nodes(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let pane = &state.runs;
    let rows = pane.node_rows();
    let Some(run) = pane.selected() else {
        frame::pane(buffer, area, theme, focused, "Nodes", Line::default());
        return;
    };
    let title = format!("Nodes of {}", run.pipeline_name);
    let note = Line::styled(
        format!("{} {}", status_glyph(run.status), run.status),
        theme.status(run.status),
    );
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    if rows.is_empty() {
        let message = run.error_message.as_deref().unwrap_or("reading…");
        frame::empty(buffer, inner, theme, message);
        return;
    }
    let width = usize::from(inner.width);
    let with_error = rows.iter().any(|row| row.error_message.is_some());
    let fixed = 3 + 10 + 13 + 1;
    let name_room = match with_error {
        true => ((width.saturating_sub(fixed)) / 3).clamp(14, 26),
        false => width.saturating_sub(fixed + 11).max(12),
    };
    let error_room = width.saturating_sub(fixed + name_room + 2);
    let height = usize::from(inner.height);
    for (row, index) in inner.rows().zip(pane.nodes.visible(rows.len(), height)) {
        let node = &rows[index];
        let status = theme.status(node.status);
        let took = match (node.execution_time_ms, node.started_at) {
            (Some(ms), _) => text::duration_ms(ms),
            (None, Some(started)) if node.status == Status::Running => {
                text::clock(state.now - started)
            }
            _ => "–".to_owned(),
        };
        let wells = format!("{}/{}", node.wells.done, node.wells.total);
        let plain = theme.style("text");
        let mut spans = vec![
            Span::styled(format!(" {} ", status_glyph(node.status)), status),
            Span::styled(format!("{} ", text::left(&node.node_name, name_room)), plain),
            Span::styled(format!("{} ", text::right(&took, 9)), theme.style("muted")),
            Span::styled(text::right(&wells, 8), plain),
            Span::styled(failed_text(node.wells.failed, 5), theme.status(Status::Failed)),
        ];
        if let Some(error) = &node.error_message {
            let error = text::cut(error, error_room);
            spans.push(Span::styled(format!("  {error}"), theme.status(Status::Failed)));
        } else {
            let rows_out = match node.rows_out {
                0 => String::new(),
                rows => text::right(&text::count(rows), 11),
            };
            spans.push(Span::styled(rows_out, theme.style("muted")));
        }
        buffer.set_line(row.x, row.y, &Line::from(spans), row.width);
        if index == pane.nodes.selected {
            mark(buffer, row, theme, focused);
        }
    }
    let bar = theme.style("border_focused");
    frame::scroll_bar(buffer, area, bar, pane.nodes.offset, height, rows.len());
}
