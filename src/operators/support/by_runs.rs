//! Filters that see each null-free run of a curve by itself.

use std::ops::Range;

use arrow::array::{Array, Float64Array};

use super::runs::null_free_runs;
use crate::operators::inputs::Outputs;

/// A filtered curve, and how many runs were too short for the filter.
pub struct Filtered {
    /// The curve; nulls stay null.
    pub curve: Float64Array,
    /// Runs that passed unchanged.
    pub short: usize,
}

/// Filters each null-free run of at least `shortest` samples; shorter ones pass unchanged.
///
/// The filter is given the samples of the run and their values, and returns as many.
pub fn by_runs(
    curve: &Float64Array,
    shortest: usize,
    mut filter: impl FnMut(Range<usize>, &[f64]) -> Vec<f64>,
) -> Filtered {
    let mut values = Vec::with_capacity(curve.len());
    let mut short = 0;
    for run in null_free_runs(curve) {
        if run.len() < shortest {
            short += 1;
            continue;
        }
        let filtered = filter(run.clone(), &curve.values()[run.clone()]);
        if values.is_empty() && run.len() == curve.len() {
            values = filtered;
        } else {
            values.extend_from_slice(&curve.values()[values.len()..run.start]);
            values.extend_from_slice(&filtered);
        }
    }
    values.extend_from_slice(&curve.values()[values.len()..]);
    let curve = Float64Array::new(values.into(), curve.nulls().cloned());
    Filtered { curve, short }
}

impl Filtered {
    /// Makes the output, and reports the runs that passed unchanged.
    pub fn output(self, port: &str, shortest: usize) -> Outputs {
        let outputs = Outputs::one(port, self.curve);
        match self.short {
            0 => outputs,
            short => outputs
                .note(format!("{short} runs shorter than {shortest} samples passed unchanged")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_runs_pass_and_nulls_stay() {
        let curve = Float64Array::from(vec![None, Some(1.0), None, Some(2.0), Some(3.0), None]);
        let doubled = by_runs(&curve, 2, |_, run| run.iter().map(|value| value * 2.0).collect());
        let wanted = Float64Array::from(vec![None, Some(1.0), None, Some(4.0), Some(6.0), None]);
        assert_eq!((doubled.curve, doubled.short), (wanted, 1));
    }
}
