//! The list of pipelines, what is open from it, and the strip of its newest run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use crate::domain::dag::DagNode;
use crate::domain::execution::Status;
use crate::services::rows::{
    NodeRunRow, PipelineDetail, PipelineRow, RunDetail, RunRequest, WellCounts,
};
use crate::tui::command::Spot;
use crate::tui::overlay::pick::Novelty;
use crate::tui::pane::canvas::Canvas;
use crate::tui::pane::drafts::{Facts, Work};
use crate::tui::state::State;
use crate::tui::theme::{Theme, status_glyph};
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// What the Pipelines screen knows.
#[derive(Debug, Clone, Default)]
pub struct Pipelines {
    /// Pipelines of the project; `None` until they are read.
    pub rows: Option<Vec<PipelineRow>>,
    /// Selected row among those that the filter lets through.
    pub cursor: Cursor,
    /// Text that names must contain.
    pub filter: Input,
    /// The pipeline on the canvas, as it is stored.
    pub open: Option<Arc<PipelineDetail>>,
    /// What is being edited, by pipeline.
    pub drafts: BTreeMap<Uuid, Work>,
    /// Counts what the canvas showed: an answer about an older edition comes too late.
    pub edition: u64,
    /// What the newest review of the open pipeline found.
    pub facts: Option<Facts>,
    /// Operator to add, and where, as soon as it is known what flows there.
    pub add_after_review: Option<(Novelty, Spot)>,
    /// Id of the selected node.
    pub node: Option<String>,
    /// Ids of the marked nodes, which the next command is about.
    pub marked: BTreeSet<String>,
    /// Run to start as soon as the draft is stored.
    pub run_after_save: Option<RunRequest>,
    /// The picture of the graph.
    pub canvas: Canvas,
    /// First visible line of the inspector.
    pub inspector_offset: usize,
}

impl Pipelines {
    /// Returns the rows that the filter lets through.
    pub fn shown(&self) -> Vec<&PipelineRow> {
        let wanted = self.filter.text().to_lowercase();
        let rows = self.rows.as_deref().unwrap_or_default();
        rows.iter().filter(|row| row.name.to_lowercase().contains(&wanted)).collect()
    }

    /// Returns the id of the selected row.
    pub fn selected(&self) -> Option<Uuid> {
        self.shown().get(self.cursor.selected).map(|row| row.id)
    }

    /// Selects the row of a pipeline, if the filter shows it.
    pub fn select(&mut self, id: Uuid) {
        if let Some(index) = self.shown().iter().position(|row| row.id == id) {
            self.cursor.selected = index;
        }
    }

    /// Takes new rows of a project and keeps the selection on its pipeline.
    pub fn set_rows(&mut self, project: Uuid, rows: Vec<PipelineRow>) {
        let selected = self.selected();
        self.rows = Some(rows);
        self.list_unstored(project);
        if let Some(id) = selected {
            self.select(id);
        }
    }

    /// Takes a pipeline that was read; the selection stays on its node, or begins where something is wrong.
    pub fn set_open(&mut self, detail: PipelineDetail) {
        let same = self.open.as_ref().is_some_and(|open| open.id == detail.id);
        self.refresh_draft(&detail);
        let before = self.definition().cloned();
        self.open = Some(Arc::new(detail));
        if !same || self.definition() != before.as_ref() {
            self.advance();
        }
        if !same {
            self.facts = None;
            self.add_after_review = None;
            self.marked.clear();
            self.inspector_offset = 0;
            self.canvas.forget();
        }
        if !same {
            self.node = None;
        }
        self.select_known();
    }

    /// Keeps the selection on a node that is there, or begins where something is wrong.
    pub fn select_known(&mut self) {
        let Some(definition) = self.definition() else { return };
        let kept = self.node.clone().filter(|id| definition.node(id).is_some());
        let known = |id: &String| definition.node(id).is_some();
        let wrong = self.diagnostics().iter().filter(|problem| problem.is_error());
        let wrong = wrong.filter_map(|problem| problem.place.node.clone()).find(known);
        let first = || definition.nodes.first().map(|node| node.id.clone());
        // What is wrong is what whoever opens the pipeline must see.
        self.node = kept.or(wrong).or_else(first);
    }

