//! The graph of the open pipeline: drawn away from the draw thread, walked by keys.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use uuid::Uuid;

use crate::canvas::geometry;
use crate::canvas::graph::{Graph, NodeKind};
use crate::canvas::layout::{Direction, Layout, Options, Zoom, layout};
use crate::canvas::raster::{Cell, Part, Raster};
use crate::canvas::walk;
use crate::domain::execution::Status;
use crate::services::rows::PipelineDetail;
use crate::tui::command::Step;
use crate::tui::effect::Effect;
use crate::tui::layout::arrange;
use crate::tui::state::{Pane, State};
use crate::tui::theme::Theme;
use crate::tui::widget::frame;

/// Cells that a key pans.
const PAN: (i32, i32) = (8, 3);
/// Cells kept between the selection and the edge of the pane.
const MARGIN: i32 = 2;

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The pipeline.
    pub pipeline: Arc<PipelineDetail>,
    /// How much of a node is drawn; `None` takes the most that fits the room.
    pub zoom: Option<Zoom>,
    /// Columns and rows of the pane.
    pub room: (u16, u16),
}

/// A drawn graph.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The pipeline.
    pub pipeline: Uuid,
    /// What is drawn.
    pub graph: Graph,
    /// Where.
    pub layout: Layout,
    /// With which characters.
    pub raster: Raster,
}

/// What the canvas knows.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    /// The picture; `None` until it is drawn.
    pub picture: Option<Arc<Picture>>,
    /// Zoom that the user chose; `None` fits.
    pub zoom: Option<Zoom>,
    /// Cell of the picture at the upper left of the pane.
    pub corner: (i32, i32),
    /// Room for which the picture was asked.
    asked: Option<(u16, u16)>,
    /// Selection and room for which the corner was set, so that panning by hand is not undone.
    placed: Option<(String, (u16, u16))>,
}

impl Canvas {
    /// Forgets the picture of another pipeline.
    pub fn forget(&mut self) {
        *self = Self { zoom: self.zoom, ..Self::default() };
    }
}

/// Columns of a title where whole ones do not fit: two words, then about one.
const CUT_TITLE: i32 = 18;
const SHORT_TITLE: i32 = 12;

/// Draws a picture.
pub fn draw(request: &Request) -> Picture {
    let detail = &request.pipeline;
    let mut graph = Graph::from_definition(&detail.definition);
    let run = detail.last_run.as_ref();
    for node in &mut graph.nodes {
        let row = run.and_then(|run| run.nodes.iter().find(|row| row.node_id == node.id));
        // Every node has a sign, so that a run does not change the layout.
        node.status = Some(row.map_or(Status::Pending, |row| row.status));
        let error = |problem: &&crate::domain::diagnostic::Diagnostic| {
            problem.is_error() && problem.place.node.as_ref() == Some(&node.id)
        };
        if node.problem.is_none() {
            node.problem =
                detail.diagnostics.iter().find(error).map(|problem| problem.what.clone());
        }
    }
    for edge in &mut graph.edges {
        if edge.problem.is_none() {
            edge.problem = graph.nodes[edge.to].problem.clone();
        }
    }
    let (width, height) = (i32::from(request.room.0), i32::from(request.room.1));
    let hidden = |layout: &Layout| {
        (layout.width - width).max(0) * height.max(1)
            + (layout.height - height).max(0) * width.max(1)
    };
    let directions = [Direction::LeftToRight, Direction::TopToBottom];
    // Signs without titles tell little, so the smallest zoom is left to the user's wish. Titles are
    // cut where that makes all fit; where nothing does, whole titles hide least, and the pane scrolls.
    let whole = Options::default().widest_text;
    let sizes = match request.zoom {
        Some(zoom) => vec![(zoom, whole)],
        None => vec![
            (Zoom::Card, whole),
            (Zoom::Box, whole),
            (Zoom::Line, whole),
            (Zoom::Line, CUT_TITLE),
            (Zoom::Line, SHORT_TITLE),
        ],
    };
    let mut candidates = sizes
        .into_iter()
        .flat_map(|(zoom, widest_text)| {
            directions.map(|direction| Options { zoom, direction, widest_text })
        })
        .map(|options| layout(&graph, &options));
    let mut chosen = candidates.next().unwrap_or_default();
    for candidate in candidates {
        if hidden(&chosen) == 0 {
            break;
        }
        let cut = candidate.options.widest_text < whole;
        if hidden(&candidate) < hidden(&chosen) && (!cut || hidden(&candidate) == 0) {
            chosen = candidate;
        }
    }
    let layout = chosen;
    let raster = Raster::whole(&graph, &layout, crate::canvas::raster::Style::default());
    Picture { pipeline: detail.id, graph, layout, raster }
}

