//! Trajectory by minimum curvature.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output};
use crate::operators::support::survey::{AZIM, INCL, MD, Method, Survey};

/// Computes where the stations of a survey lie, along arcs of circles between them.
///
/// ## Formula
/// `cos b = cos(I2 - I1) - sin I1 * sin I2 * (1 - cos(A2 - A1))`; `RF = 2 / b * tan(b / 2)`, 1 for b below 1e-7; `dTVD = dMD / 2 * (cos I1 + cos I2) * RF`; `dNORTH = dMD / 2 * (sin I1 * cos A1 + sin I2 * cos A2) * RF`; `dEAST` likewise with `sin A`; `DLS = b / dMD * dls_course`. The first station lies at tvd0, north0, east0 and has DLS 0. The dogleg b is computed in half angles, which is the same formula and keeps its digits for small angles.
/// ## Units
/// MD, TVD, NORTH and EAST in m; INCL (from the vertical) and AZIM (from the north, clockwise) in deg; DLS in deg per dls_course. One row for each station kept, with its MD.
/// ## Nulls
/// A station with a null is dropped, and the run report counts them. MD must increase and INCL lie within 0 to 180 deg; anything else is an error. Two stations that point in opposite directions, within 0.006 deg, are an error too: a survey that turns back on itself has no arc.
/// ## Source
/// Taylor and Mason, A Systematic Approach to Well Surveying Calculations, SPE 3362, 1972; Sawaryn and Thorogood, A Compendium of Directional Calculations Based on the Minimum Curvature Method, SPE 84246, 2005.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// True vertical depth of the first station.
    #[schemars(range(min = -10000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub tvd0: f64,
    /// Northing of the first station.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub north0: f64,
    /// Easting of the first station.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub east0: f64,
    /// Length of hole for which the dogleg severity is given.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub dls_course: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { tvd0: 0.0, north0: 0.0, east0: 0.0, dls_course: 30.0 }
    }
}

pub struct MinimumCurvature;

impl Operator for MinimumCurvature {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "trajectory_minimum_curvature",
        title: "Trajectory by minimum curvature",
        terms: &["survey", "deviation", "tvd", "position", "well path"],
        inputs: &[MD, INCL, AZIM],
        outputs: &[
            Output::curve("MD", METRE).in_table("survey"),
            Output::curve("TVD", METRE).in_table("survey"),
            Output::curve("NORTH", METRE).in_table("survey"),
            Output::curve("EAST", METRE).in_table("survey"),
            Output::curve("DLS", "deg/{dls_course}m")
                .in_table("survey")
                .measures(Quantity::DoglegSeverity),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "A quarter of a circle of 1000 m is as deep as it is long: 2000/pi.",
                params: "{}",
                input: r#"{"MD": [0, 1000], "INCL": [0, 90], "AZIM": [90, 90]}"#,
                output: r#"{"TVD": [0, 636.6197723675814], "NORTH": [0, 0], "EAST": [0, 636.6197723675814], "DLS": [0, 2.7]}"#,
            },
            Example {
                note: "A station with a null is dropped; a straight hole has no dogleg.",
                params: r#"{"tvd0": 50}"#,
                input: r#"{"MD": [0, 50, 100], "INCL": [60, null, 60], "AZIM": [0, 0, 0]}"#,
                output: r#"{"MD": [0, 100], "TVD": [50, 100], "NORTH": [0, 86.60254037844386], "DLS": [0, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let survey = Survey::read(input, ["MD", "INCL", "AZIM"])?;
        let start = [params.north0, params.east0, params.tvd0];
        let outputs = survey.outputs(start, Method::MinimumCurvature)?;
        Ok(outputs.with("DLS", survey.severities(params.dls_course)))
    }
}
