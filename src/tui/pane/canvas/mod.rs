//! The graph of the open pipeline: drawn away from the draw thread, walked and edited by keys.
//!
//! Reading order: [`picture`] is what is drawn, [`mod@view`] draws it, [`walk`] moves the selection;
//! [`mode`] holds what the keys do while a node is [aimed](aim) at, [moved](place) or
//! [searched](search).

pub mod aim;
pub mod mode;
pub mod picture;
pub mod place;
pub mod search;
mod signs;
mod status;
pub mod view;
pub mod walk;

use std::collections::BTreeSet;
use std::sync::Arc;

use ratatui::layout::Rect;

use self::mode::Mode;
use self::picture::Before;
pub use self::picture::{Picture, Request, draw};
pub use self::view::view;
pub use self::walk::{next_found, next_problem, select};
use crate::canvas::geometry;
use crate::canvas::layout::Zoom;
use crate::tui::command::{Layer, Step};
use crate::tui::effect::Effect;
use crate::tui::layout::arrange;
use crate::tui::state::{Pane, State};

/// Cells that a key pans.
const PAN: (i32, i32) = (8, 3);
/// Cells kept between the selection and the edge of the pane.
const MARGIN: i32 = 2;

/// What the canvas knows.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    /// The picture; `None` until it is drawn.
    pub picture: Option<Arc<Picture>>,
    /// Zoom that the user chose; `None` fits.
    pub zoom: Option<Zoom>,
    /// Cell of the picture at the upper left of the pane.
    pub corner: (i32, i32),
    /// What keys do other than what the keymap says.
    pub mode: Option<Mode>,
    /// Text that was searched last.
    pub search: String,
    /// Whether alike branches are drawn once.
    pub folded: bool,
    /// Nodes of branches that stay unfolded.
    pub unfolded: BTreeSet<String>,
    /// Whether the map is shown; `None` shows it where the graph is larger than the pane.
    pub map: Option<bool>,
    /// Whether nodes are coloured by how long they took.
    pub heat: bool,
    /// Whether the chain of nodes that took longest is shown.
    pub critical: bool,
    /// Whether all that feeds the selection, and all that it feeds, is shown; not from the start,
    /// because each step then colours half the graph anew, which a slow line feels.
    pub lineage: bool,
    /// Whether the next picture chooses its zoom and direction anew.
    anew: bool,
    /// Room and edition for which the picture was asked.
    asked: Option<((u16, u16), u64)>,
    /// Selection and room for which the corner was set, so that panning by hand is not undone.
    placed: Option<(String, (u16, u16))>,
}

impl Canvas {
    /// Forgets the picture of another pipeline.
    pub fn forget(&mut self) {
        *self = Self {
            zoom: self.zoom,
            map: self.map,
            heat: self.heat,
            critical: self.critical,
            folded: self.folded,
            search: std::mem::take(&mut self.search),
            ..Self::default()
        };
    }
}

/// Asks for the picture again, after the pipeline or its run changed.
pub fn redraw(state: &mut State) -> Vec<Effect> {
    let Some(room) = room(state) else { return Vec::new() };
    let Some(open) = state.pipelines.open.clone() else { return Vec::new() };
    let Some(mut definition) = state.pipelines.definition().cloned() else { return Vec::new() };
    let states = open.last_run.iter().flat_map(|run| &run.nodes);
    let states = states.map(|node| (node.node_id.clone(), node.status)).collect();
    let diagnostics = state.pipelines.diagnostics().to_vec();
    let edition = state.pipelines.edition;
    let canvas = &mut state.pipelines.canvas;
    if let Some(Mode::Place(place)) = &canvas.mode {
        for node in &mut definition.nodes {
            node.metadata.position = place.pins.get(&node.id).copied().or(node.metadata.position);
        }
    }
    canvas.anew |= canvas.asked.is_none_or(|(asked, _)| asked != room);
    canvas.asked = Some((room, edition));
    vec![Effect::DrawPicture(Box::new(Request {
        pipeline: open.id,
        edition,
        definition,
        diagnostics,
        states,
        zoom: canvas.zoom,
        room,
        folded: canvas.folded.then(|| canvas.unfolded.clone()),
        before: Before(canvas.picture.clone()),
        anew: canvas.anew,
    }))]
}

fn room(state: &State) -> Option<(u16, u16)> {
    let area = arrange(state).pane(Pane::Canvas)?;
    Some((area.width.saturating_sub(2), area.height.saturating_sub(2)))
}

/// Returns the cells of the picture that a pane of this size shows.
fn window(canvas: &Canvas, room: (u16, u16)) -> geometry::Rect {
    let (x, y) = canvas.corner;
    geometry::Rect::new(x, y, i32::from(room.0), i32::from(room.1))
}

/// Takes a picture that was drawn; one older than the picture that is shown comes too late.
pub fn set_picture(state: &mut State, picture: Arc<Picture>) {
    let open = state.pipelines.open.as_ref().is_some_and(|open| open.id == picture.pipeline);
    let canvas = &mut state.pipelines.canvas;
    let shown = canvas.picture.as_ref();
    if !open || shown.is_some_and(|shown| shown.edition > picture.edition) {
        return;
    }
    if shown.is_none_or(|old| old.layout != picture.layout) {
        canvas.placed = None;
    }
    // A request may have given way to a newer one, so only the picture settles it.
    canvas.anew &= !picture.anew;
    canvas.picture = Some(picture);
}

