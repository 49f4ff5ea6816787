//! The log plot widget: puts frame, grid, curves, tops and cross-hair on top of each other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::decimate::decimate;
use super::layout::{Layout, SMALLEST};
use super::raster::Glyphs;
use super::scale::Axis;
use super::stroke::{Overflow, Pen, Stroke};
use super::view::View;
use super::{Palette, Plot, Track, head, paper, rules};

/// Widget that draws a plot as a view shows it.
#[derive(Debug, Clone, Copy)]
pub struct LogPlot<'a> {
    plot: &'a Plot,
    view: &'a View,
    palette: &'a Palette,
    glyphs: Glyphs,
    overflow: Overflow,
    first_track: usize,
    headings: &'a [String],
}

impl<'a> LogPlot<'a> {
    /// Returns the widget with braille, clipping, and the first track at the left.
    pub fn new(plot: &'a Plot, view: &'a View, palette: &'a Palette) -> Self {
        let (glyphs, overflow) = (Glyphs::default(), Overflow::default());
        Self { plot, view, palette, glyphs, overflow, first_track: 0, headings: &[] }
    }

    /// Sets the characters of curves.
    #[must_use]
    pub fn glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// Sets what becomes of values beyond their scale.
    #[must_use]
    pub fn overflow(self, overflow: Overflow) -> Self {
        Self { overflow, ..self }
    }

    /// Sets the leftmost track, from 0, for plots of more tracks than fit.
    #[must_use]
    pub fn first_track(self, first_track: usize) -> Self {
        Self { first_track, ..self }
    }

    /// Sets what stands above the tracks in place of their numbers.
    #[must_use]
    pub fn headings(self, headings: &'a [String]) -> Self {
        Self { headings, ..self }
    }

    /// Returns how many rows of depth an area has; views are moved and zoomed in these rows.
    ///
    /// Zero where the area is too small to draw.
    pub fn body_rows(&self, area: Rect) -> usize {
        Layout::new(self.plot, area, self.first_track).map_or(0, |layout| layout.body_rows())
    }

    fn draw_curves(&self, buf: &mut Buffer, body: Rect, track: &Track) {
        let (columns, rows) = (usize::from(body.width), usize::from(body.height));
        let strokes: Vec<Stroke> = track
            .curves
            .iter()
            .map(|curve| {
                let Some(axis) = Axis::new(&curve.scale) else { return Stroke::default() };
                let spans = decimate(
                    &curve.trace.depth_m,
                    &curve.trace.values,
                    curve.gap_m,
                    (self.view.top_m, self.view.base_m),
                    rows * self.glyphs.dots().1,
                );
                let (glyphs, overflow, dash) = (self.glyphs, self.overflow, curve.line.dash);
                Pen { axis, glyphs, overflow, dash }.draw(&spans, columns, rows)
            })
            .collect();
        for row in 0..rows {
            for column in 0..columns {
                self.draw_cell(buf, body, (column, row), track, &strokes);
            }
        }
        if self.overflow == Overflow::Clip {
            self.draw_clip_marks(buf, body, track, &strokes);
        }
    }

    /// Draws the dots of all curves in a cell, in the style of the uppermost.
    fn draw_cell(
        &self,
        buf: &mut Buffer,
        body: Rect,
        (column, row): (usize, usize),
        track: &Track,
        strokes: &[Stroke],
    ) {
        let mut dots = 0;
        let mut uppermost = None;
        for (number, stroke) in strokes.iter().enumerate() {
            let mask = stroke.raster.mask(column, row);
            dots |= mask;
            if mask != 0 {
                uppermost = Some(number);
            }
        }
        let Some(number) = uppermost else { return };
        let mut style = track.curves[number].line.style;
        if strokes[number].is_wrapped(column, row) {
            style = style.patch(self.palette.wrapped);
        }
        if let Some(cell) = buf.cell_mut((body.x + column as u16, body.y + row as u16)) {
            cell.set_char(self.glyphs.symbol(dots, number)).set_style(style);
        }
    }

    fn draw_clip_marks(&self, buf: &mut Buffer, body: Rect, track: &Track, strokes: &[Stroke]) {
        let (left, right) = if self.glyphs == Glyphs::Ascii { ('<', '>') } else { ('◂', '▸') };
        for (curve, stroke) in track.curves.iter().zip(strokes) {
            let style = curve.line.style.patch(self.palette.clipped);
            for (y, (beyond_left, beyond_right)) in (body.y..).zip(&stroke.clipped) {
                let marks = [(body.x, left, beyond_left), (body.right() - 1, right, beyond_right)];
                for (x, mark, _) in marks.into_iter().filter(|(_, _, beyond)| **beyond) {
                    if let Some(cell) = buf.cell_mut((x, y)) {
                        cell.set_char(mark).set_style(style);
                    }
                }
            }
        }
    }

    fn draw_remark(&self, buf: &mut Buffer, area: Rect, text: &str) {
        let width = usize::from(area.width);
        if width == 0 || area.height == 0 {
            return;
        }
        let text = head::shortened(text, width, self.glyphs);
        let x = area.x + ((width - text.width()) / 2) as u16;
        buf.set_stringn(x, area.y + (area.height - 1) / 2, text, width, self.palette.remark);
    }
}

impl Widget for LogPlot<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if self.plot.tracks.iter().all(|track| track.curves.is_empty()) {
            return self.draw_remark(buf, area, "no curve to draw");
        }
        let Some(layout) = Layout::new(self.plot, area, self.first_track) else {
            let (width, height) = SMALLEST;
            let text = format!("too small: wants {width} by {height} cells");
            return self.draw_remark(buf, area, &text);
        };
        let (plot, view) = (self.plot, *self.view);
        head::draw(buf, &layout, plot, view, self.palette, self.glyphs, self.headings);
        paper::draw(buf, &layout, self.plot, *self.view, self.palette, self.glyphs);
        rules::draw_lines(buf, &layout, self.plot, *self.view, self.palette, self.glyphs);
        let shown = &self.plot.tracks[layout.first_track..];
        for (&body, track) in layout.tracks.iter().zip(shown) {
            if track.curves.iter().any(|curve| curve.has_values) {
                self.draw_curves(buf, body, track);
            } else {
                self.draw_remark(buf, body, "no values");
            }
        }
        rules::draw_labels(buf, &layout, self.plot, *self.view, self.palette, self.glyphs);
        rules::draw_readings(buf, &layout, self.plot, *self.view, self.palette, self.glyphs);
    }
}
