//! Draws the canvas: cells of the picture, signs over them, the map, and a line that tells.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::mode::Mode;
use super::{Picture, shows_map, signs, status, window};
use crate::canvas::geometry;
use crate::canvas::graph::NodeKind;
use crate::canvas::minimap::{Dots, minimap};
use crate::canvas::path::{self, Path};
use crate::canvas::raster::{Cell, Part};
use crate::domain::dag::MAIN_BRANCH;
use crate::tui::pane::pipelines::Pipelines;
use crate::tui::state::State;
use crate::tui::theme::Theme;
use crate::tui::widget::{frame, text};

/// Draws the canvas.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let (Some(open), Some(definition)) = (&state.pipelines.open, state.pipelines.definition())
    else {
        let inner = frame::pane(buffer, area, theme, focused, "Graph", Line::default());
        let reading = state.pipelines.selected().is_some();
        frame::empty(buffer, inner, theme, if reading { "reading…" } else { "" });
        return;
    };
    let inner = frame::pane(buffer, area, theme, focused, &title(state), note(state));
    let canvas = &state.pipelines.canvas;
    let picture = canvas.picture.as_ref().filter(|picture| picture.pipeline == open.id);
    if definition.nodes.is_empty() {
        frame::empty(buffer, inner, theme, &empty(state));
        return;
    }
    let Some(picture) = picture else {
        frame::empty(buffer, inner, theme, "drawing…");
        return;
    };
    let brush = Brush::new(state, picture, focused);
    let window = window(canvas, (inner.width, inner.height));
    for (point, cell) in picture.raster.cells_in(window) {
        let (x, y) = (point.x - window.x, point.y - window.y);
        let Some(target) = buffer.cell_mut((inner.x + x as u16, inner.y + y as u16)) else {
            continue;
        };
        let Some(glyph) = cell.glyph else { continue };
        target.set_char(glyph).set_style(brush.style(cell));
    }
    signs::draw(state, picture, buffer, inner, window);
    if shows_map(state) {
        map(state, picture, buffer, inner, window);
    }
    if focused && let Some(line) = status::line(state) {
        frame::foot(buffer, area, line);
    }
    arrows(buffer, inner, picture, window, theme.style("accent"));
}

/// Returns name and version, what is unsaved, and what the keys do just now.
fn title(state: &State) -> String {
    let Some(definition) = state.pipelines.definition() else { return String::new() };
    let mut title = format!("{} {}", definition.name, definition.version);
    let branch = state.pipelines.branch();
    if branch != MAIN_BRANCH {
        title += &format!(" on {branch}");
    }
    if state.pipelines.is_changed() {
        title += " ●";
    }
    if let Some(mode) = &state.pipelines.canvas.mode {
        title += &format!(" · {}", mode.title());
    }
    title
}

/// Returns the counts of problems; where there are none, that of nodes.
fn note(state: &State) -> Line<'static> {
    let theme = &state.theme;
    let diagnostics = state.pipelines.diagnostics();
    let errors = diagnostics.iter().filter(|problem| problem.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let mut note = Vec::new();
    if errors > 0 {
        let errors = text::of(errors, "error", "errors");
        note.push(Span::styled(format!("✗ {errors}"), theme.style("status.failed")));
    }
    if warnings > 0 {
        let gap = if note.is_empty() { "" } else { " " };
        let warnings = text::of(warnings, "warning", "warnings");
        note.push(Span::styled(format!("{gap}⚠ {warnings}"), theme.style("status.partial")));
    }
    if note.is_empty() {
        let nodes = state.pipelines.definition().map_or(0, |definition| definition.nodes.len());
        note.push(Span::styled(text::of(nodes, "node", "nodes"), theme.style("muted")));
    }
    Line::from(note)
}

/// Returns what an empty graph says: how to begin.
fn empty(state: &State) -> String {
    let key = |id: &str| state.keymap.keys_of(id).first().copied().unwrap_or(":").to_owned();
    format!("No nodes yet.\n{} adds a source, an operator or an output.", key("node.add"))
}

