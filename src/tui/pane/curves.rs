//! Wells with their curves, and the table of one well's curves.

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use uuid::Uuid;

use crate::domain::diagnostic::Diagnostic;
use crate::services::rows::{CurveRow, Trace, WellRow};
use crate::tui::pane::pipelines::{filter_title, mark};
use crate::tui::pane::plot::PlotPane;
use crate::tui::state::State;
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::{frame, text};

/// What the Curves screen knows.
#[derive(Debug, Clone, Default)]
pub struct Curves {
    /// Wells of the project; `None` until they are read.
    pub wells: Option<Vec<WellRow>>,
    /// Wells whose curves are shown in the tree.
    pub unfolded: BTreeSet<Uuid>,
    /// Text that a well or one of its curves must contain.
    pub filter: Input,
    /// Selected row of the tree.
    pub tree: Cursor,
    /// Selected curve of the selected well.
    pub table: Cursor,
    /// Samples of the plotted curve.
    pub trace: Option<Arc<Trace>>,
    /// Why the selected curve could not be read.
    pub refusal: Option<(Uuid, Diagnostic)>,
    /// The plot.
    pub plot: PlotPane,
}

/// One row of the tree.
#[derive(Debug, Clone, Copy)]
pub enum Branch<'a> {
    /// A well.
    Well(&'a WellRow),
    /// A curve of the well above.
    Curve(&'a WellRow, &'a CurveRow),
}

impl Branch<'_> {
    fn id(&self) -> Uuid {
        match self {
            Self::Well(well) => well.id,
            Self::Curve(_, curve) => curve.id,
        }
    }
}

impl Curves {
    /// Returns the rows of the tree that are shown; a filter unfolds what it finds.
    pub fn branches(&self) -> Vec<Branch<'_>> {
        let wanted = self.filter.text().to_lowercase();
        let holds = |name: &str| name.to_lowercase().contains(&wanted);
        let mut branches = Vec::new();
        for well in self.wells.iter().flatten() {
            let well_matches = wanted.is_empty() || holds(&well.name);
            let found: Vec<_> =
                well.curves.iter().filter(|curve| well_matches || holds(&curve.name)).collect();
            if !well_matches && found.is_empty() {
                continue;
            }
            branches.push(Branch::Well(well));
            if self.unfolded.contains(&well.id) || !well_matches {
                branches.extend(found.into_iter().map(|curve| Branch::Curve(well, curve)));
            }
        }
        branches
    }

    /// Returns the selected well.
    pub fn well(&self) -> Option<&WellRow> {
        self.branches().get(self.tree.selected).map(|branch| match branch {
            Branch::Well(well) | Branch::Curve(well, _) => *well,
        })
    }

    /// Returns the selected curve.
    pub fn curve(&self) -> Option<&CurveRow> {
        self.well()?.curves.get(self.table.selected)
    }

    /// Takes new wells and keeps the selection.
    pub fn set_wells(&mut self, wells: Vec<WellRow>) {
        let first = self.wells.is_none();
        let branch = self.branches().get(self.tree.selected).map(Branch::id);
        let curve = self.curve().map(|curve| curve.id);
        self.wells = Some(wells);
        if first && let Some(well) = self.wells.iter().flatten().next() {
            self.unfolded.insert(well.id);
        }
        if let Some(id) = branch {
            self.select_branch(id);
        }
        let index =
            self.well().and_then(|well| well.curves.iter().position(|row| Some(row.id) == curve));
        self.table.selected = index.unwrap_or(0);
    }

    fn select_branch(&mut self, id: Uuid) {
        if let Some(index) = self.branches().iter().position(|branch| branch.id() == id) {
            self.tree.selected = index;
        }
    }

    /// Shows all wells again; what was found stays selected, or its well where that is folded.
    pub fn clear_filter(&mut self) {
        let found = self.branches().get(self.tree.selected).map(Branch::id);
        let well = self.well().map(|well| well.id);
        let curve = self.table.selected;
        self.filter = Input::default();
        self.tree = Cursor::default();
        for id in well.into_iter().chain(found) {
            self.select_branch(id);
        }
        self.table.selected = curve;
    }

    /// Moves in the tree; the table follows.
    pub fn move_tree(&mut self, rows: isize) {
        let before = self.well().map(|well| well.id);
        let len = self.branches().len();
        self.tree.move_by(rows, len);
        self.table_follows(before);
    }

    fn table_follows(&mut self, well_before: Option<Uuid>) {
        let branch = self.branches().get(self.tree.selected).copied();
        let index = match branch {
            Some(Branch::Curve(well, curve)) => {
                well.curves.iter().position(|row| row.id == curve.id)
            }
            Some(Branch::Well(well)) if Some(well.id) == well_before => None,
            _ => Some(0),
        };
        if let Some(index) = index {
            self.table.selected = index;
        }
    }

    /// Moves in the table; the tree follows where it is unfolded.
    pub fn move_table(&mut self, rows: isize) {
        let len = self.well().map_or(0, |well| well.curves.len());
        self.table.move_by(rows, len);
        if let Some(id) = self.curve().map(|curve| curve.id) {
            self.select_branch(id);
        }
    }

    /// Unfolds or folds the selected well.
    pub fn toggle(&mut self, unfold: Option<bool>) {
        let Some(id) = self.well().map(|well| well.id) else { return };
        let unfold = unfold.unwrap_or(!self.unfolded.contains(&id));
        if unfold {
            self.unfolded.insert(id);
        } else {
            self.unfolded.remove(&id);
            self.select_branch(id);
        }
    }

    /// Returns the samples of the selected curve, at its current version.
    pub fn selected_trace(&self) -> Option<&Arc<Trace>> {
        let curve = self.curve()?;
        let same = |trace: &&Arc<Trace>| {
            trace.curve.id == curve.id && trace.curve.version == curve.version
        };
        self.trace.as_ref().filter(same)
    }
}

