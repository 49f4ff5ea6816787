//! From samples to rows: what is left of a curve at the resolution of the screen.

/// Samples of one row that follow each other without a gap.
///
/// A row with a gap in it has several spans, so that nothing is drawn across a null.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowSpan {
    /// Row, from the upper edge; outside of the raster for the one sample on either side of the view.
    pub row: i64,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Value of the shallowest sample.
    pub first: f64,
    /// Value of the deepest sample.
    pub last: f64,
    /// Whether the line comes from the span before without a gap.
    pub joined: bool,
}

/// Reduces the samples between two depths in metres to spans of rows, from the top down.
///
/// A spike of one sample survives, whatever the scale, because each span keeps its extremes.
/// Values that are not finite are nulls; nulls and steps of more than `gap_m` metres are gaps.
/// The nearest sample beyond each edge is kept too, for the line that leads to it.
/// The cost is a binary search and one pass over the visible samples.
pub fn decimate(
    depth_m: &[f64],
    values: &[f64],
    gap_m: f64,
    (top_m, base_m): (f64, f64),
    rows: usize,
) -> Vec<RowSpan> {
    let rows_per_metre = rows as f64 / (base_m - top_m);
    if !(rows_per_metre.is_finite() && rows_per_metre > 0.0) {
        return Vec::new();
    }
    let samples = depth_m.len().min(values.len());
    let (depth_m, values) = (&depth_m[..samples], &values[..samples]);
    let begin = depth_m.partition_point(|&depth| depth < top_m).saturating_sub(1);
    let end = (depth_m.partition_point(|&depth| depth <= base_m) + 1).min(samples);

    let mut spans: Vec<RowSpan> = Vec::new();
    let mut last_depth_m = None;
    for (&depth, &value) in depth_m[begin.min(end)..end].iter().zip(&values[begin.min(end)..end]) {
        if !value.is_finite() || !depth.is_finite() {
            last_depth_m = None;
            continue;
        }
        let joined = last_depth_m.is_some_and(|last: f64| depth - last <= gap_m);
        last_depth_m = Some(depth);
        let row = ((depth - top_m) * rows_per_metre + 1e-9).floor() as i64;
        // The lower edge belongs to the last row: the deepest sample of a fitted view stands there.
        let row = if depth <= base_m { row.min(rows as i64 - 1) } else { row.max(rows as i64) };
        match spans.last_mut() {
            Some(span) if joined && span.row == row => {
                span.min = span.min.min(value);
                span.max = span.max.max(value);
                span.last = value;
            }
            _ => {
                spans.push(RowSpan {
                    row,
                    min: value,
                    max: value,
                    first: value,
                    last: value,
                    joined,
                });
            }
        }
    }
    spans
}

/// Returns the median distance between neighbouring samples in metres.
pub fn median_step(depth_m: &[f64]) -> Option<f64> {
    let mut steps: Vec<f64> = depth_m
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|step| step.is_finite() && *step > 0.0)
        .collect();
    if steps.is_empty() {
        return None;
    }
    let middle = (steps.len() - 1) / 2;
    Some(*steps.select_nth_unstable_by(middle, f64::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NULL: f64 = f64::NAN;

    fn half_metres(count: usize) -> Vec<f64> {
        (0..count).map(|index| 1000.0 + 0.5 * index as f64).collect()
    }

    fn span(row: i64, values: &[f64], joined: bool) -> RowSpan {
        RowSpan {
            row,
            min: values.iter().copied().fold(f64::INFINITY, f64::min),
            max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            first: values[0],
            last: values[values.len() - 1],
            joined,
        }
    }

    #[test]
    fn a_spike_of_one_sample_survives() {
        let depth = half_metres(100_000);
        let mut values = vec![50.0; depth.len()];
        values[70_123] = 900.0;
        let spans = decimate(&depth, &values, 1.25, (1000.0, 51_000.0), 40);
        assert_eq!(spans.len(), 40);
        let peaks: Vec<_> = spans.iter().filter(|span| span.max > 50.0).collect();
        // 50,000 m in 40 rows of 1,250 m; the spike lies 35,061.5 m below the top.
        assert_eq!((peaks.len(), peaks[0].row, peaks[0].max), (1, 28, 900.0));
        assert_eq!((peaks[0].first, peaks[0].last), (50.0, 50.0));
    }

    #[test]
    fn a_null_splits_even_a_single_row() {
        let values = [1.0, 2.0, NULL, 8.0, 9.0, 7.0];
        let spans = decimate(&half_metres(6), &values, 1.25, (1000.0, 1003.0), 1);
        assert_eq!(spans, [span(0, &[1.0, 2.0], false), span(0, &[8.0, 9.0, 7.0], false)]);
    }

    #[test]
    fn a_jump_in_depth_is_a_gap_and_one_dropped_row_is_not() {
        let depth = [1000.0, 1000.5, 1001.5, 1002.0, 1003.5];
        let spans = decimate(&depth, &[1.0, 2.0, 3.0, 4.0, 5.0], 1.25, (1000.0, 1004.0), 8);
        let joined: Vec<_> = spans.iter().map(|span| (span.row, span.joined)).collect();
        assert_eq!(joined, [(0, false), (1, true), (3, true), (4, true), (7, false)]);
    }

    #[test]
    fn lines_reach_the_samples_beyond_the_edges() {
        let values = [1.0, 2.0, 3.0, 4.0];
        // Four rows between the second and the third sample, which stand on neither.
        let spans = decimate(&half_metres(4), &values, 1.25, (1000.6, 1000.8), 4);
        assert_eq!(spans, [span(-2, &[2.0], false), span(8, &[3.0], true)]);
    }

    #[test]
    fn the_deepest_sample_stands_in_the_last_row() {
        let spans = decimate(&half_metres(3), &[1.0, 2.0, 3.0], 1.25, (1000.0, 1001.0), 2);
        assert_eq!(spans, [span(0, &[1.0], false), span(1, &[2.0, 3.0], true)]);
    }

    #[test]
    fn nothing_comes_from_nothing() {
        assert_eq!(decimate(&[], &[], 1.0, (0.0, 10.0), 5), []);
        assert_eq!(decimate(&[1.0], &[1.0], 1.0, (5.0, 5.0), 5), []);
        assert_eq!(decimate(&[1.0], &[1.0], 1.0, (0.0, f64::NAN), 5), []);
        assert_eq!(decimate(&half_metres(3), &[NULL; 3], 1.0, (1000.0, 1001.0), 5), []);
    }

    #[test]
    fn the_median_step_ignores_the_odd_jump() {
        assert_eq!(median_step(&[0.0, 0.5, 1.0, 90.0, 90.5]), Some(0.5));
        assert_eq!(median_step(&[3.0]), None);
    }
}