/// Asks for the picture again, after the pipeline or its run changed.
pub fn redraw(state: &mut State) -> Vec<Effect> {
    let Some(room) = room(state) else { return Vec::new() };
    let Some(pipeline) = state.pipelines.open.clone() else { return Vec::new() };
    let canvas = &mut state.pipelines.canvas;
    canvas.asked = Some(room);
    vec![Effect::DrawPicture(Request { pipeline, zoom: canvas.zoom, room })]
}

fn room(state: &State) -> Option<(u16, u16)> {
    let area = arrange(state).pane(Pane::Canvas)?;
    Some((area.width.saturating_sub(2), area.height.saturating_sub(2)))
}

/// Takes a picture that was drawn.
pub fn set_picture(state: &mut State, picture: Arc<Picture>) {
    if state.pipelines.open.as_ref().is_some_and(|open| open.id == picture.pipeline) {
        let canvas = &mut state.pipelines.canvas;
        let moved = canvas.picture.as_ref().is_none_or(|old| old.layout != picture.layout);
        if moved {
            canvas.placed = None;
        }
        canvas.picture = Some(picture);
    }
}

/// Draws nodes larger or smaller.
pub fn zoom(state: &mut State, step: isize) -> Vec<Effect> {
    const ZOOMS: [Zoom; 4] = [Zoom::Glyph, Zoom::Line, Zoom::Box, Zoom::Card];
    let canvas = &mut state.pipelines.canvas;
    let shown = canvas.picture.as_ref().map_or(Zoom::Box, |picture| picture.layout.options.zoom);
    let index = ZOOMS.iter().position(|zoom| *zoom == shown).unwrap_or(2);
    canvas.zoom = Some(ZOOMS[index.saturating_add_signed(step).min(ZOOMS.len() - 1)]);
    redraw(state)
}

/// Takes the largest zoom at which the whole graph fits.
pub fn fit(state: &mut State) -> Vec<Effect> {
    state.pipelines.canvas.zoom = None;
    state.pipelines.canvas.placed = None;
    redraw(state)
}

/// Moves the view; the selection stays.
pub fn pan(state: &mut State, step: Step) {
    let (x, y) = &mut state.pipelines.canvas.corner;
    match step {
        Step::Left => *x -= PAN.0,
        Step::Right => *x += PAN.0,
        Step::Up => *y -= PAN.1,
        Step::Down => *y += PAN.1,
        _ => {}
    }
}

/// Moves the selection along the edges, and across them.
pub fn walk(state: &mut State, step: Step) {
    let Some(picture) = state.pipelines.canvas.picture.clone() else { return };
    let nodes = &picture.graph.nodes;
    if nodes.is_empty() {
        return;
    }
    let selected = state.pipelines.node.as_deref();
    let here = selected.and_then(|id| picture.graph.index_of(id)).unwrap_or(0);
    let way = match step {
        Step::Up => walk::Step::Up,
        Step::Down => walk::Step::Down,
        Step::Left => walk::Step::Left,
        Step::Right => walk::Step::Right,
        Step::First | Step::Last => {
            let layer = |index: &usize| picture.layout.layers[*index];
            let all = 0..nodes.len();
            let end = match step {
                Step::First => all.min_by_key(layer),
                _ => all.max_by_key(layer),
            };
            select(state, end.map(|index| nodes[index].id.clone()));
            return;
        }
        Step::PageUp => return pan(state, Step::Up),
        Step::PageDown => return pan(state, Step::Down),
    };
    let next = walk::next(&picture.layout, &picture.graph, here, way);
    select(state, next.map(|index| nodes[index].id.clone()));
}

