//! Trajectory by average angle.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::support::survey::{AZIM, INCL, MD, Method, Origin, POSITIONS, Survey};

/// Computes where the stations of a survey lie, each course straight at the mean of the angles of its ends.
///
/// ## Formula
/// `dTVD = dMD * cos((I1 + I2) / 2)`; `dNORTH = dMD * sin((I1 + I2) / 2) * cos A`; `dEAST = dMD * sin((I1 + I2) / 2) * sin A`; A is the azimuth halfway from A1 to A2 the shorter way round, so that 350 and 10 deg average to 0. The first station lies at tvd0, north0, east0.
/// ## Units
/// MD, TVD, NORTH and EAST in m; INCL (from the vertical) and AZIM (from the north, clockwise) in deg. One row for each station kept, with its MD.
/// ## Nulls
/// A station with a null is dropped, and the run report counts them. MD must increase and INCL lie within 0 to 180 deg; anything else is an error.
/// ## Source
/// Bourgoyne, Millheim, Chenevert and Young, Applied Drilling Engineering, SPE, 1991.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(Origin);

pub struct AverageAngle;

impl Operator for AverageAngle {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "trajectory_average_angle",
        title: "Trajectory by average angle",
        terms: &["survey", "deviation", "tvd", "position", "well path"],
        inputs: &[MD, INCL, AZIM],
        outputs: POSITIONS,
        scope: Scope::Well,
        examples: &[Example {
            note: "Azimuths of 350 and 10 deg average to north; the station with a null is dropped.",
            params: "{}",
            input: r#"{"MD": [0, 50, 100], "INCL": [20, 30, 40], "AZIM": [350, null, 10]}"#,
            output: r#"{"MD": [0, 100], "TVD": [0, 86.60254037844388], "NORTH": [0, 50], "EAST": [0, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(Params(origin): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let survey = Survey::read(input, ["MD", "INCL", "AZIM"])?;
        survey.outputs(origin.point(), Method::AverageAngle)
    }
}