    /// Takes an execution that was read, if it is one of the open pipeline and not older.
    pub fn set_run(&mut self, detail: &RunDetail) {
        let Some(open) = &mut self.open else { return };
        let of_open = detail.run.pipeline_id == Some(open.id);
        let newer =
            open.last_run.as_ref().is_none_or(|last| last.run.created_at <= detail.run.created_at);
        if of_open && newer {
            Arc::make_mut(open).last_run = Some(detail.clone());
        }
        let rows = self.rows.iter_mut().flatten();
        for row in rows.filter(|row| Some(row.id) == detail.run.pipeline_id) {
            if row.last_run == Some(detail.run.id) {
                row.last_status = Some(detail.run.status);
            }
        }
    }

    /// Returns the selected node.
    pub fn selected_node(&self) -> Option<&DagNode> {
        self.definition()?.node(self.node.as_deref()?)
    }

    /// Returns what the newest run did to a node.
    pub fn node_run(&self, id: &str) -> Option<&NodeRunRow> {
        let run = self.open.as_ref()?.last_run.as_ref()?;
        run.nodes.iter().find(|node| node.node_id == id)
    }

    /// Returns the worst that is said about a node.
    pub fn has_problem(&self, id: &str) -> bool {
        let named = self
            .diagnostics()
            .iter()
            .any(|problem| problem.is_error() && problem.place.node.as_deref() == Some(id));
        let failed = self
            .node_run(id)
            .is_some_and(|run| matches!(run.status, Status::Failed | Status::Partial));
        named || failed
    }

    /// Whether the open pipeline was ever run.
    pub fn has_run(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.last_run.is_some())
    }

    /// Whether the open pipeline is running.
    pub fn is_running(&self) -> bool {
        let run = self.open.as_ref().and_then(|open| open.last_run.as_ref());
        run.is_some_and(|run| !run.run.status.is_final())
    }
}

/// Draws the list.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let pane = &state.pipelines;
    let shown = pane.shown();
    let title = filter_title("Pipelines", &pane.filter, focused && state.filtering);
    let total = pane.rows.as_ref().map_or(0, Vec::len);
    let note = match (total, shown.len()) {
        (0, _) => String::new(),
        (total, some) if some < total => format!("{some}/{total}"),
        (total, _) => total.to_string(),
    };
    let note = Line::styled(note, theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    if shown.is_empty() {
        let message = match (&pane.rows, state.project) {
            (_, None) if state.projects.is_empty() => {
                "No project yet.\nmudrock demo\nshows an example,\nmudrock import\nbrings wells in."
            }
            (None, _) => "reading…",
            (Some(rows), _) if rows.is_empty() => {
                "No pipeline yet.\nctrl-n begins one;\nmudrock pipelines import FILE\nbrings one in."
            }
            _ => "No pipeline matches.",
        };
        frame::empty(buffer, inner, theme, message);
        return;
    }
    let height = usize::from(inner.height);
    let range = pane.cursor.visible(shown.len(), height);
    for (row, index) in inner.rows().zip(range) {
        let pipeline = shown[index];
        let selected = index == pane.cursor.selected;
        let unsaved = if pane.is_unsaved(pipeline.id) { " ●" } else { "" };
        let version = format!("{unsaved} {}", pipeline.version);
        let version = if inner.width < 22 || pipeline.name.len() + 9 > usize::from(inner.width) {
            unsaved.to_owned()
        } else {
            version
        };
        let room = usize::from(inner.width).saturating_sub(3 + text::width(&version));
        let status = pipeline.last_status;
        let glyph = status.map_or(" ", status_glyph);
        let line = Line::from(vec![
            Span::raw(" "),
            Span::styled(glyph, status.map_or_else(Style::new, |status| theme.status(status))),
            Span::raw(" "),
            Span::styled(text::left(&pipeline.name, room), theme.style("text")),
            Span::styled(version, theme.style("muted")),
        ]);
        buffer.set_line(row.x, row.y, &line, row.width);
        if selected {
            mark(buffer, row, theme, focused);
        }
    }
    frame::scroll_bar(
        buffer,
        area,
        theme.style("border_focused"),
        pane.cursor.offset,
        height,
        shown.len(),
    );
}

