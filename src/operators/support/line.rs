//! Lines of least squares.

/// A line over sample numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    centre: f64,
    level: f64,
    slope: f64,
}

impl Line {
    /// Returns the level line through the mean.
    pub fn level(samples: impl Iterator<Item = (usize, f64)> + Clone) -> Self {
        let count = samples.clone().count().max(1) as f64;
        let (mut places, mut values) = (0.0, 0.0);
        for (place, value) in samples {
            places += place as f64;
            values += value;
        }
        Self { centre: places / count, level: values / count, slope: 0.0 }
    }

    /// Returns the line of least squares; level where there are no two samples.
    pub fn through(samples: impl Iterator<Item = (usize, f64)> + Clone) -> Self {
        let level = Self::level(samples.clone());
        let (mut products, mut squares) = (0.0, 0.0);
        for (place, value) in samples {
            let along = place as f64 - level.centre;
            products += along * (value - level.level);
            squares += along * along;
        }
        let slope = if squares > 0.0 { products / squares } else { 0.0 };
        Self { slope, ..level }
    }

    /// Returns the line at a sample.
    pub fn at(&self, place: usize) -> f64 {
        self.level + self.slope * (place as f64 - self.centre)
    }
}
