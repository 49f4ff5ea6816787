//! Log plot: curves against depth in numbered tracks, as on paper.
//!
//! A [`Plot`] says what is drawn, a [`View`] which depths are seen, a [`Palette`] in which styles;
//! [`LogPlot`] is the widget over the three. [`decimate`](decimate::decimate) is the only step that
//! reads samples, so it may run away from the draw thread.

pub mod decimate;
mod head;
mod layout;
mod paper;
mod raster;
mod render;
mod rules;
mod scale;
#[cfg(test)]
mod screens;
mod stroke;
mod ticks;
mod view;

use std::sync::Arc;

use ratatui::style::Style;

use crate::domain::curve::DisplayScale;
use crate::services::rows::Trace;

pub use layout::fitting;
pub use raster::Glyphs;
pub use render::LogPlot;
pub use scale::usual;
pub use stroke::Overflow;
pub use view::{Extent, View};

/// Median sampling steps beyond which two neighbouring samples are not joined.
///
/// One dropped row (2 steps) and the rounding of depths are no gap; two dropped rows are.
const GAP_STEPS: f64 = 2.5;

/// Gap in metres for a curve that has no step of its own, because it has fewer than two samples.
const LONE_SAMPLE_GAP_M: f64 = 1.0;

/// What a log plot shows.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    /// Tracks from left to right.
    pub tracks: Vec<Track>,
    /// Tops of the well: name and depth in metres.
    pub tops: Vec<(String, f64)>,
}

impl Plot {
    /// Returns a plot of one curve in one track, with the tops of its well.
    pub fn of(trace: Arc<Trace>, line: LineStyle) -> Self {
        let tops = trace.tops.clone();
        Self { tracks: vec![Track { curves: vec![TrackCurve::new(trace, line)] }], tops }
    }

    /// Returns the depths between the first and the last sample of all curves; `None` without samples.
    pub fn extent(&self) -> Option<Extent> {
        let curves = || self.tracks.iter().flat_map(|track| &track.curves);
        let top_m = curves().filter_map(|curve| curve.trace.depth_m.first().copied());
        let base_m = curves().filter_map(|curve| curve.trace.depth_m.last().copied());
        Extent::new(top_m.reduce(f64::min)?, base_m.reduce(f64::max)?)
    }
}

/// Curves that share the width of one track.
#[derive(Debug, Clone, Default)]
pub struct Track {
    /// Curves, the last one on top.
    pub curves: Vec<TrackCurve>,
}

/// A curve in a track.
#[derive(Debug, Clone)]
pub struct TrackCurve {
    /// Samples, shared with whoever loaded them.
    pub trace: Arc<Trace>,
    /// Values at the edges of the track.
    pub scale: DisplayScale,
    /// Style of its line.
    pub line: LineStyle,
    gap_m: f64,
    has_values: bool,
}

impl TrackCurve {
    /// Returns a curve on its usual scale, or on a round one from its data where it has none.
    pub fn new(trace: Arc<Trace>, line: LineStyle) -> Self {
        let scale = scale::usual(&trace.curve).unwrap_or_else(|| scale::of_data(&trace.values));
        let gap_m = decimate::median_step(&trace.depth_m)
            .map_or(LONE_SAMPLE_GAP_M, |step_m| step_m * GAP_STEPS);
        let has_values = trace.values.iter().any(|value| value.is_finite());
        Self { trace, scale, line, gap_m, has_values }
    }

    /// Returns the value of the sample nearest to a depth in metres.
    ///
    /// `None` where that sample is null, or farther away than half the smallest gap.
    pub fn reading(&self, depth_m: f64) -> Option<f64> {
        let depths = &self.trace.depth_m;
        let below = depths.partition_point(|&sample_m| sample_m < depth_m);
        let distance = |index: &usize| (depths[*index] - depth_m).abs();
        let nearest = [below.checked_sub(1), Some(below)]
            .into_iter()
            .flatten()
            .filter(|&index| index < depths.len())
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
            .filter(|index| distance(index) <= self.gap_m / 2.0)?;
        self.trace.values.get(nearest).copied().filter(|value| value.is_finite())
    }
}

/// How a curve is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineStyle {
    /// Colour and weight.
    pub style: Style,
    /// Pattern, which tells curves apart where there is no colour.
    pub dash: Dash,
}

/// Pattern of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    #[default]
    Solid,
    /// Long strokes.
    Dashed,
    /// Points.
    Dotted,
}

/// Styles of everything but the curves; plain by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Palette {
    /// Titles and track numbers in the head.
    pub head: Style,
    /// Lines around tracks.
    pub frame: Style,
    /// Grid lines.
    pub grid: Style,
    /// Decade lines, and the divisions of linear scales.
    pub grid_major: Style,
    /// Depth labels.
    pub depth: Style,
    /// Rules and names of tops.
    pub top: Style,
    /// Rule of the cross-hair and its depth.
    pub cursor: Style,
    /// Laid over the style of a curve where a mark says that it is clipped.
    pub clipped: Style,
    /// Laid over the style of a curve where it is wrapped.
    pub wrapped: Style,
    /// Remarks: what is missing, what is out of sight.
    pub remark: Style,
}
