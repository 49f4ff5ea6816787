//! The depths that a log plot shows, and how keys move them.

use super::ticks::{nice_step, nice_step_below};

/// Finest scale, in metres per row: below it there is no log to resolve.
const FINEST_M_PER_ROW: f64 = 0.01;

/// Zoom steps at once; from the finest scale to the deepest well are fewer.
const MOST_ZOOM_STEPS: u32 = 100;

/// Share of a page that a page key moves, so that the eye keeps a few rows.
const PAGE: f64 = 0.9;

/// Depths that a plot has samples for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    top_m: f64,
    base_m: f64,
}

impl Extent {
    /// Returns an extent; a single depth is widened to a metre, and depths that are no numbers are none.
    pub fn new(top_m: f64, base_m: f64) -> Option<Self> {
        if !(top_m.is_finite() && base_m.is_finite() && top_m <= base_m) {
            return None;
        }
        // A single depth still needs a height.
        let pad_m = if base_m > top_m { 0.0 } else { 0.5 };
        Some(Self { top_m: top_m - pad_m, base_m: base_m + pad_m })
    }

    /// Returns the shallowest depth in metres.
    pub fn top_m(self) -> f64 {
        self.top_m
    }

    /// Returns the deepest depth in metres, always more than the shallowest.
    pub fn base_m(self) -> f64 {
        self.base_m
    }

    fn span_m(self) -> f64 {
        self.base_m - self.top_m
    }
}

/// The visible depths and the cross-hair; every movement returns the view that follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Depth at the upper edge in metres.
    pub top_m: f64,
    /// Depth at the lower edge in metres.
    pub base_m: f64,
    /// Depth of the cross-hair in metres; `None` without one.
    pub cursor_m: Option<f64>,
}

impl View {
    /// Returns a view of all samples, without cross-hair.
    pub fn fit(extent: Extent) -> Self {
        Self { top_m: extent.top_m, base_m: extent.base_m, cursor_m: None }
    }

    /// Returns the height in metres.
    pub fn span_m(self) -> f64 {
        self.base_m - self.top_m
    }

    /// Returns the metres that one row stands for.
    pub fn metres_per_row(self, rows: usize) -> f64 {
        self.span_m() / rows.max(1) as f64
    }

    /// Returns the row that holds a depth, counted from the upper edge; `None` out of sight.
    pub fn row_of(self, depth_m: f64, rows: usize) -> Option<usize> {
        let inside = self.span_m() > 0.0 && depth_m >= self.top_m && depth_m <= self.base_m;
        // Depths are sums of steps: one that should stand on the edge of a row may fall short by rounding.
        let row = ((depth_m - self.top_m) / self.metres_per_row(rows) + 1e-9) as usize;
        (inside && rows > 0).then(|| row.min(rows - 1))
    }

    /// Moves down by metres (up, where negative), not beyond the samples; the cross-hair stays in sight.
    #[must_use]
    pub fn scrolled(self, by_m: f64, extent: Extent) -> Self {
        let span_m = self.span_m().min(extent.span_m());
        let lowest_top_m = extent.base_m - span_m;
        let top_m = within(self.top_m + by_m, extent.top_m, lowest_top_m.max(extent.top_m));
        let base_m = top_m + span_m;
        Self {
            top_m,
            base_m,
            cursor_m: self.cursor_m.map(|depth_m| within(depth_m, top_m, base_m)),
        }
    }

    /// Moves down by pages (up, where negative), with some overlap.
    #[must_use]
    pub fn paged(self, pages: f64, extent: Extent) -> Self {
        self.scrolled(pages * PAGE * self.span_m(), extent)
    }

    /// Moves to the first sample.
    #[must_use]
    pub fn home(self, extent: Extent) -> Self {
        let view = self.scrolled(-extent.span_m() - self.span_m(), extent);
        Self { cursor_m: view.cursor_m.map(|_| view.top_m), ..view }
    }

