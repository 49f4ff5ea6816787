//! Scales of curves: from a value to a place across the track, and where the grid lines stand.

use super::ticks::{decimals_of, nice_step};
use crate::domain::curve::{self, DisplayScale};
use crate::domain::units::{Unit, conversion};
use crate::services::rows::CurveRow;

/// Cells between two grid lines, at least; closer lines hide the curve.
const CELLS_PER_LINE: f64 = 4.0;

/// Places across a track: 0 at its left edge, 1 at its right edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    left: f64,
    right: f64,
    logarithmic: bool,
}

/// A grid line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridLine {
    /// Place across the track, between 0 and 1.
    pub place: f64,
    /// Whether it is a decade line or a division of a linear scale.
    pub major: bool,
}

impl Axis {
    /// Returns the axis of a scale; `None` where the scale has no width or a logarithm no positive ends.
    pub fn new(scale: &DisplayScale) -> Option<Self> {
        let (left, right) = if scale.logarithmic {
            (scale.left.log10(), scale.right.log10())
        } else {
            (scale.left, scale.right)
        };
        let width = right - left;
        (width.is_finite() && width != 0.0).then_some(Self {
            left,
            right,
            logarithmic: scale.logarithmic,
        })
    }

    /// Returns the place of a value, which may lie outside of the track.
    ///
    /// Zero and negative values lie infinitely far beyond the low end of a logarithmic scale.
    pub fn place(&self, value: f64) -> f64 {
        let value = match (self.logarithmic, value > 0.0) {
            (false, _) => value,
            (true, true) => value.log10(),
            (true, false) => f64::NEG_INFINITY,
        };
        (value - self.left) / (self.right - self.left)
    }

    /// Returns the lines inside a track of so many cells.
    ///
    /// Linear scales have 10, 5 or 2 equal divisions, so that the lines serve every curve of the track.
    /// Logarithmic ones have their decades, with the lines from 2 to 9, or 2 and 5, where there is room.
    pub fn grid(&self, cells: usize) -> Vec<GridLine> {
        let mut lines = if self.logarithmic { self.decades(cells) } else { divisions(cells) };
        lines.retain(|line| line.place > 1e-6 && line.place < 1.0 - 1e-6);
        lines
    }