/// What a cell of the picture looks like.
struct Brush<'a> {
    theme: &'a Theme,
    picture: &'a Picture,
    selected: Option<usize>,
    focused: bool,
    /// Nodes and edges that are shown apart from the rest.
    path: Option<Path>,
    /// For each node whether it may be chosen, while one is.
    choices: Option<Vec<bool>>,
    /// How long each node took, as a part of the longest.
    heat: Option<Vec<Option<f64>>>,
}

impl<'a> Brush<'a> {
    fn new(state: &'a State, picture: &'a Picture, focused: bool) -> Self {
        let canvas = &state.pipelines.canvas;
        let graph = picture.graph();
        let selected = state.pipelines.node.as_deref().and_then(|id| picture.index_of(id));
        let path = if canvas.critical {
            let chain = path::critical(graph, &durations(&state.pipelines, picture));
            (!chain.is_empty()).then(|| path::along(graph, &chain))
        } else {
            selected.filter(|_| focused && canvas.lineage).map(|node| path::lineage(graph, node))
        };
        let choices = match &canvas.mode {
            Some(Mode::Aim(aim)) => Some(
                graph
                    .nodes
                    .iter()
                    .map(|node| aim.target(&node.id).is_some_and(|target| target.verdict.is_ok()))
                    .collect(),
            ),
            _ => None,
        };
        let heat = canvas.heat.then(|| path::heat(&durations(&state.pipelines, picture)));
        Self { theme: &state.theme, picture, selected, focused, path, choices, heat }
    }

    fn style(&self, cell: &Cell) -> Style {
        match cell.node {
            Some(index) => self.node(index, cell.part),
            None => self.edge(cell),
        }
    }

    fn node(&self, index: usize, part: Part) -> Style {
        let theme = self.theme;
        let node = &self.picture.graph().nodes[index];
        let chosen = self.selected == Some(index);
        let choice = self.choices.as_ref().map(|choices| choices[index]);
        if choice == Some(false) && !chosen {
            return theme
                .style("muted")
                .remove_modifier(Modifier::BOLD)
                .add_modifier(Modifier::DIM);
        }
        let kind = theme.style(match node.kind {
            NodeKind::Ingestion => "node.ingestion",
            NodeKind::Operator => "node.operator",
            NodeKind::Output => "node.output",
        });
        let hot = self.heat.as_ref().map(|heat| match heat[index] {
            None => theme.style("muted"),
            Some(..0.34) => theme.style("status.completed"),
            Some(..0.67) => theme.style("status.partial"),
            Some(_) => theme.style("status.failed"),
        });
        let style = match part {
            Part::Border if choice == Some(true) => theme.style("status.completed"),
            Part::Border if node.problem.is_some() => theme.style("edge_invalid"),
            Part::Border => hot.unwrap_or(kind),
            Part::Sign => node.status.map_or(kind, |status| theme.status(status)),
            Part::Title => theme.style("text"),
            Part::Detail => theme.style("muted"),
            _ => Style::new(),
        };
        let on_path = self.path.as_ref().is_some_and(|path| path.nodes[index]);
        match (chosen, self.focused) {
            (true, true) if part == Part::Border => style.add_modifier(Modifier::BOLD),
            (true, true) => style.patch(theme.selection()),
            (true, false) => style.add_modifier(Modifier::BOLD),
            // On a critical path the titles tell it too, where no colour does.
            (false, _) if on_path && part == Part::Title => style.add_modifier(Modifier::BOLD),
            (false, _) => style.remove_modifier(Modifier::BOLD),
        }
    }

    fn edge(&self, cell: &Cell) -> Style {
        let theme = self.theme;
        let edges = || cell.edges.iter().map(|edge| &self.picture.graph().edges[*edge]);
        let own = |node| Some(node) == self.selected;
        let on_path =
            self.path.as_ref().is_some_and(|path| cell.edges.iter().any(|edge| path.edges[*edge]));
        if edges().any(|edge| edge.problem.is_some()) {
            theme.style("edge_invalid")
        } else if on_path || edges().any(|edge| own(edge.from) || own(edge.to)) {
            theme.style("accent")
        } else {
            theme.style("edge")
        }
    }
}

