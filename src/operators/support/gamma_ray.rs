//! From gamma ray to shale volume: the index, and what is made of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::samples::{clipped, map};
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, KernelError};
use crate::operators::ports::{FRACTION, GAPI, Port};

/// Ports of the operators that make a shale volume of gamma ray.
///
/// `IGR`, when bound, takes the place of `GR`: the index comes from elsewhere, its end points with it.
pub const SHALE_PORTS: &[Port] =
    &[Port::curve("GR", GAPI).or("IGR"), Port::curve("IGR", FRACTION).optional()];

/// End points of the gamma ray.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GammaRayScale {
    /// Gamma ray of clean rock; smaller than that of shale.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "gAPI"))]
    pub gr_clean: f64,
    /// Gamma ray of shale; greater than that of clean rock.
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "gAPI"))]
    pub gr_shale: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for GammaRayScale {
    fn default() -> Self {
        Self { gr_clean: 20.0, gr_shale: 120.0, clip: true }
    }
}

impl GammaRayScale {
    /// Demands that shale is more radioactive than clean rock.
    pub fn check(&self) -> Vec<BrokenRule> {
        if self.gr_shale > self.gr_clean {
            return Vec::new();
        }
        let wanted = format!("more than gr_clean, which is {} gAPI", self.gr_clean);
        let hint = "read both end points from the gamma ray of the zone";
        vec![BrokenRule::new("gr_shale", self.gr_shale, wanted, hint)]
    }

    /// Returns the index of a reading, not limited.
    pub fn index(&self, gamma_ray: f64) -> f64 {
        (gamma_ray - self.gr_clean) / (self.gr_shale - self.gr_clean)
    }

    /// Makes a shale volume of the index: from port `IGR` where fed, of `GR` otherwise.
    pub fn shale_volume(
        &self,
        input: &Inputs,
        output: &str,
        from_index: impl Fn(f64) -> f64,
    ) -> Result<Outputs, KernelError> {
        let volume = |index: f64| clipped(from_index(index), self.clip);
        let curve = match input.optional("IGR") {
            Some(index) => map([index], |[index]| volume(index)),
            None => map([input.curve("GR")?], |[gamma_ray]| volume(self.index(gamma_ray))),
        };
        Ok(Outputs::one(output, curve))
    }
}
