//! Round numbers for grids: steps of 1, 2 or 5 times a power of ten.

use super::view::View;

/// Rows between two depth labels, at least.
const ROWS_PER_LABEL: f64 = 4.0;

/// A labelled depth.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthTick {
    /// Row, from the upper edge of the view.
    pub row: usize,
    /// Depth in metres, with the decimals that the step needs.
    pub label: String,
}

/// Returns the smallest 1, 2 or 5 times a power of ten that is not less than a positive number.
pub fn nice_step(at_least: f64) -> f64 {
    let power = 10f64.powi(at_least.log10().floor() as i32);
    let mantissa = at_least / power;
    let nice = [1.0, 2.0, 5.0].into_iter().find(|nice| mantissa <= nice + 1e-9).unwrap_or(10.0);
    nice * power
}

/// Returns the largest 1, 2 or 5 times a power of ten that is clearly less than a positive number.
pub fn nice_step_below(number: f64) -> f64 {
    let power = 10f64.powi(number.log10().floor() as i32);
    let mantissa = number / power;
    let nice = [5.0, 2.0, 1.0].into_iter().find(|nice| *nice < mantissa - 1e-6).unwrap_or(0.5);
    nice * power
}

/// Returns how many decimals a step of 1, 2 or 5 times a power of ten needs.
pub fn decimals_of(step: f64) -> usize {
    (-(step.log10() + 1e-9).floor()).clamp(0.0, 9.0) as usize
}

/// Returns the depths to label in a view of so many rows.
pub fn depth_ticks(view: View, rows: usize) -> Vec<DepthTick> {
    let step_m = nice_step(view.metres_per_row(rows) * ROWS_PER_LABEL);
    if !(step_m.is_finite() && step_m > 0.0) {
        return Vec::new();
    }
    let decimals = decimals_of(step_m);
    let first = (view.top_m / step_m - 1e-9).ceil();
    // A view holds at most a label every fourth row, so the count is bounded by the rows.
    (0..rows)
        .map_while(|index| {
            let depth_m = (first + index as f64) * step_m;
            let row = view.row_of(depth_m.max(view.top_m), rows)?;
            Some(DepthTick { row, label: format!("{depth_m:.decimals$}") })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_or_five() {
        for (wanted, at_least) in
            [(1.0, 1.0), (2.0, 1.1), (5.0, 2.1), (10.0, 5.1), (0.02, 0.012), (500.0, 230.0)]
        {
            assert!((nice_step(at_least) - wanted).abs() < 1e-9 * wanted, "{at_least}");
        }
        for (wanted, number) in [(0.5, 1.0), (1.0, 2.0), (2.0, 5.0), (5.0, 10.0), (20.0, 33.0)] {
            assert!((nice_step_below(number) - wanted).abs() < 1e-9, "{number}");
        }
    }

    #[test]
    fn depth_labels_are_round_and_apart() {
        let ticks = depth_ticks(View { top_m: 1003.0, base_m: 1103.0, cursor_m: None }, 25);
        let found: Vec<_> = ticks.iter().map(|tick| (tick.row, tick.label.as_str())).collect();
        // 4 m a row: 16 m would do, 20 m is the next round step.
        assert_eq!(found, [(4, "1020"), (9, "1040"), (14, "1060"), (19, "1080"), (24, "1100")]);
    }

    #[test]
    fn depth_labels_carry_the_decimals_of_their_step() {
        let ticks = depth_ticks(View { top_m: 1000.0, base_m: 1001.0, cursor_m: None }, 10);
        let labels: Vec<_> = ticks.into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["1000.0", "1000.5", "1001.0"]);
    }

    #[test]
    fn an_empty_view_has_no_labels() {
        assert_eq!(depth_ticks(View { top_m: 5.0, base_m: 5.0, cursor_m: None }, 10), []);
        assert_eq!(depth_ticks(View { top_m: 5.0, base_m: 6.0, cursor_m: None }, 0), []);
    }
}