/// Returns how long each drawn node took in the newest run; a folded one all that it stands for.
pub(super) fn durations(pipelines: &Pipelines, picture: &Picture) -> Vec<Option<Duration>> {
    let mut durations = vec![None; picture.graph().nodes.len()];
    for (id, index) in &picture.drawn {
        let run = pipelines.node_run(id).and_then(|run| run.execution_time_ms);
        if let Some(ms) = run {
            let took = Duration::from_millis(ms.max(0) as u64);
            *durations[*index].get_or_insert(Duration::ZERO) += took;
        }
    }
    durations
}

/// Draws the map in the corner where it covers least, never the selection if it can be helped.
fn map(state: &State, picture: &Picture, buffer: &mut Buffer, inner: Rect, window: geometry::Rect) {
    let theme = &state.theme;
    if inner.width < 30 || inner.height < 8 {
        return;
    }
    let room =
        ((i32::from(inner.width) / 4).clamp(8, 28), (i32::from(inner.height) / 3).clamp(3, 9));
    let selected = state.pipelines.node.as_deref().and_then(|id| picture.index_of(id));
    let dots = if state.ascii { Dots::Whole } else { Dots::Braille };
    let map = minimap(picture.graph(), &picture.layout, room, dots, window, selected);
    let (width, height) = (map.width as u16 + 2, map.height as u16 + 2);
    let [right, bottom] = [inner.right() - width, inner.bottom() - height];
    let corners = [(right, inner.y), (right, bottom), (inner.x, bottom), (inner.x, inner.y)];
    let covered = |&(x, y): &(u16, u16)| {
        let area = geometry::Rect::new(
            window.x + i32::from(x - inner.x),
            window.y + i32::from(y - inner.y),
            i32::from(width),
            i32::from(height),
        );
        let covers = |node: usize| {
            let shared = picture.layout.boxes[node].intersection(area);
            shared.width.max(0) * shared.height.max(0)
        };
        let all: i32 = (0..picture.layout.boxes.len()).map(covers).sum();
        (selected.map_or(0, covers), all)
    };
    let Some((x, y)) = corners.into_iter().min_by_key(covered) else { return };
    let area = Rect { x, y, width, height };
    let inside = frame::plain(buffer, area, theme);
    for y in 0..map.height {
        for x in 0..map.width {
            let Some(spot) = map.spot(x, y) else { continue };
            let style = if spot.selected {
                theme.style("accent")
            } else if spot.problem {
                theme.style("edge_invalid")
            } else {
                match spot.kind {
                    Some(NodeKind::Ingestion) => theme.style("node.ingestion"),
                    Some(NodeKind::Output) => theme.style("node.output"),
                    _ => theme.style("node.operator"),
                }
                .remove_modifier(Modifier::BOLD)
            };
            let style = if spot.in_view { style.patch(theme.selection()) } else { style };
            let place = (inside.x + x as u16, inside.y + y as u16);
            if let Some(cell) = buffer.cell_mut(place) {
                cell.set_char(spot.glyph).set_style(style);
            }
        }
    }
}

/// Marks the sides behind which the picture goes on.
fn arrows(
    buffer: &mut Buffer,
    inner: Rect,
    picture: &Picture,
    window: geometry::Rect,
    style: Style,
) {
    // All stand on the sides, for titles and what is told stand above and below.
    let middle = inner.y + inner.height / 2;
    let last = inner.bottom().saturating_sub(1);
    let sides = [
        (window.x > 0, "◀", (inner.x.saturating_sub(1), middle)),
        (window.right() < picture.layout.width, "▶", (inner.right(), middle)),
        (window.y > 0, "▲", (inner.right(), inner.y)),
        (window.bottom() < picture.layout.height, "▼", (inner.right(), last)),
    ];
    for (goes_on, glyph, place) in sides {
        if goes_on && let Some(cell) = buffer.cell_mut(place) {
            cell.set_symbol(glyph).set_style(style);
        }
    }
}