/// Draws the tree of wells and curves.
pub fn view_tree(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let pane = &state.curves;
    let branches = pane.branches();
    let title = filter_title("Wells", &pane.filter, focused && state.filtering);
    let note = pane.wells.as_ref().map(|wells| wells.len().to_string()).unwrap_or_default();
    let note = Line::styled(note, theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    if branches.is_empty() {
        let message = match &pane.wells {
            None if state.project.is_some() => "reading…",
            None => "No project yet.",
            Some(wells) if wells.is_empty() => {
                "No well yet.\nmudrock import FILE.las\nbrings one in."
            }
            Some(_) => "Nothing matches.",
        };
        frame::empty(buffer, inner, theme, message);
        return;
    }
    let width = usize::from(inner.width);
    let height = usize::from(inner.height);
    for (row, index) in inner.rows().zip(pane.tree.visible(branches.len(), height)) {
        let line = match branches[index] {
            Branch::Well(well) => {
                let open = matches!(branches.get(index + 1), Some(Branch::Curve(..)));
                let count = well.curves.len().to_string();
                Line::from(vec![
                    Span::styled(if open { " ▾ " } else { " ▸ " }, theme.style("muted")),
                    Span::styled(
                        text::left(&well.name, width.saturating_sub(5 + count.len())),
                        theme.style("text"),
                    ),
                    Span::styled(format!(" {count} "), theme.style("muted")),
                ])
            }
            Branch::Curve(_, curve) => {
                let unit = text::cut(&curve.unit, 8);
                let room = width
                    .saturating_sub(6 + unicode_width::UnicodeWidthStr::width(unit.as_str()) + 1);
                Line::from(vec![
                    Span::raw("     "),
                    Span::styled(text::left(&curve.name, room), theme.style("text")),
                    Span::styled(format!(" {unit} "), theme.style("muted")),
                ])
            }
        };
        buffer.set_line(row.x, row.y, &line, row.width);
        if index == pane.tree.selected {
            mark(buffer, row, theme, focused);
        }
    }
    let bar = theme.style("border_focused");
    frame::scroll_bar(buffer, area, bar, pane.tree.offset, height, branches.len());
}

/// One column of the table: title, width, whether it stands at the right, and its text.
struct Column {
    title: &'static str,
    width: usize,
    right: bool,
    text: fn(&CurveRow) -> String,
}

/// Columns in the order in which a narrow pane gives them up, from the last.
const COLUMNS: [Column; 11] = [
    Column { title: "curve", width: 13, right: false, text: |curve| curve.name.clone() },
    Column { title: "unit", width: 7, right: false, text: |curve| curve.unit.clone() },
    Column { title: "min", width: 7, right: true, text: |curve| text::optional(curve.min) },
    Column { title: "mean", width: 7, right: true, text: |curve| text::optional(curve.mean) },
    Column { title: "max", width: 7, right: true, text: |curve| text::optional(curve.max) },
    Column { title: "nulls", width: 6, right: true, text: nulls },
    Column { title: "ver", width: 3, right: true, text: |curve| curve.version.to_string() },
    Column { title: "samples", width: 8, right: true, text: |curve| text::count(curve.samples) },
    Column { title: "source", width: 24, right: false, text: |curve| curve.source.clone() },
    Column { title: "author", width: 18, right: false, text: |curve| curve.author.clone() },
    Column {
        title: "updated",
        width: 16,
        right: false,
        text: |curve| curve.updated_at.format("%Y-%m-%d %H:%M").to_string(),
    },
];

fn nulls(curve: &CurveRow) -> String {
    match (curve.nulls, curve.samples) {
        (0, _) | (_, 0) => "–".to_owned(),
        (nulls, samples) => {
            let percent = 100.0 * nulls as f64 / samples as f64;
            if percent < 1.0 { "<1 %".to_owned() } else { format!("{percent:.0} %") }
        }
    }
}

/// Draws the curves of the selected well.
pub fn view_table(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let pane = &state.curves;
    let Some(well) = pane.well() else {
        frame::pane(buffer, area, theme, focused, "Curves", Line::default());
        return;
    };
    let title = format!("Curves of {}", well.name);
    let note = Line::styled(well.uwi.clone().unwrap_or_default(), theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    let width = usize::from(inner.width);
    let mut shown = Vec::new();
    let mut used = 1;
    for column in &COLUMNS {
        if used + column.width + 1 > width && shown.len() > 1 {
            break;
        }
        used += column.width + 1;
        shown.push(column);
    }
    // The name takes what is left, up to the longest one.
    let longest = well.curves.iter().map(|curve| curve.name.chars().count()).max().unwrap_or(0);
    let spare = width.saturating_sub(used).min(longest.saturating_sub(COLUMNS[0].width));
    let cells = |column: &Column, content: &str| {
        let width =
            if column.title == COLUMNS[0].title { column.width + spare } else { column.width };
        if column.right { text::right(content, width) } else { text::left(content, width) }
    };
    let head: Vec<_> = shown.iter().map(|column| cells(column, column.title)).collect();
    let head = Line::styled(format!(" {}", head.join(" ")), theme.style("muted"));
    frame::line(buffer, inner, &head);
    // What the columns have no room for is told of the selected curve: in a block where the list
    // leaves room for one, else in the last line.
    let block = usize::from(inner.height) > well.curves.len() + 10;
    let last = match (shown.len() < COLUMNS.len(), block) {
        (true, true) => 8,
        (true, false) if inner.height > 4 => 1,
        _ => 0,
    };
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1 + last), ..inner };
    let height = usize::from(body.height);
    for (row, index) in body.rows().zip(pane.table.visible(well.curves.len(), height)) {
        let curve = &well.curves[index];
        let mut spans = vec![Span::raw(" ")];
        for column in &shown {
            let muted =
                matches!(column.title, "unit" | "nulls" | "ver" | "source" | "author" | "updated");
            let token = if muted { "muted" } else { "text" };
            let mut content = (column.text)(curve);
            if column.title == "curve"
                && pane.plot.pinned.iter().any(|pin| pin.curve.id == curve.id)
            {
                content = format!("◆ {content}");
            }
            let content = cells(column, &content);
            spans.push(Span::styled(format!("{content} "), theme.style(token)));
        }
        buffer.set_line(row.x, row.y, &Line::from(spans), row.width);
        if index == pane.table.selected {
            mark(buffer, row, theme, focused);
        }
    }
    if let Some(curve) = pane.curve() {
        let place = Rect { y: inner.bottom() - last, height: last, ..inner };
        match last {
            0 => {}
            1 => {
                let facts = text::cut(&facts_line(curve, state), width);
                frame::line(buffer, place, &Line::styled(facts, theme.style("muted")));
            }
            _ => frame::lines(buffer, place, facts_block(curve, state, width)),
        }
    }
    let bar = theme.style("border_focused");
    frame::scroll_bar(buffer, area, bar, pane.table.offset, height, well.curves.len());
}

