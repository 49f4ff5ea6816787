//! Strokes: the line of a curve on a raster, clipped to its track or wrapped into it.

use super::Dash;
use super::decimate::RowSpan;
use super::raster::{Glyphs, Raster};
use super::scale::Axis;

/// Track widths that a value is followed beyond the edge; farther ones are drawn as if they stood there.
const FARTHEST: f64 = 16.0;

/// What becomes of values beyond the scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Overflow {
    /// They are drawn at the edge, with a mark.
    #[default]
    Clip,
    /// They come in again at the other edge, in another style.
    Wrap,
}

/// A curve drawn in the cells of its track.
#[derive(Debug, Default)]
pub struct Stroke {
    /// Dots of the line.
    pub raster: Raster,
    /// For each row of cells: whether a sample lies beyond the left and the right edge.
    pub clipped: Vec<(bool, bool)>,
    columns: usize,
    wrapped: Vec<bool>,
}

impl Stroke {
    fn new(glyphs: Glyphs, columns: usize, rows: usize) -> Self {
        Self {
            raster: Raster::new(glyphs, columns, rows),
            clipped: vec![(false, false); rows],
            columns,
            wrapped: vec![false; columns * rows],
        }
    }

    /// Whether the line in a cell belongs to values beyond the scale.
    pub fn is_wrapped(&self, column: usize, row: usize) -> bool {
        self.wrapped.get(row * self.columns + column).copied().unwrap_or_default()
    }
}

/// How a curve becomes dots.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    /// Places of values.
    pub axis: Axis,
    /// Characters, which give the dots of a cell.
    pub glyphs: Glyphs,
    /// What becomes of values beyond the scale.
    pub overflow: Overflow,
    /// Pattern of the line.
    pub dash: Dash,
}

impl Pen {
    /// Draws the spans of a curve into a track of so many columns and rows of cells.
    pub fn draw(&self, spans: &[RowSpan], columns: usize, rows: usize) -> Stroke {
        let stroke = Stroke::new(self.glyphs, columns, rows);
        let dots = self.glyphs.dots();
        let last_x = (columns * dots.0) as i64 - 1;
        let mut drawing = Drawing { pen: self, stroke, dots, last_x };
        let mut before: Option<(i64, f64)> = None;
        for span in spans {
            let first = (span.row, drawing.x_of(span.first));
            if let Some(before) = before.filter(|_| span.joined) {
                drawing.line(before, first);
            }
            let (min, max) = (drawing.x_of(span.min), drawing.x_of(span.max));
            drawing.run(span.row, min, max);
            drawing.note_clipping(span);
            before = Some((span.row, drawing.x_of(span.last)));
        }
        drawing.stroke
    }
}

struct Drawing<'a> {
    pen: &'a Pen,
    stroke: Stroke,
    dots: (usize, usize),
    /// Column of dots at the right edge.
    last_x: i64,
}

impl Drawing<'_> {
    /// Returns the column of dots of a value, unbounded but finite.
    fn x_of(&self, value: f64) -> f64 {
        let place = self.pen.axis.place(value);
        // Zero on a logarithmic scale has no place to come in again: it stays at the edge.
        let place = if place.is_infinite() { place.clamp(0.0, 1.0) } else { place };
        place.clamp(-FARTHEST, FARTHEST + 1.0) * self.last_x as f64
    }

    /// Draws the line between two samples, each given as row and column of dots.
    fn line(&mut self, (row, x): (i64, f64), (to_row, to_x): (i64, f64)) {
        let slope = (to_x - x) / (to_row - row).max(1) as f64;
        let at = |y: f64| x + slope * (y - row as f64);
        let last_row = (self.stroke.clipped.len() * self.dots.1) as i64 - 1;
        for y in row.max(0)..=to_row.min(last_row) {
            let upper = (y as f64 - 0.5).max(row as f64);
            let lower = (y as f64 + 0.5).min(to_row as f64);
            self.run(y, at(upper), at(lower));
        }
    }

    /// Sets the dots of one row between two columns, both included.
    fn run(&mut self, row: i64, from: f64, to: f64) {
        if row < 0 || self.last_x < 1 {
            return;
        }
        let (from, to) = (from.round() as i64, to.round() as i64);
        let (low, high) = match self.pen.overflow {
            Overflow::Clip => {
                (from.min(to).clamp(0, self.last_x), from.max(to).clamp(0, self.last_x))
            }
            Overflow::Wrap => (from.min(to), from.max(to)),
        };
        let y = row as usize;
        for x in low..=high {
            // Counting along the line keeps the pattern on steep and on flat stretches alike.
            if !self.pen.dash.is_on(y + (x - low) as usize) {
                continue;
            }
            let inside = (0..=self.last_x).contains(&x);
            let column = if inside { x } else { x.rem_euclid(self.last_x) } as usize;
            self.stroke.raster.set(column, y);
            let cell = y / self.dots.1 * self.stroke.columns + column / self.dots.0;
            if let Some(wrapped) = self.stroke.wrapped.get_mut(cell) {
                *wrapped |= !inside;
            }
        }
    }

    fn note_clipping(&mut self, span: &RowSpan) {
        let row = usize::try_from(span.row).ok().map(|row| row / self.dots.1);
        let Some(clipped) = row.and_then(|row| self.stroke.clipped.get_mut(row)) else { return };
        let places = [span.min, span.max].map(|value| self.pen.axis.place(value));
        clipped.0 |= places.iter().any(|place| *place < -1e-9);
        clipped.1 |= places.iter().any(|place| *place > 1.0 + 1e-9);
    }
}

