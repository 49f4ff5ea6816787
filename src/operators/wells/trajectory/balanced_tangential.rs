//! Trajectory by balanced tangential.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::support::survey::{AZIM, INCL, MD, Method, Origin, POSITIONS, Survey};

/// Computes where the stations of a survey lie, half of each course in the direction of either end.
///
/// ## Formula
/// `dTVD = dMD / 2 * (cos I1 + cos I2)`; `dNORTH = dMD / 2 * (sin I1 * cos A1 + sin I2 * cos A2)`; `dEAST` likewise with `sin A`: minimum curvature with a ratio factor of 1. The first station lies at tvd0, north0, east0.
/// ## Units
/// MD, TVD, NORTH and EAST in m; INCL (from the vertical) and AZIM (from the north, clockwise) in deg. One row for each station kept, with its MD.
/// ## Nulls
/// A station with a null is dropped, and the run report counts them. MD must increase and INCL lie within 0 to 180 deg; anything else is an error.
/// ## Source
/// Bourgoyne, Millheim, Chenevert and Young, Applied Drilling Engineering, SPE, 1991.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(Origin);

pub struct BalancedTangential;

impl Operator for BalancedTangential {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "trajectory_balanced_tangential",
        title: "Trajectory by balanced tangential",
        terms: &["survey", "deviation", "tvd", "position", "well path"],
        inputs: &[MD, INCL, AZIM],
        outputs: POSITIONS,
        scope: Scope::Well,
        examples: &[Example {
            note: "From vertical to 60 deg: 100 m of hole gain 75 m; a station with a null is dropped.",
            params: "{}",
            input: r#"{"MD": [0, 50, 100], "INCL": [0, null, 60], "AZIM": [0, 0, 0]}"#,
            output: r#"{"MD": [0, 100], "TVD": [0, 75], "NORTH": [0, 43.30127018922193], "EAST": [0, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(Params(origin): &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let survey = Survey::read(input, ["MD", "INCL", "AZIM"])?;
        survey.outputs(origin.point(), Method::BalancedTangential)
    }
}
