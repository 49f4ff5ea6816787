//! Formation temperature by a linear gradient.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FAHRENHEIT, FOOT, Output, Port};
use crate::operators::support::samples::map;

/// Computes formation temperature by a straight line from the surface to the bottom of the hole.
///
/// ## Formula
/// `TEMP = t_surface + (bht - t_surface) / td * TVD`
/// ## Units
/// TVD and td in ft; TEMP, t_surface and bht in degF. A curve in m is brought to ft.
/// ## Nulls
/// Null in, null out. The line goes on above the surface and below td.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982, figure 8; Crain's Petrophysical Handbook, 2000.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Mean temperature at the surface.
    #[schemars(range(min = -100.0, max = 300.0), extend("x-unit" = "degF"))]
    pub t_surface: f64,
    /// Temperature at the bottom of the hole.
    #[schemars(range(min = -100.0, max = 1500.0), extend("x-unit" = "degF"))]
    pub bht: f64,
    /// Vertical depth of the bottom of the hole.
    #[schemars(range(max = 100000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ft"))]
    pub td: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { t_surface: 70.0, bht: 200.0, td: 10000.0 }
    }
}

pub struct FormationTemperature;

impl Operator for FormationTemperature {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "formation_temperature",
        title: "Formation temperature, linear gradient",
        terms: &["temp", "bht", "geothermal gradient"],
        inputs: &[Port::curve("TVD", FOOT)],
        outputs: &[Output::curve("TEMP", FAHRENHEIT)],
        examples: &[Example {
            note: "At the surface, halfway, at the bottom.",
            params: "{}",
            input: r#"{"TVD": [0, 5000, 10000, null]}"#,
            output: r#"{"TEMP": [70, 135, 200, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let gradient = (params.bht - params.t_surface) / params.td;
        let temperature = map([input.curve("TVD")?], |[depth]| params.t_surface + gradient * depth);
        Ok(Outputs::one("TEMP", temperature))
    }
}
