//! Density porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, G_PER_CM3, Output, Port};
use crate::operators::support::samples::{clipped, map};

/// Estimates porosity from bulk density.
///
/// ## Formula
/// `PHID = (rho_ma - RHOB) / (rho_ma - rho_fl)`
/// ## Units
/// RHOB, rho_ma and rho_fl in g/cm3; PHID in v/v.
/// ## Nulls
/// Null in, null out. Negative values are kept unless `clip` is set: they flag a wrong matrix.
/// ## Source
/// Asquith and Krygowski, Basic Well Log Analysis, 2nd ed., AAPG, 2004.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Density of the solid rock; its bounds keep it above that of the fluid.
    #[schemars(range(min = 2.0, max = 3.2), extend("x-unit" = "g/cm3"))]
    pub rho_ma: f64,
    /// Density of the pore fluid.
    #[schemars(range(min = 0.0, max = 1.4), extend("x-unit" = "g/cm3"))]
    pub rho_fl: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { rho_ma: 2.65, rho_fl: 1.0, clip: false }
    }
}

pub struct Density;

impl Operator for Density {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "porosity_density",
        title: "Density porosity",
        terms: &["dphi", "rhob"],
        inputs: &[Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("PHID", FRACTION)],
        examples: &[
            Example {
                note: "Clean sandstone filled with water.",
                params: "{}",
                input: r#"{"RHOB": [2.65, 2.32, null]}"#,
                output: r#"{"PHID": [0, 0.2, null]}"#,
            },
            Example {
                note: "A negative porosity says that the matrix is heavier than assumed.",
                params: "{}",
                input: r#"{"RHOB": [2.815]}"#,
                output: r#"{"PHID": [-0.1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let span = params.rho_ma - params.rho_fl;
        let porosity = map([input.curve("RHOB")?], |[rhob]| {
            clipped((params.rho_ma - rhob) / span, params.clip)
        });
        Ok(Outputs::one("PHID", porosity))
    }
}
