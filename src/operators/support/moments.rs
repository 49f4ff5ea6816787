//! Count, means and squares of pairs of numbers, merged without the loss of digits.

/// What is known of a number of pairs; that of none is the default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moments {
    /// How many pairs.
    pub count: usize,
    mean: [f64; 2],
    /// Sums of squared distances from the means.
    squares: [f64; 2],
    product: f64,
}

impl Moments {
    /// Returns the moments of one pair.
    pub fn of(x: f64, y: f64) -> Self {
        Self { count: 1, mean: [x, y], ..Self::default() }
    }

    /// Returns the moments of two groups together, after Chan, Golub and LeVeque 1983.
    pub fn merged(self, other: Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { other } else { self };
        }
        let count = self.count + other.count;
        let (mine, whole) = (self.count as f64, count as f64);
        let share = other.count as f64 / whole;
        let apart = [other.mean[0] - self.mean[0], other.mean[1] - self.mean[1]];
        let joined = |one: f64, two: f64, apart: f64| one + two + apart * mine * share;
        Self {
            count,
            mean: [self.mean[0] + apart[0] * share, self.mean[1] + apart[1] * share],
            squares: [
                joined(self.squares[0], other.squares[0], apart[0] * apart[0]),
                joined(self.squares[1], other.squares[1], apart[1] * apart[1]),
            ],
            product: joined(self.product, other.product, apart[0] * apart[1]),
        }
    }

    /// Returns the standard deviation of the first numbers, with one degree of freedom taken off.
    pub fn deviation(&self) -> Option<f64> {
        let free = self.count.checked_sub(1).filter(|free| *free > 0)?;
        Some((self.squares[0] / free as f64).sqrt())
    }

    /// Returns Pearson's coefficient; `None` where either side is constant.
    pub fn correlation(&self) -> Option<f64> {
        let spread = self.squares[0].sqrt() * self.squares[1].sqrt();
        let coefficient = self.product / spread;
        (self.count > 1 && coefficient.is_finite()).then(|| coefficient.clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_numpy() {
        // numpy.corrcoef([1, 2, 3, 5], [2, 1, 4, 6])[0, 1] = 0.9022436386781061; std(ddof=1) = 1.707825127659933
        let one = |(x, y): (f64, f64)| Moments::of(x, y);
        let first = one((1.0, 2.0)).merged(one((2.0, 1.0)));
        let all = first.merged(one((3.0, 4.0)).merged(one((5.0, 6.0))));
        assert!((all.correlation().unwrap() - 0.9022436386781061).abs() < 1e-14);
        assert!((all.deviation().unwrap() - 1.707825127659933).abs() < 1e-14);
        let flat = one((4.0, 0.1)).merged(one((5.0, 0.1)));
        assert_eq!((flat.correlation(), Moments::default().deviation()), (None, None));
    }
}