    /// Moves to the last sample.
    #[must_use]
    pub fn end(self, extent: Extent) -> Self {
        let view = self.scrolled(extent.span_m() + self.span_m(), extent);
        Self { cursor_m: view.cursor_m.map(|_| view.base_m), ..view }
    }

    /// Moves so that a depth stands in the middle, as far as there are samples.
    #[must_use]
    pub fn centred(self, depth_m: f64, extent: Extent) -> Self {
        self.scrolled(depth_m - (self.top_m + self.base_m) / 2.0, extent)
    }

    /// Sets the metres per row; the cross-hair, or else the middle, stays where it is on the screen.
    #[must_use]
    pub fn at_scale(self, metres_per_row: f64, rows: usize, extent: Extent) -> Self {
        let widest_m = extent.span_m();
        let finest_m = (FINEST_M_PER_ROW * rows as f64).min(widest_m);
        let span_m = within(metres_per_row * rows as f64, finest_m, widest_m);
        let anchor_m = self.cursor_m.unwrap_or((self.top_m + self.base_m) / 2.0);
        let share = if self.span_m() > 0.0 { (anchor_m - self.top_m) / self.span_m() } else { 0.5 };
        let top_m = anchor_m - share * span_m;
        Self { top_m, base_m: top_m + span_m, ..self }.scrolled(0.0, extent)
    }

    /// Zooms in by steps (out, where negative) through round metres per row: 1, 2, 5, 10…
    #[must_use]
    pub fn zoomed(self, steps: i32, rows: usize, extent: Extent) -> Self {
        let mut metres_per_row = self.metres_per_row(rows);
        for _ in 0..steps.unsigned_abs().min(MOST_ZOOM_STEPS) {
            metres_per_row = if steps > 0 {
                nice_step_below(metres_per_row)
            } else {
                nice_step(metres_per_row * (1.0 + 1e-6))
            };
        }
        self.at_scale(metres_per_row, rows, extent)
    }

    /// Sets the cross-hair to a depth that has samples, scrolling it into sight, or takes it away.
    #[must_use]
    pub fn with_cursor(self, depth_m: Option<f64>, extent: Extent) -> Self {
        let Some(depth_m) = depth_m else { return Self { cursor_m: None, ..self } };
        let depth_m = within(depth_m, extent.top_m, extent.base_m);
        let hidden_m = (depth_m - self.base_m).max(0.0) + (depth_m - self.top_m).min(0.0);
        let view = Self { cursor_m: None, ..self }.scrolled(hidden_m, extent);
        Self { cursor_m: Some(within(depth_m, view.top_m, view.base_m)), ..view }
    }

    /// Moves the cross-hair down by metres (up, where negative); the first move puts it in the middle.
    #[must_use]
    pub fn cursor_moved(self, by_m: f64, extent: Extent) -> Self {
        let middle_m = (self.top_m + self.base_m) / 2.0;
        self.with_cursor(Some(self.cursor_m.map_or(middle_m, |depth_m| depth_m + by_m)), extent)
    }
}

