//! The log plot: the selected curve and those that are pinned, against depth.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use serde_json::Value;

use crate::config::ColorDepth;
use crate::domain::curve::Quantity;
use crate::services::rows::Trace;
use crate::tui::command::Step;
use crate::tui::layout::arrange;
use crate::tui::state::{Pane, State};
use crate::tui::theme::Theme;
use crate::tui::widget::form::{Bounds, Field, Form};
use crate::tui::widget::frame;
use crate::tui::widget::log_plot::{
    Dash, Extent, Glyphs, LineStyle, LogPlot, Palette, Plot, Track, TrackCurve, View,
};

/// What the plot knows.
#[derive(Debug, Clone, Default)]
pub struct PlotPane {
    /// Curves that stay on the plot whatever is selected.
    pub pinned: Vec<Arc<Trace>>,
    /// Visible depths and cross-hair; `None` shows all.
    pub view: Option<View>,
}

/// Pins the selected curve, or lets it go.
pub fn toggle_pin(state: &mut State) {
    let Some(trace) = state.curves.selected_trace().cloned() else { return };
    let pinned = &mut state.curves.plot.pinned;
    let before = pinned.len();
    pinned.retain(|known| known.curve.id != trace.curve.id);
    if pinned.len() == before {
        pinned.push(trace);
    }
}

/// Returns the curves on the plot: those pinned, and the selected one.
fn traces(state: &State) -> Vec<Arc<Trace>> {
    let mut traces = state.curves.plot.pinned.clone();
    if let Some(selected) = state.curves.selected_trace()
        && !traces.iter().any(|trace| trace.curve.id == selected.curve.id)
    {
        traces.push(selected.clone());
    }
    traces
}

/// Puts curves into tracks: one each, but neutron porosity beside bulk density, as on paper.
fn plot(state: &State) -> Plot {
    let traces = traces(state);
    let tops = traces.last().map(|trace| trace.tops.clone()).unwrap_or_default();
    let mut tracks: Vec<Track> = Vec::new();
    for trace in traces {
        let pair = |track: &&mut Track| {
            let [only] = track.curves.as_slice() else { return false };
            let (one, other) = (&only.trace.curve, &trace.curve);
            let quantities = [one.quantity, other.quantity];
            one.well_id == other.well_id
                && quantities.contains(&Quantity::BulkDensity)
                && quantities.contains(&Quantity::NeutronPorosity)
        };
        let line = line(&state.theme, trace.curve.quantity);
        match tracks.iter_mut().find(pair) {
            Some(track) => track.curves.push(TrackCurve::new(trace, line)),
            None => tracks.push(Track { curves: vec![TrackCurve::new(trace, line)] }),
        }
    }
    Plot { tracks, tops }
}

/// Returns how a curve is drawn, by what it measures.
pub fn line(theme: &Theme, quantity: Quantity) -> LineStyle {
    use Quantity::{
        BulkDensity, DeepResistivity, GammaRay, GammaRayIndex, MediumResistivity, NeutronPorosity,
        ShaleVolume, ShallowResistivity,
    };
    let (token, dash) = match quantity {
        GammaRay | GammaRayIndex | ShaleVolume => ("curve.gamma_ray", Dash::Solid),
        BulkDensity => ("curve.density", Dash::Solid),
        NeutronPorosity => ("curve.neutron", Dash::Dashed),
        DeepResistivity => ("curve.resistivity", Dash::Solid),
        MediumResistivity => ("curve.resistivity", Dash::Dashed),
        ShallowResistivity => ("curve.resistivity", Dash::Dotted),
        _ => ("curve.other", Dash::Solid),
    };
    LineStyle { style: theme.style(token), dash }
}

/// Returns the styles of a plot.
pub fn palette(theme: &Theme) -> Palette {
    let muted = theme.style("muted");
    let colourless = theme.depth() == ColorDepth::None;
    let grid = if colourless { muted.add_modifier(Modifier::DIM) } else { theme.style("border") };
    Palette {
        head: theme.style("title"),
        frame: theme.style("border"),
        grid,
        grid_major: grid,
        depth: muted,
        top: theme.style("accent"),
        cursor: theme.style("key_hint"),
        clipped: theme.style("status.partial"),
        wrapped: muted,
        remark: muted,
    }
}

