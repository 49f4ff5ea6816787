//! N of the M-N plot.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, G_PER_CM3, NUMBER, Output, Port};
use crate::operators::support::samples::map;

/// Computes the slope between rock and fluid on the neutron-density plot, which does not depend on porosity.
///
/// ## Formula
/// `N = (phin_fl - PHIN) / (RHOB - rho_fl)`
/// ## Units
/// PHIN and phin_fl in v/v of limestone porosity; RHOB and rho_fl in g/cm3; NLITH is a number.
/// ## Nulls
/// Null in either input gives null, and so does RHOB equal to rho_fl. The result is not limited.
/// ## Source
/// Burke, Campbell and Schmidt, The Litho-Porosity Cross Plot, SPWLA, 1969.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Neutron porosity of the pore fluid.
    #[schemars(range(min = 0.0, max = 1.5), extend("x-unit" = "v/v"))]
    pub phin_fl: f64,
    /// Density of the pore fluid.
    #[schemars(range(min = 0.0, max = 1.4), extend("x-unit" = "g/cm3"))]
    pub rho_fl: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { phin_fl: 1.0, rho_fl: 1.0 }
    }
}

pub struct NLithology;

impl Operator for NLithology {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "n_lithology",
        title: "N of the M-N plot",
        terms: &["m-n plot", "nlith", "neutron", "density"],
        inputs: &[Port::curve("PHIN", FRACTION), Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("NLITH", NUMBER)],
        examples: &[Example {
            note: "Limestone, a porous rock, fluid alone.",
            params: "{}",
            input: r#"{"PHIN": [0, 0.2, 1, null], "RHOB": [2.71, 2.6, 1, 2.3]}"#,
            output: r#"{"NLITH": [0.5847953216374, 0.5, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PHIN")?, input.curve("RHOB")?], |[neutron, rhob]| {
            (params.phin_fl - neutron) / (rhob - params.rho_fl)
        });
        Ok(Outputs::one("NLITH", values))
    }
}