/// Limits a number; what is no number becomes the low limit, so that no view is lost to a NaN.
fn within(value: f64, low: f64, high: f64) -> f64 {
    if value.is_nan() { low } else { value.clamp(low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { top_m: 1000.0, base_m: 2000.0 };

    fn view(top_m: f64, base_m: f64) -> View {
        View { top_m, base_m, cursor_m: None }
    }

    #[test]
    fn scrolling_stops_at_the_samples() {
        assert_eq!(view(1000.0, 1100.0).scrolled(30.0, EXTENT), view(1030.0, 1130.0));
        assert_eq!(view(1000.0, 1100.0).scrolled(-30.0, EXTENT), view(1000.0, 1100.0));
        assert_eq!(view(1900.0, 2000.0).scrolled(30.0, EXTENT), view(1900.0, 2000.0));
        assert_eq!(view(1500.0, 1600.0).home(EXTENT), view(1000.0, 1100.0));
        assert_eq!(view(1500.0, 1600.0).end(EXTENT), view(1900.0, 2000.0));
        assert_eq!(view(1500.0, 1600.0).paged(1.0, EXTENT), view(1590.0, 1690.0));
    }

    #[test]
    fn a_view_of_another_plot_is_brought_back_to_the_samples() {
        assert_eq!(view(0.0, 5000.0).scrolled(0.0, EXTENT), View::fit(EXTENT));
        assert_eq!(view(0.0, 100.0).scrolled(0.0, EXTENT), view(1000.0, 1100.0));
    }

    #[test]
    fn zoom_runs_through_round_metres_per_row_and_ends_at_the_whole() {
        let rows = 20;
        let mut seen = Vec::new();
        let mut at = view(1480.0, 1520.0);
        for _ in 0..6 {
            seen.push(at.metres_per_row(rows));
            at = at.zoomed(-1, rows, EXTENT);
        }
        for (found, wanted) in seen.iter().zip([2.0, 5.0, 10.0, 20.0, 50.0, 50.0]) {
            assert!((found - wanted).abs() < 1e-9, "{seen:?}");
        }
        assert_eq!(at, View::fit(EXTENT));
        assert!((at.zoomed(1, rows, EXTENT).metres_per_row(rows) - 20.0).abs() < 1e-9);
        assert!((at.zoomed(99, rows, EXTENT).metres_per_row(rows) - 0.01).abs() < 1e-9);
    }

    #[test]
    fn zoom_keeps_the_cross_hair_on_its_row() {
        let rows = 20;
        let at = View { cursor_m: Some(1525.0), ..view(1500.0, 1600.0) };
        let nearer = at.zoomed(1, rows, EXTENT);
        assert_eq!(nearer.cursor_m, Some(1525.0));
        assert_eq!(nearer.row_of(1525.0, rows), at.row_of(1525.0, rows));
        assert!((nearer.span_m() - 40.0).abs() < 1e-9);
    }

    #[test]
    fn cross_hair_stays_in_sight() {
        let at = view(1000.0, 1100.0).cursor_moved(1.0, EXTENT);
        assert_eq!(at.cursor_m, Some(1050.0));
        let low = at.cursor_moved(70.0, EXTENT);
        assert_eq!((low.top_m, low.base_m, low.cursor_m), (1020.0, 1120.0, Some(1120.0)));
        assert_eq!(low.scrolled(300.0, EXTENT).cursor_m, Some(1320.0));
        assert_eq!(low.with_cursor(Some(9999.0), EXTENT).cursor_m, Some(2000.0));
        assert_eq!(low.end(EXTENT).cursor_m, Some(2000.0));
        assert_eq!(low.with_cursor(None, EXTENT).cursor_m, None);
    }

    #[test]
    fn rows_hold_their_upper_edge_and_the_last_holds_both() {
        let at = view(1000.0, 1100.0);
        assert_eq!(at.row_of(1000.0, 10), Some(0));
        assert_eq!(at.row_of(1010.0, 10), Some(1));
        assert_eq!(at.row_of(1100.0, 10), Some(9));
        assert_eq!(at.row_of(1100.1, 10), None);
        assert_eq!(at.row_of(1050.0, 0), None);
    }

    #[test]
    fn depths_that_are_no_numbers_lead_back_to_the_samples() {
        let lost = View { top_m: f64::NAN, base_m: f64::NAN, cursor_m: Some(f64::NAN) };
        let found = lost.scrolled(1.0, EXTENT);
        assert_eq!((found.top_m, found.base_m, found.cursor_m), (1000.0, 2000.0, Some(1000.0)));
        assert!(view(1500.0, 1500.0).zoomed(1, 20, EXTENT).span_m() > 0.0);
    }

    #[test]
    fn a_single_depth_still_has_a_height() {
        let extent = Extent::new(500.0, 500.0).expect("finite");
        assert_eq!((extent.top_m, extent.base_m), (499.5, 500.5));
        assert_eq!(Extent::new(f64::NAN, 1.0), None);
        assert_eq!(Extent::new(2.0, 1.0), None);
    }
}
