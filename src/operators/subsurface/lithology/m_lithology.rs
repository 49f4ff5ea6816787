//! M of the M-N plot.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{G_PER_CM3, NUMBER, Output, Port, US_PER_FT};
use crate::operators::support::samples::map;

/// Computes the slope between rock and fluid on the sonic-density plot, which does not depend on porosity.
///
/// ## Formula
/// `M = 0.01 * (dt_fl - DT) / (RHOB - rho_fl)`
/// ## Units
/// DT and dt_fl in us/ft; RHOB and rho_fl in g/cm3; MLITH is a number.
/// ## Nulls
/// Null in either input gives null, and so does RHOB equal to rho_fl. The result is not limited.
/// ## Source
/// Burke, Campbell and Schmidt, The Litho-Porosity Cross Plot, SPWLA, 1969.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Slowness of the pore fluid.
    #[schemars(range(min = 150.0, max = 240.0), extend("x-unit" = "us/ft"))]
    pub dt_fl: f64,
    /// Density of the pore fluid.
    #[schemars(range(min = 0.0, max = 1.4), extend("x-unit" = "g/cm3"))]
    pub rho_fl: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { dt_fl: 189.0, rho_fl: 1.0 }
    }
}

pub struct MLithology;

impl Operator for MLithology {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "m_lithology",
        title: "M of the M-N plot",
        terms: &["m-n plot", "mlith", "sonic", "density"],
        inputs: &[Port::curve("DT", US_PER_FT), Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("MLITH", NUMBER)],
        examples: &[Example {
            note: "Sandstone, limestone, fluid alone.",
            params: "{}",
            input: r#"{"DT": [55.5, 47.6, 189, null], "RHOB": [2.65, 2.71, 1, 2.3]}"#,
            output: r#"{"MLITH": [0.8090909090909, 0.8269005847953, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("DT")?, input.curve("RHOB")?], |[dt, rhob]| {
            0.01 * (params.dt_fl - dt) / (rhob - params.rho_fl)
        });
        Ok(Outputs::one("MLITH", values))
    }
}
