//! One number for the samples of a block or zone, each weighed by its thickness.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mean {
    /// The sum over the thickness: power average of power 1, as for flow along beds.
    Arithmetic,
    /// Power average of power -1, as for flow across beds; of positive values only.
    Harmonic,
    /// Power average of power 0; of positive values only.
    Geometric,
    /// The value that half of the thickness lies below; where the half falls between two, half way between these.
    Median,
    /// The value of the greatest thickness, the smallest of several; for flags and codes.
    Mode,
}

/// A value and its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The value.
    pub value: f64,
    /// Its weight, not negative.
    pub weight: f64,
}

impl Mean {
    /// Returns the mean; `None` of nothing, and where a value is not positive but must be.
    ///
    /// Where no sample has any weight all weigh the same.
    pub fn of(self, mut samples: Vec<Weighed>) -> Option<f64> {
        if samples.is_empty() {
            return None;
        }
        if samples.iter().all(|sample| sample.weight <= 0.0) {
            samples.iter_mut().for_each(|sample| sample.weight = 1.0);
        }
        let total: f64 = samples.iter().map(|sample| sample.weight).sum();
        let power = |part: fn(f64) -> f64| {
            samples.iter().map(|sample| sample.weight * part(sample.value)).sum::<f64>() / total
        };
        let positive = samples.iter().all(|sample| sample.value > 0.0);
        match self {
            Self::Arithmetic => Some(power(|value| value)),
            Self::Harmonic => positive.then(|| 1.0 / power(|value| 1.0 / value)),
            Self::Geometric => positive.then(|| power(f64::ln).exp()),
            Self::Median => median(samples, total),
            Self::Mode => mode(samples),
        }
    }
}

/// Returns the value at which half of the weight is reached; reached exactly, the mean with the next.
fn median(mut samples: Vec<Weighed>, total: f64) -> Option<f64> {
    samples.retain(|sample| sample.weight > 0.0);
    samples.sort_by(|one, other| one.value.total_cmp(&other.value));
    let (half, rounding) = (total / 2.0, total * 1e-12);
    let mut below = 0.0;
    for (place, sample) in samples.iter().enumerate() {
        below += sample.weight;
        if below > half + rounding {
            return Some(sample.value);
        }
        if below >= half - rounding {
            let next = samples.get(place + 1).unwrap_or(sample);
            return Some(sample.value / 2.0 + next.value / 2.0);
        }
    }
    samples.last().map(|sample| sample.value)
}

fn mode(mut samples: Vec<Weighed>) -> Option<f64> {
    samples.sort_by(|one, other| one.value.total_cmp(&other.value));
    let mut best: Option<Weighed> = None;
    for equal in samples.chunk_by(|one, other| one.value == other.value) {
        let weight = equal.iter().map(|sample| sample.weight).sum();
        // Thicknesses carry rounding: a later value must be clearly thicker.
        if best.is_none_or(|best| weight > best.weight * (1.0 + 1e-12)) {
            best = Some(Weighed { value: equal[0].value, weight });
        }
    }
    best.map(|best| best.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(mean: Mean, samples: &[(f64, f64)]) -> Option<f64> {
        mean.of(samples.iter().map(|&(value, weight)| Weighed { value, weight }).collect())
    }

    #[test]
    fn means_weigh_by_thickness() {
        let samples = [(1.0, 1.0), (2.0, 1.0), (4.0, 2.0)];
        assert_eq!(of(Mean::Arithmetic, &samples), Some(2.75));
        assert_eq!(of(Mean::Harmonic, &samples), Some(2.0));
        assert!((of(Mean::Geometric, &samples).unwrap() - 2f64.powf(1.25)).abs() < 1e-12);
        assert_eq!(of(Mean::Median, &samples), Some(3.0));
        assert_eq!(of(Mean::Mode, &samples), Some(4.0));
        assert_eq!(of(Mean::Mode, &[(3.0, 0.5), (1.0, 0.5), (2.0, 0.1)]), Some(1.0));
        assert_eq!(of(Mean::Harmonic, &[(0.0, 1.0)]), None);
        assert_eq!(of(Mean::Arithmetic, &[(3.0, 0.0)]), Some(3.0));
        assert_eq!(of(Mean::Median, &[]), None);
    }
}
