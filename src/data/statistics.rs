//! Statistics of samples: moments, percentiles, histogram.

use crate::domain::statistics::{Histogram, PERCENTS, Percentile, Summary};

/// Bins of a histogram at most: what a screen can show side by side.
pub const MOST_BINS: usize = 64;

/// Sums up values that are all finite; sorts them. `None` where there are none.
///
/// The deviation is that of the values themselves (divided by their number), and percentiles lie
/// linearly between the two nearest values, both as numpy has it by default. The bins of a
/// logarithmic histogram are equally wide in the logarithm, as long as all values are above zero.
pub fn summary(values: &mut [f64], logarithmic: bool) -> Option<Summary> {
    values.sort_unstable_by(f64::total_cmp);
    let (min, max) = (*values.first()?, *values.last()?);
    let count = values.len() as f64;
    // Around the middle, so that neither sum loses digits to a large offset.
    let middle = percentile(values, 50.0);
    let mean = middle + values.iter().map(|value| value - middle).sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let percentiles =
        PERCENTS.map(|percent| Percentile { percent, value: percentile(values, percent) });
    Some(Summary {
        min,
        max,
        mean,
        std: (squares / count).sqrt(),
        percentiles: percentiles.to_vec(),
        histogram: histogram(values, logarithmic && min > 0.0),
    })
}

/// Returns a percentile of sorted values, linearly between the two nearest.
fn percentile(sorted: &[f64], percent: f64) -> f64 {
    let position = percent / 100.0 * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let (low, high) = (sorted[below], sorted[above]);
    low + (high - low) * (position - below as f64)
}

/// Counts sorted values in bins of equal width; the last bin has both its ends.
fn histogram(sorted: &[f64], logarithmic: bool) -> Histogram {
    let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
    let bins = match min < max {
        true => ((sorted.len() as f64).sqrt().ceil() as usize).clamp(1, MOST_BINS),
        false => 1,
    };
    let edge = |bin: usize| {
        let share = bin as f64 / bins as f64;
        match logarithmic {
            _ if bin == 0 => min,
            _ if bin == bins => max,
            true => (min.ln() + (max.ln() - min.ln()) * share).exp(),
            false => min + (max - min) * share,
        }
    };
    let edges: Vec<f64> = (0..=bins).map(edge).collect();
    let mut counts = Vec::with_capacity(bins);
    let mut below = 0;
    for bin in 1..=bins {
        let to = match bin == bins {
            true => sorted.len(),
            false => sorted.partition_point(|value| *value < edges[bin]),
        };
        counts.push((to - below) as u64);
        below = to;
    }
    Histogram { edges, counts, logarithmic }
}
