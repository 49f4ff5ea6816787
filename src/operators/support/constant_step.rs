//! Whether samples stand at one step.

use std::ops::Range;

use arrow::array::{Array, Float64Array};

use super::thickness::median_step;
use crate::operators::operator::KernelError;

/// Part of the step by which a depth may be off its place.
const SLACK: f64 = 0.01;

/// Returns the step of some samples; refuses depths that are missing or not at a constant step.
pub fn constant_step(depth: &Float64Array, samples: Range<usize>) -> Result<f64, KernelError> {
    let refuse = |found: String| {
        let wanted = "one step throughout a run of samples";
        let hint = "resample the curve to a regular step first, e.g. by resample_linear";
        Err(KernelError::invalid("DEPT", "the step is not constant", found, wanted, hint))
    };
    let part = depth.slice(samples.start, samples.len());
    if part.null_count() > 0 {
        return refuse(format!("{} samples without depth", part.null_count()));
    }
    let step = median_step(&part);
    for pair in part.values().windows(2) {
        let distance = (pair[1] - pair[0]).abs();
        if (distance - step).abs() > SLACK * step || distance <= 0.0 {
            return refuse(format!("{distance} m at {} m, elsewhere {step} m", pair[0]));
        }
    }
    Ok(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_found_where_it_stands() {
        let depth = Float64Array::from(vec![1.0, 1.5, 2.0, 2.501, 3.5]);
        assert_eq!(constant_step(&depth, 0..4), Ok(0.5));
        let error = constant_step(&depth, 0..5).expect_err("refused");
        assert!(error.to_string().contains("at 2.501 m"), "{error}");
    }
}
