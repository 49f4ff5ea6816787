//! From samples at any depths to a regular grid.

use crate::operators::operator::KernelError;
use crate::operators::support::statistics::{median, sorted};

/// Rows that a grid may have: ten thousand metres at one millimetre.
const MOST_ROWS: f64 = 1e7;

/// Depths at a regular step.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    /// First depth.
    pub start: f64,
    /// Distance of neighbours.
    pub step: f64,
    /// How many depths.
    pub rows: usize,
}

impl Grid {
    /// Lays a grid from the first depth to the last that it meets before `last`.
    pub fn between(start: f64, last: f64, step: f64) -> Result<Self, KernelError> {
        let steps = ((last - start) / step + 1e-6).floor();
        if (0.0..MOST_ROWS).contains(&steps) {
            return Ok(Self { start, step, rows: steps as usize + 1 });
        }
        Err(KernelError::invalid(
            "DEPT",
            "the regular index would be too long",
            format!("{start} to {last} m at {step} m"),
            format!("{MOST_ROWS} rows at most"),
            "lengthen step, or remove depths that are not true",
        ))
    }

    /// Returns a depth.
    pub fn depth(&self, row: usize) -> f64 {
        self.start + row as f64 * self.step
    }

    /// Returns all depths.
    pub fn depths(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.rows).map(|row| self.depth(row))
    }
}

/// Where a depth of the grid lies among the samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// Beyond them, or in a gap.
    Nowhere,
    /// On one.
    On(usize),
    /// Between one and the next, this share of the way.
    After(usize, f64),
}

impl Place {
    /// Interpolates; nothing comes of a neighbour that is null.
    pub fn linear(self, value: impl Fn(usize) -> Option<f64>) -> Option<f64> {
        match self {
            Self::Nowhere => None,
            Self::On(sample) => value(sample),
            Self::After(sample, share) => {
                Some(value(sample)? * (1.0 - share) + value(sample + 1)? * share)
            }
        }
    }

    /// Returns the nearest sample, of two equally near the shallower.
    pub fn nearest(self) -> Option<usize> {
        match self {
            Self::Nowhere => None,
            Self::On(sample) => Some(sample),
            Self::After(sample, share) => {
                Some(if share > 0.5 + 1e-9 { sample + 1 } else { sample })
            }
        }
    }
}

/// Finds the place of each depth of a grid among increasing depths of samples.
///
/// A sample nearer than `tolerance` stands on the grid; between samples further apart than `max_gap`
/// there is nothing.
pub fn places(grid: &Grid, samples: &[f64], tolerance: f64, max_gap: f64) -> Vec<Place> {
    let mut at = 0;
    let place = |depth: f64| {
        while samples.get(at + 1).is_some_and(|next| *next <= depth + tolerance) {
            at += 1;
        }
        let Some(sample) = samples.get(at) else { return Place::Nowhere };
        if (depth - sample).abs() <= tolerance {
            return Place::On(at);
        }
        match samples.get(at + 1) {
            Some(next) if depth > *sample && next - sample <= max_gap * (1.0 + 1e-9) => {
                Place::After(at, (depth - sample) / (next - sample))
            }
            _ => Place::Nowhere,
        }
    };
    grid.depths().map(place).collect()
}

/// Returns the median distance of neighbours; `None` of fewer than two.
pub fn median_distance(depths: &[f64]) -> Option<f64> {
    median(&sorted(depths.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_lie_on_samples_between_them_and_nowhere() {
        let grid = Grid::between(0.0, 5.0, 0.5).expect("short enough");
        assert_eq!((grid.rows, grid.depth(10)), (11, 5.0));
        let found = places(&grid, &[0.5, 1.5, 4.0, 4.5000001], 1e-6, 1.0);
        let wanted = [
            Place::Nowhere,
            Place::On(0),
            Place::After(0, 0.5),
            Place::On(1),
            Place::Nowhere,
            Place::Nowhere,
            Place::Nowhere,
            Place::Nowhere,
            Place::On(2),
            Place::On(3),
            Place::Nowhere,
        ];
        assert_eq!(found, wanted);
        assert_eq!(found[2].nearest(), Some(0));
        assert!(places(&grid, &[], 1e-6, 1.0).iter().all(|place| *place == Place::Nowhere));
        assert!(Grid::between(0.0, 1e9, 1e-3).is_err());
    }
}
