//! Density porosity corrected for shale.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, G_PER_CM3, Output, Port};
use crate::operators::support::samples::map;

/// Estimates porosity from bulk density and takes off what shale adds to it.
///
/// ## Formula
/// `PHIDC = (rho_ma - RHOB) / (rho_ma - rho_fl) - VSH * (rho_ma - rho_sh) / (rho_ma - rho_fl)`
/// ## Units
/// RHOB and the densities in g/cm3; VSH and PHIDC in v/v.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Crain's Petrophysical Handbook, density porosity, 2000; Dewan, Essentials of Modern Open-Hole Log Interpretation, PennWell, 1983.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the solid rock; its bounds keep it above that of the fluid.
    #[schemars(range(min = 2.0, max = 3.2), extend("x-unit" = "g/cm3"))]
    pub rho_ma: f64,
    /// Density of the pore fluid.
    #[schemars(range(min = 0.0, max = 1.4), extend("x-unit" = "g/cm3"))]
    pub rho_fl: f64,
    /// Density of shale.
    #[schemars(range(min = 1.0, max = 3.5), extend("x-unit" = "g/cm3"))]
    pub rho_sh: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { rho_ma: 2.65, rho_fl: 1.0, rho_sh: 2.5 }
    }
}

pub struct DensityShaleCorrected;

impl Operator for DensityShaleCorrected {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_density_shale_corrected",
        title: "Density porosity corrected for shale",
        terms: &["dphi", "rhob", "vsh", "effective"],
        inputs: &[Port::curve("RHOB", G_PER_CM3), Port::curve("VSH", FRACTION)],
        outputs: &[Output::curve("PHIDC", FRACTION)],
        examples: &[Example {
            note: "Clean sand keeps its porosity; pure shale has none.",
            params: "{}",
            input: r#"{"RHOB": [2.32, 2.5, 2.32, 2.4], "VSH": [0, 1, 0.33, null]}"#,
            output: r#"{"PHIDC": [0.2, 0, 0.17, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let span = params.rho_ma - params.rho_fl;
        let shale = (params.rho_ma - params.rho_sh) / span;
        let values = map([input.curve("RHOB")?, input.curve("VSH")?], |[rhob, vsh]| {
            (params.rho_ma - rhob) / span - vsh * shale
        });
        Ok(Outputs::one("PHIDC", values))
    }
}
