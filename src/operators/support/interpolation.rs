//! Cubic interpolation between points: each stretch a cubic with given slopes at its ends.
//!
//! Slopes are those of SciPy's PchipInterpolator, CubicSpline (not-a-knot) and Akima1DInterpolator.

/// A curve through points, smooth at each.
pub struct Cubic<'a> {
    at: &'a [f64],
    values: &'a [f64],
    slopes: Vec<f64>,
}

/// How the slopes at the points are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slopes {
    /// So that nothing overshoots: Fritsch and Butland 1984.
    Monotone,
    /// So that the second derivative is continuous, and the third at the second and last but one point.
    NotAKnot,
    /// From the nearest four stretches: Akima 1970.
    Akima,
}

impl<'a> Cubic<'a> {
    /// Lays a curve through points, of which there is at least one; their places increase.
    pub fn new(at: &'a [f64], values: &'a [f64], slopes: Slopes) -> Self {
        let widths: Vec<f64> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let rises: Vec<f64> = values
            .windows(2)
            .zip(&widths)
            .map(|(pair, width)| (pair[1] - pair[0]) / width)
            .collect();
        let slopes = match (rises.as_slice(), slopes) {
            ([], _) => vec![0.0],
            ([rise], _) => vec![*rise; 2],
            (_, Slopes::Monotone) => monotone(&widths, &rises),
            (_, Slopes::NotAKnot) => not_a_knot(&widths, &rises),
            (_, Slopes::Akima) => akima(&rises),
        };
        Self { at, values, slopes }
    }

    /// Returns the curve at a place in the stretch that starts at point `start`.
    pub fn value(&self, start: usize, place: f64) -> f64 {
        let Some(next) = self.at.get(start + 1) else { return self.values[start] };
        let (width, along) = (next - self.at[start], place - self.at[start]);
        let rise = (self.values[start + 1] - self.values[start]) / width;
        let (first, last) = (self.slopes[start], self.slopes[start + 1]);
        let bend = (first + last - 2.0 * rise) / width;
        let square = (rise - first) / width - bend;
        self.values[start] + along * (first + along * (square + along * (bend / width)))
    }
}

fn monotone(widths: &[f64], rises: &[f64]) -> Vec<f64> {
    let last = rises.len();
    let end = |width: f64, next_width: f64, rise: f64, next_rise: f64| {
        let slope = ((2.0 * width + next_width) * rise - width * next_rise) / (width + next_width);
        if slope * rise <= 0.0 {
            0.0
        } else if rise * next_rise <= 0.0 && slope.abs() > 3.0 * rise.abs() {
            3.0 * rise
        } else {
            slope
        }
    };
    let inner = |at: usize| {
        let (above, below) = (rises[at - 1], rises[at]);
        if above == 0.0 || below == 0.0 || (above > 0.0) != (below > 0.0) {
            return 0.0;
        }
        let (first, second) =
            (2.0 * widths[at] + widths[at - 1], widths[at] + 2.0 * widths[at - 1]);
        (first + second) / (first / above + second / below)
    };
    let mut slopes = vec![end(widths[0], widths[1], rises[0], rises[1])];
    slopes.extend((1..last).map(inner));
    slopes.push(end(widths[last - 1], widths[last - 2], rises[last - 1], rises[last - 2]));
    slopes
}

fn not_a_knot(widths: &[f64], rises: &[f64]) -> Vec<f64> {
    let last = rises.len();
    if last == 2 {
        // Three points: the parabola through them.
        let middle = (widths[0] * rises[1] + widths[1] * rises[0]) / (widths[0] + widths[1]);
        return vec![2.0 * rises[0] - middle, middle, 2.0 * rises[1] - middle];
    }
    // Rows of the tridiagonal system: before, on and after the diagonal, and the right side.
    let end = |width: f64, next: f64, rise: f64, next_rise: f64| {
        let both = width + next;
        (both, ((width + 2.0 * both) * next * rise + width * width * next_rise) / both)
    };
    let (both, right) = end(widths[0], widths[1], rises[0], rises[1]);
    let mut rows = vec![[0.0, widths[1], both, right]];
    rows.extend((1..last).map(|at| {
        let (above, below) = (widths[at - 1], widths[at]);
        let right = 3.0 * (below * rises[at - 1] + above * rises[at]);
        [below, 2.0 * (above + below), above, right]
    }));
    let (both, right) = end(widths[last - 1], widths[last - 2], rises[last - 1], rises[last - 2]);
    rows.push([both, widths[last - 2], 0.0, right]);

    for row in 1..rows.len() {
        let [_, diagonal, after, right] = rows[row - 1];
        let factor = rows[row][0] / diagonal;
        rows[row][1] -= factor * after;
        rows[row][3] -= factor * right;
    }
    let mut slopes = vec![0.0; rows.len() + 1];
    for (row, [_, diagonal, after, right]) in rows.iter().enumerate().rev() {
        slopes[row] = (right - after * slopes[row + 1]) / diagonal;
    }
    slopes.truncate(rows.len());
    slopes
}

fn akima(rises: &[f64]) -> Vec<f64> {
    let last = rises.len() - 1;
    let before = 2.0 * rises[0] - rises[1];
    let after = 2.0 * rises[last] - rises[last - 1];
    let mut all = vec![2.0 * before - rises[0], before];
    all.extend_from_slice(rises);
    all.extend([after, 2.0 * after - rises[last]]);

    let bends: Vec<[f64; 2]> =
        all.windows(4).map(|four| [(four[1] - four[0]).abs(), (four[3] - four[2]).abs()]).collect();
    // Where both bends vanish the slope is not defined; beside larger ones, nearly none counts as none.
    let largest = bends.iter().map(|[above, below]| above + below).fold(0.0, f64::max);
    let slope = |(four, [above, below]): (&[f64], &[f64; 2])| {
        if above + below > 1e-9 * largest {
            four[1] + above / (above + below) * (four[2] - four[1])
        } else {
            0.5 * (four[3] + four[0])
        }
    };
    all.windows(4).zip(&bends).map(slope).collect()
}
