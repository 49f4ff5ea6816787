//! True vertical depth of the samples of a log.

use arrow::array::{Array, Float64Array};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::survey::{AT, AZIM, INCL, MD, Path, Survey};

/// Gives the samples of a log their true vertical depth, from the survey of the well.
///
/// ## Formula
/// The position on the arc between two stations, as `trajectory_interpolate` finds it, at the measured depth of each sample. The first station lies at tvd0.
/// ## Units
/// DEPT, at, MD and TVD in m; INCL and AZIM in deg. The depths are those of the samples, or those at port `at` where it is fed.
/// ## Nulls
/// Outside the survey null with extrapolate none, straight on in the direction of the end with last_angle. A null depth gives null. A station with a null is dropped and counted in the run report; MD must increase and INCL lie within 0 to 180 deg. Two stations that point in opposite directions, within 0.006 deg, are an error: a survey that turns back on itself has no arc.
/// ## Source
/// Sawaryn and Thorogood, A Compendium of Directional Calculations Based on the Minimum Curvature Method, SPE 84246, 2005.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What happens above the first and below the last station.
    pub extrapolate: Extrapolate,
    /// True vertical depth of the first station.
    #[schemars(range(min = -10000.0, max = 20000.0), extend("x-unit" = "m"))]
    pub tvd0: f64,
}

/// What happens above the first and below the last station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extrapolate {
    /// Nothing is known there.
    None,
    /// The hole goes straight on at the angle of the nearest station.
    LastAngle,
}

impl Default for Params {
    fn default() -> Self {
        Self { extrapolate: Extrapolate::None, tvd0: 0.0 }
    }
}

pub struct MdToTvd;

impl Operator for MdToTvd {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "md_to_tvd",
        title: "TVD index for a log",
        terms: &["true vertical depth", "deviation", "survey"],
        inputs: &[Port::depth(METRE), MD, INCL, AZIM, AT],
        outputs: &[Output::curve("TVD", METRE)],
        scope: Scope::Well,
        examples: &[
            Example {
                note: "At 60 deg every 2 m of hole are 1 m down; below the survey is null.",
                params: r#"{"tvd0": 100}"#,
                input: r#"{"DEPT": [100, 150, 200, 201], "MD": [100, 200], "INCL": [60, 60], "AZIM": [0, 0]}"#,
                output: r#"{"TVD": [100, 125, 150, null]}"#,
            },
            Example {
                note: "Straight on at the last angle.",
                params: r#"{"extrapolate": "last_angle"}"#,
                input: r#"{"DEPT": [110], "MD": [0, 100], "INCL": [60, 60], "AZIM": [0, 0]}"#,
                output: r#"{"TVD": [55]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let survey = Survey::read(input, ["MD", "INCL", "AZIM"])?;
        let path = Path::through(&survey, [0.0, 0.0, params.tvd0])?;
        let depths = input.optional("at").unwrap_or(input.depth());
        let straight_on = params.extrapolate == Extrapolate::LastAngle;
        let tvd: Float64Array =
            depths.iter().map(|depth| Some(path.at(depth?, straight_on)?.position[2])).collect();
        let outside = tvd.null_count() - depths.null_count();
        let outputs = survey.note(Outputs::one("TVD", tvd), params.tvd0);
        if outside == 0 {
            return Ok(outputs);
        }
        Ok(outputs.note(format!("{outside} samples lie outside the survey and are null")))
    }
}
