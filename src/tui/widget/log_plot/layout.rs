//! Where the parts of a log plot stand: depth column, heads, bodies, readings.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::scale::end_text;
use super::{Plot, Track, TrackCurve};

/// Columns of depth labels, without the line to their right.
const DEPTH_WIDTH: u16 = 11;

/// Columns of a track, at least.
const TRACK_WIDTH: u16 = 10;

/// Columns of a track that let several stand side by side.
const COMFORTABLE_WIDTH: u16 = 16;

/// Rows of curves, at least.
const BODY_ROWS: u16 = 4;

/// Body rows that are worth more than a roomy head.
const ROOMY_BODY_ROWS: u16 = 8;

/// Body rows from which a closing rule is worth its row.
const RULED_BODY_ROWS: u16 = 12;

/// Smallest area that a plot can be drawn in: columns and rows.
pub const SMALLEST: (u16, u16) = (DEPTH_WIDTH + 1 + TRACK_WIDTH, 2 + 1 + BODY_ROWS + 1);

/// Parts of the area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Whole area.
    pub area: Rect,
    /// Rows of the head, without its rule.
    pub head_rows: u16,
    /// Rows that a curve takes in the head: one, or two where the names are long.
    pub rows_per_curve: u16,
    /// Depth labels.
    pub depth: Rect,
    /// Bodies of the visible tracks, in order.
    pub tracks: Vec<Rect>,
    /// Index of the first visible track.
    pub first_track: usize,
    /// Row of the closing rule, where there is room.
    pub rule_y: Option<u16>,
    /// Row of the readings.
    pub reading_y: u16,
}

impl Layout {
    /// Returns the layout of the tracks from `first_track` that fit; `None` where the area is too small.
    pub fn new(plot: &Plot, area: Rect, first_track: usize) -> Option<Self> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 || plot.tracks.is_empty() {
            return None;
        }
        let first_track = first_track.min(plot.tracks.len() - 1);
        let room = area.width - DEPTH_WIDTH;
        let shown = &plot.tracks[first_track..];
        let shown = &shown[..fitting(area.width).min(shown.len())];
        let widths = widths(room, shown.len());

        let curves = shown.iter().map(|track| track.curves.len()).max().unwrap_or(0).max(1) as u16;
        let cramped = shown.iter().zip(&widths).any(|(track, width)| !fits_one_row(track, *width));
        let fixed_rows = 1 + 1 + 1;
        let roomy_body = area.height.saturating_sub(fixed_rows + 2 * curves);
        let rows_per_curve = if cramped && roomy_body >= ROOMY_BODY_ROWS { 2 } else { 1 };
        // Curves beyond the head's room are drawn all the same; their heads are cut.
        let head_rows = (1 + rows_per_curve * curves).min(area.height - 2 - BODY_ROWS);
        let free_rows = area.height - head_rows - 2;
        let ruled = free_rows > RULED_BODY_ROWS;
        let body_rows = free_rows - u16::from(ruled);

        let body_y = area.y + head_rows + 1;
        let mut x = area.x + DEPTH_WIDTH;
        let tracks = widths
            .into_iter()
            .map(|width| {
                let track = Rect::new(x + 1, body_y, width, body_rows);
                x += 1 + width;
                track
            })
            .collect();
        Some(Self {
            area,
            head_rows,
            rows_per_curve,
            depth: Rect::new(area.x, body_y, DEPTH_WIDTH, body_rows),
            tracks,
            first_track,
            rule_y: ruled.then_some(body_y + body_rows),
            reading_y: area.bottom() - 1,
        })
    }

    /// Returns the rows of the body.
    pub fn body_rows(&self) -> usize {
        usize::from(self.depth.height)
    }
}

/// Returns how many tracks stand side by side in so many columns; one is always tried.
pub fn fitting(width: u16) -> usize {
    usize::from(width.saturating_sub(DEPTH_WIDTH) / (COMFORTABLE_WIDTH + 1)).max(1)
}

/// Shares the room among tracks and the lines to their left; the first ones get the odd columns.
fn widths(room: u16, tracks: usize) -> Vec<u16> {
    let tracks = tracks.max(1) as u16;
    let inner = room.saturating_sub(tracks);
    (0..tracks).map(|index| inner / tracks + u16::from(index < inner % tracks)).collect()
}

fn fits_one_row(track: &Track, width: u16) -> bool {
    track.curves.iter().all(|curve| {
        let ends = end_text(curve.scale.left).len() + end_text(curve.scale.right).len();
        // Two stretches of line, each of two cells between blanks.
        ends + title(curve).width() + 8 <= usize::from(width)
    })
}

/// Returns the name and the unit of a curve, as the head shows them.
pub fn title(curve: &TrackCurve) -> String {
    let row = &curve.trace.curve;
    let unit = row.unit.trim();
    if unit.is_empty() { row.name.clone() } else { format!("{} {unit}", row.name) }
}
