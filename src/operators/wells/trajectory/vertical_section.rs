//! Vertical section.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::samples::map;

/// Projects a trajectory onto a vertical plane.
///
/// ## Formula
/// `VSEC = NORTH * cos(azimuth) + EAST * sin(azimuth)`
/// ## Units
/// NORTH, EAST and VSEC in m; azimuth in deg from the north, clockwise.
/// ## Nulls
/// Null in either input gives null. Nothing is clipped: behind the origin VSEC is negative.
/// ## Source
/// Bourgoyne, Millheim, Chenevert and Young, Applied Drilling Engineering, SPE, 1991.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Direction of the section, from the north, clockwise.
    #[schemars(range(min = -360.0, max = 360.0), extend("x-unit" = "deg"))]
    pub azimuth: f64,
}

pub struct VerticalSection;

impl Operator for VerticalSection {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vertical_section",
        title: "Vertical section",
        terms: &["trajectory", "plane", "vsec", "departure"],
        inputs: &[Port::curve("NORTH", METRE), Port::curve("EAST", METRE)],
        outputs: &[Output::curve("VSEC", METRE)],
        examples: &[Example {
            note: "Towards the north-west by 30 deg: 100 m north and 50 m west.",
            params: r#"{"azimuth": 330}"#,
            input: r#"{"NORTH": [100, 0, null], "EAST": [0, -50, 1]}"#,
            output: r#"{"VSEC": [86.60254037844386, 25, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (sin, cos) = params.azimuth.to_radians().sin_cos();
        let (north, east) = (input.curve("NORTH")?, input.curve("EAST")?);
        let section = map([north, east], |[north, east]| north * cos + east * sin);
        Ok(Outputs::one("VSEC", section))
    }
}