/// Marks the selected row of a list; the bar tells it where neither colour nor reverse is seen.
pub fn mark(buffer: &mut Buffer, row: Rect, theme: &Theme, focused: bool) {
    if focused {
        buffer.set_style(row, theme.selection());
    }
    let bar = if focused { theme.style("accent") } else { theme.style("muted") };
    if let Some(cell) = buffer.cell_mut((row.x, row.y)) {
        cell.set_symbol("▌").set_style(bar);
    }
}

/// Returns the title of a pane with its filter.
pub fn filter_title(title: &str, filter: &Input, typing: bool) -> String {
    match (filter.text(), typing) {
        ("", false) => title.to_owned(),
        // The cursor stands before what typing would replace.
        (text, true) if filter.is_selected() => format!("{title} /▏{text}"),
        (text, true) => format!("{title} /{text}▏"),
        (text, false) => format!("{title} /{text}"),
    }
}

/// Draws the strip of the newest run of the open pipeline.
pub fn strip(state: &State, buffer: &mut Buffer, area: Rect) {
    let theme = &state.theme;
    let Some(run) = state.pipelines.open.as_ref().and_then(|open| open.last_run.as_ref()) else {
        return;
    };
    let row = &run.run;
    let status = theme.status(row.status);
    let mut spans = vec![
        Span::raw(" "),
        Span::styled(format!("{} {} ", status_glyph(row.status), row.status), status),
    ];
    let (done, total) = progress(run);
    if !row.status.is_final() {
        let cells = usize::from(area.width / 4).clamp(8, 40);
        let full = if total == 0 { 0 } else { (cells as i64 * done / total) as usize };
        let percent = if total == 0 { 0 } else { 100 * done / total };
        spans.push(Span::styled("━".repeat(full), status));
        spans.push(Span::styled("─".repeat(cells - full), theme.style("border")));
        spans.push(Span::styled(format!(" {percent} % "), theme.style("text")));
    }
    let muted = |text: String| Span::styled(text, theme.style("muted"));
    let mut facts = Vec::new();
    if let Some(node) = &row.only_node {
        facts.push(muted(format!("node {node}")));
    }
    if row.cancel_requested && !row.status.is_final() {
        facts.push(Span::styled("cancelling", theme.status(Status::Cancelled)));
    }
    facts.push(muted(wells(row.wells)));
    if row.wells.failed > 0 {
        let failed = format!("✗ {} failed", row.wells.failed);
        facts.push(Span::styled(failed, theme.status(Status::Failed)));
    }
    facts.push(muted(elapsed(run, state.now)));
    if let (true, Some(completed)) = (row.status.is_final(), row.completed_at) {
        facts.push(muted(text::ago(completed, state.now)));
    }
    // Whole facts as far as there is room; half a number would lie.
    let mut used: usize = spans.iter().map(Span::width).sum();
    for (index, fact) in facts.into_iter().enumerate() {
        let gap = if index == 0 { "" } else { " · " };
        if used + gap.len() + fact.width() > usize::from(area.width) {
            break;
        }
        used += 3.min(gap.len()) + fact.width();
        spans.push(muted(gap.to_owned()));
        spans.push(fact);
    }
    frame::line(buffer, area, &Line::from(spans));
}

/// Returns how many (node, well) items are through, and how many there are.
pub fn progress(run: &RunDetail) -> (i64, i64) {
    let through = |wells: &WellCounts| wells.done + wells.failed + wells.skipped;
    let done = run.nodes.iter().map(|node| through(&node.wells)).sum();
    (done, run.nodes.iter().map(|node| node.wells.total).sum())
}

fn wells(wells: WellCounts) -> String {
    if wells.total == 1 && wells.done == 1 {
        "1 well".to_owned()
    } else if wells.done == wells.total {
        format!("{} wells", wells.total)
    } else {
        format!("{}/{} wells", wells.done, wells.total)
    }
}

fn elapsed(run: &RunDetail, now: DateTime<Utc>) -> String {
    match (run.run.execution_time_ms, run.run.started_at) {
        (Some(ms), _) if run.run.status.is_final() => text::duration_ms(ms),
        (_, Some(started)) if !run.run.status.is_final() => text::clock(now - started),
        _ => "–".to_owned(),
    }
}
