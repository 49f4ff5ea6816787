//! Shale volume, neutron-density triangle.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, G_PER_CM3, Output, Port};
use crate::operators::support::samples::{clipped, map};

/// Estimates shale volume from the place of a sample between the line of clean rock and the clay point of the neutron-density plot.
///
/// ## Formula
/// `VSH = x(NPHI, RHOB) / x(nphi_clay, rhob_clay)`, where `x(N, D) = (D2 - D1) * (N - N1) - (D - D1) * (N2 - N1)` and 1 and 2 are the two clean points
/// ## Units
/// NPHI and the neutron parameters in v/v; RHOB and the density parameters in g/cm3; VSH_ND in v/v.
/// ## Nulls
/// Null in either input gives null. The result is limited to 0..1 when `clip` is set and kept as it is otherwise.
/// ## Source
/// Poupon and Gaymard, The Evaluation of Clay Content from Logs, SPWLA, 1970; the mixing of three points as in the help of Interactive Petrophysics, of which the closed form is an identity.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Neutron porosity of the first clean point, usually the matrix.
    #[schemars(range(min = -0.15, max = 1.5), extend("x-unit" = "v/v"))]
    pub nphi_clean1: f64,
    /// Density of the first clean point.
    #[schemars(range(min = 0.0, max = 5.0), extend("x-unit" = "g/cm3"))]
    pub rhob_clean1: f64,
    /// Neutron porosity of the second clean point, usually the fluid.
    #[schemars(range(min = -0.15, max = 1.5), extend("x-unit" = "v/v"))]
    pub nphi_clean2: f64,
    /// Density of the second clean point.
    #[schemars(range(min = 0.0, max = 5.0), extend("x-unit" = "g/cm3"))]
    pub rhob_clean2: f64,
    /// Neutron porosity of the clay point.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "v/v"))]
    pub nphi_clay: f64,
    /// Density of the clay point; off the line of the clean points.
    #[schemars(range(min = 1.8, max = 3.0), extend("x-unit" = "g/cm3"))]
    pub rhob_clay: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            nphi_clean1: -0.02,
            rhob_clean1: 2.65,
            nphi_clean2: 1.0,
            rhob_clean2: 1.0,
            nphi_clay: 0.4,
            rhob_clay: 2.5,
            clip: true,
        }
    }
}

impl Params {
    /// Returns how far a point lies off the line of clean rock, in an arbitrary measure.
    fn off_clean(&self, nphi: f64, rhob: f64) -> f64 {
        (self.rhob_clean2 - self.rhob_clean1) * (nphi - self.nphi_clean1)
            - (rhob - self.rhob_clean1) * (self.nphi_clean2 - self.nphi_clean1)
    }
}

pub struct NeutronDensity;

impl Operator for NeutronDensity {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vshale_neutron_density",
        title: "Shale volume, neutron-density triangle",
        terms: &["vsh", "nphi", "rhob", "crossplot", "clay", "vcl", "vclay", "clay volume"],
        inputs: &[Port::curve("NPHI", FRACTION), Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("VSH_ND", FRACTION)],
        examples: &[
            Example {
                note: "The clean point, halfway to clay, clay, and a gas effect below the clean line.",
                params: "{}",
                input: r#"{"NPHI": [-0.02, 0.19, 0.4, 0.1, null], "RHOB": [2.65, 2.575, 2.5, 2.2, 2.4]}"#,
                output: r#"{"VSH_ND": [0, 0.5, 1, 0, null]}"#,
            },
            Example {
                note: "Inside the triangle.",
                params: "{}",
                input: r#"{"NPHI": [0.25], "RHOB": [2.45]}"#,
                output: r#"{"VSH_ND": [0.4472222222222]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let clay = params.off_clean(params.nphi_clay, params.rhob_clay);
        let values = map([input.curve("NPHI")?, input.curve("RHOB")?], |[nphi, rhob]| {
            clipped(params.off_clean(nphi, rhob) / clay, params.clip)
        });
        Ok(Outputs::one("VSH_ND", values))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.off_clean(params.nphi_clay, params.rhob_clay).abs() > 1e-9 {
            return Vec::new();
        }
        let wanted = "a clay point off the line through two different clean points";
        vec![BrokenRule::new(
            "rhob_clay",
            params.rhob_clay,
            wanted,
            "set three points that do not lie on one line",
        )]
    }
}