impl Dash {
    /// Whether the dot at a place along the line is drawn.
    fn is_on(self, index: usize) -> bool {
        match self {
            Self::Solid => true,
            Self::Dashed => index % 6 < 4,
            Self::Dotted => index.is_multiple_of(3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::decimate::decimate;
    use super::*;
    use crate::domain::curve::DisplayScale;

    /// Draws values, one a row, on a scale from 0 to 10 over eleven columns of plain letters.
    fn drawn(values: &[f64], overflow: Overflow) -> (Vec<String>, Stroke) {
        let scale = DisplayScale { left: 0.0, right: 10.0, logarithmic: false };
        let axis = Axis::new(&scale).expect("usable");
        let pen = Pen { axis, glyphs: Glyphs::Ascii, overflow, dash: Dash::Solid };
        let depth: Vec<f64> = (0..values.len()).map(|row| row as f64 + 0.5).collect();
        let rows = values.len();
        let spans = decimate(&depth, values, 2.5, (0.0, rows as f64), rows);
        let stroke = pen.draw(&spans, 11, rows);
        let line = |row| -> String {
            (0..11).map(|column| Glyphs::Ascii.symbol(stroke.raster.mask(column, row), 0)).collect()
        };
        ((0..rows).map(line).collect(), stroke)
    }

    #[test]
    fn rows_are_joined_and_nulls_are_not() {
        let (lines, _) = drawn(&[0.0, 4.0, 4.0, f64::NAN, 8.0, 8.0], Overflow::Clip);
        assert_eq!(
            lines,
            [
                "***        ",
                "  ***      ",
                "    *      ",
                "           ",
                "        *  ",
                "        *  "
            ]
        );
    }

    #[test]
    fn values_beyond_the_scale_stand_at_the_edge_with_a_mark() {
        let (lines, stroke) = drawn(&[9.0, 13.0, 13.0, 9.0], Overflow::Clip);
        assert_eq!(lines[1], "          *");
        assert_eq!(stroke.clipped, [(false, false), (false, true), (false, true), (false, false)]);
    }

    #[test]
    fn wrapped_values_come_in_at_the_other_edge() {
        let (lines, stroke) = drawn(&[13.0, 13.0], Overflow::Wrap);
        assert_eq!(lines, ["   *       ", "   *       "]);
        assert!(stroke.is_wrapped(3, 0) && !stroke.is_wrapped(4, 0));
    }

    #[test]
    fn absurd_values_neither_hang_nor_panic() {
        for overflow in [Overflow::Clip, Overflow::Wrap] {
            let (_, stroke) = drawn(&[1e300, -1e300, f64::MAX, f64::MIN], overflow);
            assert_eq!(stroke.clipped[1], (true, false));
        }
    }

    #[test]
    fn a_line_leads_through_rows_without_samples() {
        let scale = DisplayScale { left: 0.0, right: 10.0, logarithmic: false };
        let pen = Pen {
            axis: Axis::new(&scale).expect("usable"),
            glyphs: Glyphs::Ascii,
            overflow: Overflow::Clip,
            dash: Dash::Solid,
        };
        let spans = decimate(&[0.0, 10.0], &[0.0, 10.0], 25.0, (2.0, 5.0), 3);
        let stroke = pen.draw(&spans, 11, 3);
        for row in 0..3 {
            assert_eq!(stroke.raster.mask(row + 2, row), 1);
        }
    }
}
