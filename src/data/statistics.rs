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
    for (bin, upper) in edges.iter().enumerate().skip(1) {
        let to = match bin == bins {
            true => sorted.len(),
            false => sorted.partition_point(|value| value < upper),
        };
        counts.push((to - below) as u64);
        below = to;
    }
    Histogram { edges, counts, logarithmic }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The expected numbers come from numpy 2.4.6 (Python 3.11): mean, std, percentile with its
    // default method, histogram, and geomspace for the edges of the logarithmic bins.

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{found}, not {wanted}");
    }

    fn percentiles(summary: &Summary) -> Vec<f64> {
        summary.percentiles.iter().map(|percentile| percentile.value).collect()
    }

    fn all_close(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        found.iter().zip(wanted).for_each(|(found, wanted)| close(*found, *wanted));
    }

    #[test]
    fn the_numbers_are_those_of_numpy() {
        let value = |i: i64| ((i * i * 7919 + 13 * i) % 1009) as f64 / 10.0 - 20.0;
        let summary = summary(&mut (0..1000).map(value).collect::<Vec<_>>(), false).unwrap();
        assert_eq!((summary.min, summary.max), (-20.0, 80.7));
        close(summary.mean, 29.4204);
        close(summary.std, 29.19058176604228);
        let wanted = [-18.901, -15.305, -10.71, 4.375, 28.6, 53.15, 70.81, 76.005, 79.803];
        all_close(&percentiles(&summary), &wanted);
        all_close(&summary.histogram.edges[..4], &[-20.0, -16.853125, -13.70625, -10.559375]);
        assert_eq!(
            summary.histogram.counts,
            [
                34, 34, 34, 26, 37, 30, 31, 34, 34, 28, 38, 31, 28, 38, 27, 31, 35, 30, 30, 34, 32,
                28, 36, 32, 20, 15, 29, 34, 34, 28, 38, 30
            ]
        );
    }

    #[test]
    fn logarithmic_bins_are_those_of_numpy() {
        let value = |i: i64| 0.2 + ((i * 37) % 991).pow(2) as f64 / 1000.0;
        let summary = summary(&mut (0..1000).map(value).collect::<Vec<_>>(), true).unwrap();
        close(summary.mean, 324.40249100000005);
        close(summary.std, 292.5539546607667);
        let wanted = [
            0.28083, 2.49925, 9.5897, 59.12775, 240.7905, 548.17025, 792.4781, 883.89405, 960.61961,
        ];
        all_close(&percentiles(&summary), &wanted);
        assert!(summary.histogram.logarithmic);
        let edges = [0.2, 0.2608271386915261, 0.3401539813900429, 0.4436069484024775];
        all_close(&summary.histogram.edges[..4], &edges);
        assert_eq!(
            summary.histogram.counts,
            [
                9, 4, 4, 4, 4, 4, 5, 7, 6, 7, 8, 9, 11, 11, 13, 16, 17, 20, 22, 26, 30, 34, 38, 42,
                49, 56, 63, 72, 83, 95, 107, 124
            ]
        );
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let summary = summary(&mut [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0], false).unwrap();
        close(summary.mean - 1e9, 10.0);
        close(summary.std, 4.743416490252569);
    }

    #[test]
    fn few_values_make_few_bins_and_one_value_a_single_one() {
        let four = summary(&mut [2.0, 9.0, 4.0, 7.0], false).unwrap();
        let wanted = [2.06, 2.3, 2.6, 3.5, 5.5, 7.5, 8.4, 8.7, 8.94];
        all_close(&percentiles(&four), &wanted);
        assert_eq!(four.histogram.edges, [2.0, 5.5, 9.0]);
        assert_eq!(four.histogram.counts, [2, 2]);
        let same = summary(&mut [3.0; 5], true).unwrap();
        assert_eq!((same.min, same.max, same.mean, same.std), (3.0, 3.0, 3.0, 0.0));
        assert_eq!(
            (same.histogram.edges.as_slice(), same.histogram.counts.as_slice()),
            ([3.0, 3.0].as_slice(), [5].as_slice())
        );
        assert_eq!(summary(&mut [], false), None);
    }

    #[test]
    fn values_at_or_below_zero_have_no_logarithm() {
        let summary = summary(&mut [0.0, 10.0, 100.0, 1000.0], true).unwrap();
        assert!(!summary.histogram.logarithmic);
    }

    #[test]
    fn no_histogram_has_more_bins_than_a_screen_shows() {
        let summary = summary(&mut (0..100_000).map(f64::from).collect::<Vec<_>>(), false).unwrap();
        assert_eq!(summary.histogram.counts.len(), MOST_BINS);
        assert_eq!(summary.histogram.counts.iter().sum::<u64>(), 100_000);
    }
}