/// Selects the next node (the previous one, where negative) with a problem or a failure.
pub fn next_problem(state: &mut State, step: isize) {
    let Some(open) = state.pipelines.open.clone() else { return };
    let nodes = &open.definition.nodes;
    let selected = state.pipelines.node.as_deref();
    let here = nodes.iter().position(|node| Some(node.id.as_str()) == selected).unwrap_or(0);
    let len = nodes.len() as isize;
    let next = (1..=len)
        .map(|distance| (here as isize + step * distance).rem_euclid(len) as usize)
        .find(|index| state.pipelines.has_problem(&nodes[*index].id));
    match next {
        Some(index) => select(state, Some(nodes[index].id.clone())),
        None => state.note("no node has a problem"),
    }
}

fn select(state: &mut State, id: Option<String>) {
    if id.is_some() && id != state.pipelines.node {
        state.pipelines.node = id;
        state.pipelines.inspector_offset = 0;
    }
}

/// Keeps the selection in view, and asks for another picture when the room changed.
pub fn settle(state: &mut State, area: Option<Rect>) -> Vec<Effect> {
    let Some(area) = area else { return Vec::new() };
    let room = (area.width.saturating_sub(2), area.height.saturating_sub(2));
    let stale = state.pipelines.open.is_some() && state.pipelines.canvas.asked != Some(room);
    let effects = if stale { redraw(state) } else { Vec::new() };
    let node = state.pipelines.node.clone().unwrap_or_default();
    let canvas = &mut state.pipelines.canvas;
    let Some(picture) = &canvas.picture else { return effects };
    let layout = &picture.layout;
    let target = picture.graph.index_of(&node).map(|index| layout.boxes[index]);
    let window = (i32::from(room.0), i32::from(room.1));
    let (mut x, mut y) = canvas.corner;
    let panned = canvas.placed.as_ref().is_some_and(|(placed, at)| *placed == node && *at == room);
    if let (Some(target), false) = (target, panned) {
        x = revealed(x, window.0, target.x, target.width, layout.width);
        y = revealed(y, window.1, target.y, target.height, layout.height);
    } else {
        x = x.clamp(0.min(layout.width - window.0), (layout.width - window.0).max(0));
        y = y.clamp(0.min(layout.height - window.1), (layout.height - window.1).max(0));
    }
    // A picture smaller than the pane stands in its middle.
    if layout.width <= window.0 {
        x = -(window.0 - layout.width) / 2;
    }
    if layout.height <= window.1 {
        y = -(window.1 - layout.height) / 2;
    }
    canvas.corner = (x, y);
    canvas.placed = Some((node, room));
    effects
}

/// Returns the corner that shows a box with a margin, moved as little as possible.
fn revealed(corner: i32, window: i32, start: i32, length: i32, whole: i32) -> i32 {
    let low = start + length + MARGIN - window;
    let high = start - MARGIN;
    let wanted = if low > high { start } else { corner.clamp(low, high) };
    wanted.clamp(0, (whole - window).max(0))
}