    fn decades(&self, cells: usize) -> Vec<GridLine> {
        let (low, high) = (self.left.min(self.right), self.left.max(self.right));
        let cells_per_decade = cells as f64 / (high - low);
        if cells_per_decade < CELLS_PER_LINE {
            // Too many decades for lines that mean anything.
            return Vec::new();
        }
        let minors: &[f64] = if cells_per_decade >= 40.0 {
            &[2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
        } else if cells_per_decade >= 12.0 {
            &[2.0, 5.0]
        } else {
            &[]
        };
        let line = |logarithm: f64, major| GridLine {
            place: (logarithm - self.left) / (self.right - self.left),
            major,
        };
        (low.floor() as i64..=high.ceil() as i64)
            .flat_map(|decade| {
                let decade = decade as f64;
                let minors = minors.iter().map(move |minor| (decade + minor.log10(), false));
                std::iter::once((decade, true)).chain(minors)
            })
            .map(|(logarithm, major)| line(logarithm, major))
            .collect()
    }
}

fn divisions(cells: usize) -> Vec<GridLine> {
    let count = [10, 5, 2].into_iter().find(|count| cells as f64 >= CELLS_PER_LINE * *count as f64);
    let count = count.unwrap_or(1);
    (1..count)
        .map(|index| GridLine { place: f64::from(index) / f64::from(count), major: true })
        .collect()
}

/// Returns the usual scale of a curve in the unit of the curve; `None` where it has none.
///
/// A curve that was never stored, such as that of a trial, has the scale of its mnemonic as well.
/// The mnemonic table gives scales in its own working units: density in kg/m3 wants 1950…2950.
pub fn usual(row: &CurveRow) -> Option<DisplayScale> {
    let entry = curve::lookup(&row.mnemonic);
    let scale = row.scale.or(entry.map(|entry| entry.scale));
    let scale = scale.filter(|scale| Axis::new(scale).is_some())?;
    let Some(entry) = entry.filter(|entry| entry.scale == scale) else { return Some(scale) };
    let Some(unit) = Unit::parse(&row.unit) else { return Some(scale) };
    let conversion = conversion(entry.unit, unit.symbol)?;
    if conversion.is_identity() {
        return Some(scale);
    }
    let converted = |value| three_digits(conversion.apply(value));
    let scale =
        DisplayScale { left: converted(scale.left), right: converted(scale.right), ..scale };
    Axis::new(&scale).map(|_| scale)
}

/// Returns a linear scale with round ends for values without a usual one.
///
/// It spans the 1st to the 99th percentile: a few wild samples must not flatten the curve.
pub fn of_data(values: &[f64]) -> DisplayScale {
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let mut percentile = |share: f64| {
        let rank = (share * finite.len().checked_sub(1)? as f64).round() as usize;
        Some(*finite.select_nth_unstable_by(rank, f64::total_cmp).1)
    };
    let (low, high) = percentile(0.01).zip(percentile(0.99)).unwrap_or((0.0, 1.0));
    let spread = high - low;
    // A constant curve stands in the middle of a scale about as wide as its value.
    let step = nice_step(if spread > 0.0 { spread / 4.0 } else { low.abs().max(1.0) / 2.0 });
    let ends = if spread > 0.0 { (low, high) } else { (low - step, high + step) };
    let left = (ends.0 / step + 1e-9).floor() * step;
    let right = (ends.1 / step - 1e-9).ceil() * step;
    let scale =
        DisplayScale { left: rounded(left, step), right: rounded(right, step), logarithmic: false };
    let fallback = DisplayScale { left: 0.0, right: 1.0, logarithmic: false };
    if Axis::new(&scale).is_some() { scale } else { fallback }
}

/// Removes the binary noise of multiples of a decimal step.
fn rounded(value: f64, step: f64) -> f64 {
    format!("{value:.*}", decimals_of(step)).parse().unwrap_or(value)
}

fn three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// Returns the text of the end of a scale.
pub fn end_text(value: f64) -> String {
    let value = if value == 0.0 { 0.0 } else { value };
    let plain = value.to_string();
    if plain.len() <= 8 { plain } else { format!("{value:.3e}") }
}

/// Returns a value with four significant digits, for reading.
pub fn value_text(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor();
    if !(-4.0..7.0).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    format!("{value:.*}", (3.0 - magnitude).max(0.0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESISTIVITY: DisplayScale = DisplayScale { left: 0.2, right: 2000.0, logarithmic: true };
    const NEUTRON: DisplayScale = DisplayScale { left: 0.45, right: -0.15, logarithmic: false };

    fn axis(scale: DisplayScale) -> Axis {
        Axis::new(&scale).expect("usable")
    }

    fn assert_close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
    }

    #[test]
    fn logarithmic_places_are_even_by_decade() {
        // 0.2 to 2000 spans four decades.
        let axis = axis(RESISTIVITY);
        for (value, wanted) in [(0.2, 0.0), (2.0, 0.25), (20.0, 0.5), (200.0, 0.75), (2000.0, 1.0)]
        {
            assert_close(axis.place(value), wanted);
        }
        assert_eq!(axis.place(0.0), f64::NEG_INFINITY);
        assert_eq!(axis.place(-5.0), f64::NEG_INFINITY);
    }

    #[test]
    fn reversed_scales_run_from_right_to_left() {
        let axis = axis(NEUTRON);
        for (value, wanted) in [(0.45, 0.0), (0.15, 0.5), (-0.15, 1.0), (0.6, -0.25), (-0.3, 1.25)]
        {
            assert_close(axis.place(value), wanted);
        }
    }

    #[test]
    fn scales_that_cannot_be_drawn_have_no_axis() {
        for (left, right, logarithmic) in
            [(1.0, 1.0, false), (0.0, 10.0, true), (-1.0, 10.0, true), (f64::NAN, 1.0, false)]
        {
            assert_eq!(Axis::new(&DisplayScale { left, right, logarithmic }), None);
        }
    }

    #[test]
    fn a_curve_without_a_scale_of_its_own_takes_that_of_its_mnemonic() {
        let mut row = crate::tui::tests::rows::wells()[0].curves[3].clone();
        assert_eq!((row.mnemonic.as_str(), usual(&row)), ("RT", Some(RESISTIVITY)));
        row.scale = None;
        assert_eq!(usual(&row), Some(RESISTIVITY));
        row.mnemonic = "X_MA".to_owned();
        assert_eq!(usual(&row), None);
    }

    #[test]
    fn decade_lines_stand_at_powers_of_ten() {
        let majors: Vec<f64> = axis(RESISTIVITY).grid(60).iter().map(|line| line.place).collect();
        // 15 cells a decade: the lines of 1, 2 and 5. log10(5) = 0.69897, one decade is a quarter.
        let wanted = |value: f64| (value.log10() + 0.69897) / 4.0;
        for value in [1.0, 10.0, 100.0, 1000.0, 5.0, 20.0] {
            assert!(
                majors.iter().any(|place| (place - wanted(value)).abs() < 1e-4),
                "{value}: {majors:?}"
            );
        }
        let narrow = axis(RESISTIVITY).grid(30);
        assert_eq!((narrow.len(), narrow.iter().all(|line| line.major)), (4, true));
    }

    #[test]
    fn linear_divisions_follow_the_room() {
        let count = |cells| axis(NEUTRON).grid(cells).len();
        assert_eq!((count(60), count(30), count(12), count(5)), (9, 4, 1, 0));
    }

    #[test]
    fn scales_from_data_are_round_and_ignore_wild_samples() {
        let mut values: Vec<f64> =
            (0..1000).map(|index| 12.3 + 0.0704 * f64::from(index)).collect();
        values.extend([1e6, f64::NAN]);
        // P1 = 13.0 and P99 = 82: steps of 20.
        assert_eq!(of_data(&values), DisplayScale { left: 0.0, right: 100.0, logarithmic: false });
        assert_eq!((of_data(&[0.71; 5]).left, of_data(&[0.71; 5]).right), (0.0, 1.5));
        assert_eq!((of_data(&[]).left, of_data(&[f64::NAN]).right), (0.0, 1.0));
        assert!(Axis::new(&of_data(&[f64::MAX, f64::MIN])).is_some());
    }

    #[test]
    fn readings_have_four_digits() {
        let texts = [87.3214, 0.21339, 2.4512, 1234.56, 0.0, -0.05, 3.2e-9].map(value_text);
        assert_eq!(texts, ["87.32", "0.2134", "2.451", "1235", "0", "-0.05000", "3.200e-9"]);
        assert_eq!([0.2, 2000.0, -0.15, -0.0].map(end_text), ["0.2", "2000", "-0.15", "0"]);
    }
}