/// The plot, its depths and its rows, for moving.
fn measured(state: &State) -> Option<(View, Extent, usize)> {
    let plot = plot(state);
    let extent = plot.extent()?;
    let view = state.curves.plot.view.unwrap_or_else(|| View::fit(extent)).scrolled(0.0, extent);
    let area = arrange(state).pane(Pane::Plot)?;
    let inner =
        Rect { width: area.width.saturating_sub(2), height: area.height.saturating_sub(2), ..area };
    let rows = LogPlot::new(&plot, &view, &Palette::default()).body_rows(inner);
    (rows > 0).then_some((view, extent, rows))
}

/// Moves the cross-hair by rows, or the view by pages.
pub fn move_by(state: &mut State, step: Step) {
    let Some((view, extent, rows)) = measured(state) else { return };
    let row_m = view.metres_per_row(rows);
    let moved = match step {
        Step::Up => view.cursor_moved(-row_m, extent),
        Step::Down => view.cursor_moved(row_m, extent),
        Step::PageUp => view.paged(-1.0, extent),
        Step::PageDown => view.paged(1.0, extent),
        Step::First => view.home(extent),
        Step::Last => view.end(extent),
        Step::Left | Step::Right => return,
    };
    state.curves.plot.view = Some(moved);
}

/// Zooms in by steps; out, where negative.
pub fn zoom(state: &mut State, steps: i32) {
    if let Some((view, extent, rows)) = measured(state) {
        state.curves.plot.view = Some(view.zoomed(steps, rows, extent));
    }
}

/// Shows all depths again.
pub fn fit(state: &mut State) {
    state.curves.plot.view = None;
}

/// Returns the form that asks for a depth; the tops of the well are suggested.
pub fn depth_form(state: &State) -> Option<Form> {
    let plot = plot(state);
    let extent = plot.extent()?;
    let (top_m, base_m) = (extent.top_m(), extent.base_m());
    let bounds = Bounds { minimum: Some(top_m), maximum: Some(base_m), ..Bounds::default() };
    let depth = Field::number("depth", "Depth", bounds)
        .unit("m")
        .required()
        .help("Puts the cross-hair there and the depth into the middle of the plot.");
    let mut form = Form::new("Go to depth", vec![depth]).submit("Go");
    let tops = plot.tops.iter().filter(|(_, depth_m)| (top_m..=base_m).contains(depth_m));
    let tops = tops.map(|(name, depth_m)| (name.clone(), Value::from(*depth_m)));
    form.set_suggestions("depth", tops.collect());
    Some(form)
}

/// Puts the cross-hair at a depth and the depth into the middle.
pub fn go_to(state: &mut State, depth_m: f64) {
    if let Some((view, extent, _)) = measured(state) {
        let view = view.centred(depth_m, extent).with_cursor(Some(depth_m), extent);
        state.curves.plot.view = Some(view);
    }
}

/// Takes the cross-hair away; says whether there was one.
pub fn drop_cursor(state: &mut State) -> bool {
    let view = state.curves.plot.view.as_mut();
    view.and_then(|view| view.cursor_m.take()).is_some()
}

/// Draws the plot.
pub fn view(state: &State, buffer: &mut Buffer, area: Rect, focused: bool) {
    let theme = &state.theme;
    let pane = &state.curves;
    let Some(curve) = pane.curve() else {
        frame::pane(buffer, area, theme, focused, "Plot", Line::default());
        return;
    };
    let title = format!("{} · {}", curve.name, curve.quantity);
    let note = match (pane.plot.pinned.len(), curve.top_depth_m, curve.base_depth_m) {
        (0, Some(top), Some(base)) => format!("{top:.1}–{base:.1} m"),
        (0, ..) => String::new(),
        (pinned, ..) => format!("{pinned} pinned"),
    };
    let note = Line::styled(note, theme.style("muted"));
    let inner = frame::pane(buffer, area, theme, focused, &title, note);
    if let Some((id, problem)) = &pane.refusal
        && *id == curve.id
    {
        frame::empty(buffer, inner, theme, &problem.to_string());
        return;
    }
    let plot = plot(state);
    let Some(extent) = plot.extent() else {
        let read = pane.selected_trace().is_some();
        let message = if read { "The curve has no samples." } else { "reading…" };
        frame::empty(buffer, inner, theme, message);
        return;
    };
    let shown = pane.plot.view.unwrap_or_else(|| View::fit(extent)).scrolled(0.0, extent);
    let glyphs = if state.ascii { Glyphs::Ascii } else { Glyphs::default() };
    let palette = palette(theme);
    LogPlot::new(&plot, &shown, &palette).glyphs(glyphs).render(inner, buffer);
}