/// Draws the canvas.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let Some(open) = &state.pipelines.open else {
        let inner = frame::pane(buffer, area, theme, focused, "Graph", Line::default());
        let reading = state.pipelines.selected().is_some();
        frame::empty(buffer, inner, theme, if reading { "reading…" } else { "" });
        return;
    };
    let errors = open.diagnostics.iter().filter(|problem| problem.is_error()).count();
    let warnings = open.diagnostics.len() - errors;
    let mut note = Vec::new();
    if errors > 0 {
        let errors = crate::tui::widget::text::of(errors, "error", "errors");
        note.push(Span::styled(format!("✗ {errors}"), theme.style("status.failed")));
    }
    if warnings > 0 {
        let gap = if note.is_empty() { "" } else { " " };
        let warnings = crate::tui::widget::text::of(warnings, "warning", "warnings");
        note.push(Span::styled(format!("{gap}⚠ {warnings}"), theme.style("status.partial")));
    }
    let canvas = &state.pipelines.canvas;
    let picture = canvas.picture.as_ref().filter(|picture| picture.pipeline == open.id);
    if note.is_empty() {
        let nodes = open.definition.nodes.len();
        let nodes = crate::tui::widget::text::of(nodes, "node", "nodes");
        note.push(Span::styled(nodes, theme.style("muted")));
    }
    let title = format!("{} {}", open.definition.name, open.definition.version);
    let inner = frame::pane(buffer, area, theme, focused, &title, Line::from(note));
    let Some(picture) = picture else {
        let message = if open.definition.nodes.is_empty() { "No nodes yet." } else { "drawing…" };
        frame::empty(buffer, inner, theme, message);
        return;
    };
    let selected = state.pipelines.node.as_deref().and_then(|id| picture.graph.index_of(id));
    let window = geometry::Rect::new(
        canvas.corner.0,
        canvas.corner.1,
        i32::from(inner.width),
        i32::from(inner.height),
    );
    for (point, cell) in picture.raster.cells_in(window) {
        let (x, y) = (point.x - window.x, point.y - window.y);
        let Some(target) = buffer.cell_mut((inner.x + x as u16, inner.y + y as u16)) else {
            continue;
        };
        let Some(glyph) = cell.glyph else { continue };
        target.set_char(glyph).set_style(style(theme, picture, cell, selected, focused));
    }
    arrows(buffer, inner, picture, window, theme.style("accent"));
}

fn style(
    theme: &Theme,
    picture: &Picture,
    cell: &Cell,
    selected: Option<usize>,
    focused: bool,
) -> Style {
    let Some(index) = cell.node else { return edge_style(theme, picture, cell, selected) };
    let node = &picture.graph.nodes[index];
    let kind = theme.style(match node.kind {
        NodeKind::Ingestion => "node.ingestion",
        NodeKind::Operator => "node.operator",
        NodeKind::Output => "node.output",
    });
    let chosen = selected == Some(index);
    let style = match cell.part {
        Part::Border if node.problem.is_some() => theme.style("edge_invalid"),
        Part::Border => kind,
        Part::Sign => node.status.map_or(kind, |status| theme.status(status)),
        Part::Title => theme.style("text"),
        Part::Detail => theme.style("muted"),
        _ => Style::new(),
    };
    match (chosen, focused) {
        (false, _) => style.remove_modifier(Modifier::BOLD),
        (true, true) => {
            let fill = theme.selection();
            if cell.part == Part::Border {
                style.add_modifier(Modifier::BOLD)
            } else {
                style.patch(fill)
            }
        }
        (true, false) => style.add_modifier(Modifier::BOLD),
    }
}

fn edge_style(theme: &Theme, picture: &Picture, cell: &Cell, selected: Option<usize>) -> Style {
    let edges = || cell.edges.iter().map(|edge| &picture.graph.edges[*edge]);
    if edges().any(|edge| edge.problem.is_some()) {
        theme.style("edge_invalid")
    } else if edges().any(|edge| Some(edge.from) == selected || Some(edge.to) == selected) {
        theme.style("accent")
    } else {
        theme.style("edge")
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
    let middle = (inner.x + inner.width / 2, inner.y + inner.height / 2);
    let sides = [
        (window.x > 0, "◀", (inner.x.saturating_sub(1), middle.1)),
        (window.right() < picture.layout.width, "▶", (inner.right(), middle.1)),
        (window.y > 0, "▲", (middle.0, inner.y.saturating_sub(1))),
        (window.bottom() < picture.layout.height, "▼", (middle.0, inner.bottom())),
    ];
    for (goes_on, glyph, place) in sides {
        if goes_on && let Some(cell) = buffer.cell_mut(place) {
            cell.set_symbol(glyph).set_style(style);
        }
    }
}
