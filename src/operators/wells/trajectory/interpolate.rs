//! Position at any measured depth.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{DEGREE, METRE, Output};
use crate::operators::support::survey::{AT, AZIM, INCL, MD, Path, Place, Survey};

/// Finds position and direction of the hole at any measured depth, on the arc between two stations.
///
/// ## Formula
/// Between two stations with dogleg b, at the share f of the course: `t = (sin((1 - f) * b) * t1 + sin(f * b) * t2) / sin b`, the unit tangent there; then minimum curvature from the station above to it, with dogleg f * b. INCL and AZIM are those of t. Positions are never interpolated linearly: that leaves the arc. The first station lies at tvd0, north0, east0.
/// ## Units
/// MD, at, TVD, NORTH and EAST in m; INCL and AZIM in deg. The depths asked for are those at port `at`, and those of the samples where it is not fed.
/// ## Nulls
/// Null above the first and below the last station unless `extrapolate` is set; then the hole goes straight on. A null depth gives null. A station with a null is dropped and counted in the run report; MD must increase and INCL lie within 0 to 180 deg. Two stations that point in opposite directions, within 0.006 deg, are an error: a survey that turns back on itself has no arc. A vertical hole keeps the azimuth of the station above.
/// ## Source
/// Sawaryn and Thorogood, A Compendium of Directional Calculations Based on the Minimum Curvature Method, SPE 84246, 2005; wellpathpy, issue 19, 2020.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Goes straight on above the first and below the last station, in the direction there.
    pub extrapolate: bool,
    /// True vertical depth of the first station.
    #[schemars(range(min = -10000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub tvd0: f64,
    /// Northing of the first station.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub north0: f64,
    /// Easting of the first station.
    #[schemars(range(min = -1e8, max = 1e8), extend("x-unit" = "m"))]
    pub east0: f64,
}

pub struct Interpolate;

impl Operator for Interpolate {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "trajectory_interpolate",
        title: "Position at any MD on the arc",
        terms: &["survey", "position", "deviation", "slerp", "resample"],
        inputs: &[MD, INCL, AZIM, AT],
        outputs: &[
            Output::curve("TVD", METRE),
            Output::curve("NORTH", METRE),
            Output::curve("EAST", METRE),
            Output::curve("INCL", DEGREE),
            Output::curve("AZIM", DEGREE),
        ],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "Halfway round a quarter of a circle; below the last station is null.",
                params: "{}",
                input: r#"{"MD": [0, 1000], "INCL": [0, 90], "AZIM": [90, 90], "at": [500, 1000, 1001, null]}"#,
                output: r#"{"TVD": [450.1581580785532, 636.6197723675814, null, null], "EAST": [186.46161428902816, 636.6197723675814, null, null], "INCL": [45, 90, null, null], "AZIM": [90, 90, null, null]}"#,
            },
            Example {
                note: "Straight on below the last station, at the depths of the samples.",
                params: r#"{"extrapolate": true}"#,
                input: r#"{"survey": {"MD": [0, 100], "INCL": [60, 60], "AZIM": [0, 0]}, "DEPT": [50, 120]}"#,
                output: r#"{"TVD": [25, 60], "NORTH": [43.30127018922193, 103.92304845413263], "EAST": [0, 0]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let survey = Survey::read(input, ["MD", "INCL", "AZIM"])?;
        let path = Path::through(&survey, [params.north0, params.east0, params.tvd0])?;
        let depths = input.optional("at").unwrap_or(input.depth());
        let places: Vec<Option<Place>> =
            depths.iter().map(|depth| path.at(depth?, params.extrapolate)).collect();
        let column = |of: fn(&Place) -> f64| -> Float64Array {
            places.iter().map(|place| place.as_ref().map(of)).collect()
        };
        let outputs = Outputs::one("TVD", column(|place| place.position[2]))
            .with("NORTH", column(|place| place.position[0]))
            .with("EAST", column(|place| place.position[1]))
            .with("INCL", column(|place| place.inclination))
            .with("AZIM", column(|place| place.azimuth));
        Ok(survey.note(outputs, params.tvd0))
    }
}
