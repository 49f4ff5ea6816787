//! Distributions of the relaxation time T2: which part of each bin a cut-off takes, and volumes.

use arrow::array::Float64Array;

use super::bins::{ascending, check_positive, positions};
use super::samples::NULL;
use crate::operators::inputs::Inputs;
use crate::operators::operator::KernelError;
use crate::operators::ports::{FRACTION, MILLISECOND, Port};
use crate::operators::values::{ArrayCurve, Finite};

/// Name of the port that takes the distribution.
pub const DISTRIBUTION: &str = "T2_DISTRIBUTION";

/// The distribution: a volume for each bin.
pub const DISTRIBUTION_PORT: Port = Port::array(DISTRIBUTION, Some(FRACTION)).alias(&["dist"]);

/// The centres of the bins, one list for the well.
pub const BINS_PORT: Port =
    Port::array("bins", Some(MILLISECOND)).alone().optional().alias(&["T2 bins"]);

/// Returns the distribution and the centres of its bins, in ms.
pub fn distribution<'a>(
    input: &'a Inputs,
    bins: &[f64],
) -> Result<(&'a ArrayCurve, Vec<f64>), KernelError> {
    let distribution = input.array(DISTRIBUTION)?;
    let bins = positions(input, bins, DISTRIBUTION, distribution)?;
    check_positive(&bins)?;
    Ok((distribution, bins))
}

/// Returns which part of each bin lies below a cut-off.
///
/// By centres a bin lies on one side of it. With `split` a bin reaches to the geometric means of its
/// centre and those of its neighbours, as far outwards at both ends, and is divided by logarithm.
pub fn below(cutoff: f64, bins: &[f64], split: bool) -> Result<Vec<f64>, KernelError> {
    let by_centre = || bins.iter().map(|centre| f64::from(u8::from(*centre < cutoff))).collect();
    if !split || bins.len() < 2 {
        return Ok(by_centre());
    }
    let order = ascending(bins)?;
    let centres: Vec<f64> = order.iter().map(|bin| bins[*bin].ln()).collect();
    let last = centres.len() - 1;
    let mut below = vec![0.0; bins.len()];
    for (place, bin) in order.into_iter().enumerate() {
        let half = |other: usize| (centres[other] - centres[place]).abs() / 2.0;
        let inwards = if place == 0 { half(1) } else { half(place - 1) };
        let low = centres[place] - inwards;
        let high = centres[place] + if place == last { inwards } else { half(place + 1) };
        below[bin] = ((cutoff.ln() - low) / (high - low)).clamp(0.0, 1.0);
    }
    Ok(below)
}

/// Sums the amplitudes of each row by weights; null and negative amplitudes count as 0.
///
/// A row whose amplitudes sum to 0 gives null: nothing was measured.
pub fn weighted(distribution: &ArrayCurve, weights: &[f64]) -> Finite {
    let mut room = Vec::new();
    let volumes: Vec<f64> = distribution
        .rows()
        .map(|row| {
            let Some(row) = row else { return NULL };
            let (mut sum, mut all) = (0.0, 0.0);
            for (amplitude, weight) in row.or_nan(&mut room).iter().zip(weights) {
                // The greater of NaN, which is null, and 0 is 0.
                let amplitude = amplitude.max(0.0);
                all += amplitude;
                sum += amplitude * weight;
            }
            if all > 0.0 { sum } else { NULL }
        })
        .collect();
    Float64Array::from(volumes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straddled_bin_is_split_by_the_logarithm_of_its_width() {
        // Bins of a factor 4 about 1, 4, 16 reach from 0.5 to 2, to 8, to 32; 4 halves the middle one.
        let bins = [1.0, 4.0, 16.0];
        let near = |found: Vec<f64>, wanted: [f64; 3]| {
            found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 1e-12)
        };
        assert!(near(below(4.0, &bins, true).unwrap(), [1.0, 0.5, 0.0]));
        assert!(near(below(4.0, &bins, false).unwrap(), [1.0, 0.0, 0.0]));
        assert!(near(below(0.5, &bins, true).unwrap(), [0.0, 0.0, 0.0]));
        assert!(near(below(32.0, &bins, true).unwrap(), [1.0, 1.0, 1.0]));
        assert!(below(4.0, &[2.0, 2.0], true).is_err());
    }
}
