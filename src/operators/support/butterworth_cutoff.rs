//! The cutoff of a filter, as users give it.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::thickness::median_step;
use crate::operators::operator::{BrokenRule, KernelError};

/// What a cutoff is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutoffUnit {
    /// Fractions of the Nyquist frequency, below 1, whatever the step.
    Nyquist,
    /// 1/m, by the median step of the depths.
    PerMetre,
}

impl CutoffUnit {
    /// Refuses cutoffs, each with the name of its parameter, that no step can make right.
    pub fn check(self, cutoffs: &[(&str, f64)]) -> Vec<BrokenRule> {
        let beyond = |(_, cutoff): &&(&str, f64)| self == Self::Nyquist && *cutoff >= 1.0;
        let refuse = |(name, cutoff): &(&str, f64)| {
            let hint = "lower it, or set cutoff_unit to per_metre";
            BrokenRule::new(*name, cutoff, "less than 1, the Nyquist frequency", hint)
        };
        cutoffs.iter().filter(beyond).map(refuse).collect()
    }

    /// Returns a cutoff as a fraction of the Nyquist frequency.
    pub fn fraction(
        self,
        name: &str,
        cutoff: f64,
        depth: &Float64Array,
    ) -> Result<f64, KernelError> {
        if self == Self::Nyquist {
            return Ok(cutoff);
        }
        let step = median_step(depth);
        let fraction = 2.0 * step * cutoff;
        if fraction > 0.0 && fraction < 1.0 {
            return Ok(fraction);
        }
        let what = format!("{name} is not below the Nyquist frequency");
        let found = format!("{cutoff} 1/m at a median step of {step} m");
        let wanted = format!("less than {} 1/m", 0.5 / step);
        Err(KernelError::invalid("DEPT", what, found, wanted, format!("lower {name}")))
    }
}