/// Draws nodes larger or smaller.
pub fn zoom(state: &mut State, step: isize) -> Vec<Effect> {
    const ZOOMS: [Zoom; 4] = [Zoom::Glyph, Zoom::Line, Zoom::Box, Zoom::Card];
    let canvas = &mut state.pipelines.canvas;
    let shown = canvas.picture.as_ref().map_or(Zoom::Box, |picture| picture.layout.options.zoom);
    let index = ZOOMS.iter().position(|zoom| *zoom == shown).unwrap_or(2);
    canvas.zoom = Some(ZOOMS[index.saturating_add_signed(step).min(ZOOMS.len() - 1)]);
    canvas.anew = true;
    redraw(state)
}

/// Takes the largest zoom at which the whole graph fits.
pub fn fit(state: &mut State) -> Vec<Effect> {
    state.pipelines.canvas.zoom = None;
    state.pipelines.canvas.anew = true;
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

/// Lays something over the graph, or takes it away.
pub fn lay(state: &mut State, layer: Layer) -> Vec<Effect> {
    let shows_map = shows_map(state);
    let canvas = &mut state.pipelines.canvas;
    let told = match layer {
        Layer::Map => {
            canvas.map = Some(!shows_map);
            return Vec::new();
        }
        Layer::Heat => {
            canvas.heat = !canvas.heat;
            if canvas.heat { "nodes show how long they took: 9 is the longest" } else { "" }
        }
        Layer::Lineage => {
            canvas.lineage = !canvas.lineage;
            canvas.critical = false;
            return Vec::new();
        }
        Layer::Critical => {
            canvas.critical = !canvas.critical;
            if canvas.critical { "the chain of nodes that took longest" } else { "" }
        }
    };
    if !told.is_empty() {
        let ran = state.pipelines.open.as_ref().is_some_and(|open| open.last_run.is_some());
        state.note(if ran { told } else { "nothing was run yet" });
    }
    Vec::new()
}

/// Unfolds the branches that the selection stands for, or folds them again; elsewhere all of them.
pub fn fold(state: &mut State) -> Vec<Effect> {
    let node = state.pipelines.node.clone().unwrap_or_default();
    let canvas = &mut state.pipelines.canvas;
    let picture = canvas.picture.as_ref();
    let stands_for_several =
        picture.and_then(|picture| picture.folded.group(picture.index_of(&node)?)).is_some();
    if canvas.unfolded.remove(&node) {
        return redraw(state);
    }
    if stands_for_several {
        canvas.unfolded.insert(node);
        return redraw(state);
    }
    canvas.folded = !canvas.folded;
    canvas.unfolded.clear();
    let told =
        if canvas.folded { "alike branches are drawn once" } else { "all branches are drawn" };
    state.note(told);
    redraw(state)
}

/// Whether the map of the whole graph is shown.
pub fn shows_map(state: &State) -> bool {
    let canvas = &state.pipelines.canvas;
    let Some((picture, room)) = canvas.picture.as_ref().zip(room(state)) else { return false };
    // What is hardly larger than the pane needs no map, and a small pane has no room for one.
    let (width, height) = (i32::from(room.0), i32::from(room.1));
    let larger = 2 * picture.layout.width > 3 * width || 2 * picture.layout.height > 3 * height;
    canvas.map.unwrap_or(larger && width >= 48 && height >= 12)
}

/// Keeps the selection in view, and asks for another picture when the room changed.
pub fn settle(state: &mut State, area: Option<Rect>) -> Vec<Effect> {
    let focused = state.screen == Pane::Canvas.screen() && state.focused() == Pane::Canvas;
    mode::settle(state, focused);
    let Some(area) = area else { return Vec::new() };
    let room = (area.width.saturating_sub(2), area.height.saturating_sub(2));
    let wanted = Some((room, state.pipelines.edition));
    let stale = state.pipelines.open.is_some() && state.pipelines.canvas.asked != wanted;
    let effects = if stale { redraw(state) } else { Vec::new() };
    reveal(state, room);
    aim::settle(state, room);
    effects
}

/// Moves the window as little as needed for the selection to show, unless it was panned by hand.
fn reveal(state: &mut State, room: (u16, u16)) {
    let node = state.pipelines.node.clone().unwrap_or_default();
    let canvas = &mut state.pipelines.canvas;
    let Some(picture) = &canvas.picture else { return };
    let layout = &picture.layout;
    let target = picture.index_of(&node).map(|index| layout.boxes[index]);
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
}

/// Returns the corner that shows a box with a margin, moved as little as possible.
fn revealed(corner: i32, window: i32, start: i32, length: i32, whole: i32) -> i32 {
    let low = start + length + MARGIN - window;
    let high = start - MARGIN;
    let wanted = if low > high { start } else { corner.clamp(low, high) };
    wanted.clamp(0, (whole - window).max(0))
}