fn facts_line(curve: &CurveRow, state: &State) -> String {
    format!(
        " v{} · {} samples · {} · {} · {}",
        curve.version,
        text::count(curve.samples),
        curve.source,
        curve.author,
        text::ago(curve.updated_at, state.now)
    )
}

fn facts_block(curve: &CurveRow, state: &State, width: usize) -> Vec<Line<'static>> {
    let theme = &state.theme;
    let rule = "─".repeat(width.saturating_sub(curve.name.chars().count() + 3));
    let mut lines = vec![Line::from(vec![
        Span::styled(format!(" {} ", curve.name), theme.style("accent")),
        Span::styled(rule, theme.style("border")),
    ])];
    let depths = match (curve.top_depth_m, curve.base_depth_m) {
        (Some(top), Some(base)) => format!("{top:.1}–{base:.1} m"),
        _ => "–".to_owned(),
    };
    let samples = format!("{}, {} null", text::count(curve.samples), text::count(curve.nulls));
    let facts = [
        ("measures", format!("{}, {}", curve.quantity, curve.mnemonic)),
        ("depths", depths),
        ("samples", samples),
        ("version", curve.version.to_string()),
        ("source", curve.source.clone()),
        ("author", curve.author.clone()),
        ("updated", curve.updated_at.format("%Y-%m-%d %H:%M UTC").to_string()),
    ];
    lines.extend(facts.into_iter().map(|(label, fact)| {
        Line::from(vec![
            Span::styled(format!(" {} ", text::left(label, 9)), theme.style("muted")),
            Span::styled(text::cut(&fact, width.saturating_sub(12)), theme.style("text")),
        ])
    }));
    lines
}
