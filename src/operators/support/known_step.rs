//! The step of samples, for what is measured by it.

use arrow::array::{Array, Float64Array};

use super::thickness::median_step;
use crate::operators::operator::KernelError;

/// Returns the median step of samples; refuses depths that have none.
///
/// `what` says what cannot be done without a step, `hint` what to do.
pub fn known_step(
    depth: &Float64Array,
    what: impl Into<String>,
    hint: &str,
) -> Result<f64, KernelError> {
    let step = median_step(depth);
    if step > 0.0 {
        return Ok(step);
    }
    let known = depth.len() - depth.null_count();
    let found = if known < 2 {
        format!("{known} of {} samples with a depth", depth.len())
    } else {
        "mostly samples at the depth of the one before".to_owned()
    };
    let wanted = "samples each at a depth of its own";
    Err(KernelError::invalid("DEPT", what, found, wanted, hint))
}
