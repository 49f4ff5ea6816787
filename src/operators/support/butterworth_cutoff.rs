//! The cutoff of a filter, as users give it.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::known_step::known_step;
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
        let what = format!("parameter {name} is in 1/m, which says nothing without a step");
        let hint = "give the samples their depths, or set cutoff_unit to nyquist";
        let step = known_step(depth, what, hint)?;
        let fraction = 2.0 * step * cutoff;
        if fraction > 0.0 && fraction < 1.0 {
            return Ok(fraction);
        }
        let limit = 0.5 / step;
        let found = format!("{cutoff} 1/m at a median step of {step} m");
        let wanted = format!("below {limit} 1/m, half a cycle per step");
        let hint = format!("lower {name}, or give it as a part of Nyquist by cutoff_unit");
        Err(KernelError::Parameter(BrokenRule::new(name, found, wanted, hint)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cutoff_per_metre_that_cannot_be_is_refused_by_name_with_the_cause() {
        let refused = |depth: Vec<Option<f64>>| {
            let fraction = CutoffUnit::PerMetre.fraction("high", 1.0, &depth.into());
            fraction.expect_err("refused").to_string()
        };
        let beyond = refused(vec![Some(1.0), Some(1.5), Some(2.0)]);
        assert!(beyond.starts_with("parameter high: found 1 1/m at"), "{beyond}");
        assert!(beyond.contains("wanted below 1 1/m"), "{beyond}");
        let nowhere = refused(vec![None, Some(1.5), None]);
        assert!(nowhere.contains("parameter high"), "{nowhere}");
        assert!(nowhere.contains("1 of 3 samples with a depth"), "{nowhere}");
    }
}
