//! Closure distance and azimuth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{DEGREE, METRE, Output, Port};
use crate::operators::support::samples::map;
use crate::operators::support::survey::azimuth;

/// Gives the horizontal distance and direction from the origin to each point of a trajectory.
///
/// ## Formula
/// `CLSD = hypot(NORTH, EAST)`; `CLSA = atan2(EAST, NORTH) mod 360`, 0 at the origin itself.
/// ## Units
/// NORTH, EAST and CLSD in m; CLSA in deg from the north, clockwise, from 0 up to 360.
/// ## Nulls
/// Null in either input gives null in both outputs.
/// ## Source
/// Bourgoyne, Millheim, Chenevert and Young, Applied Drilling Engineering, SPE, 1991.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct Closure;

impl Operator for Closure {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "closure",
        title: "Closure distance and azimuth",
        terms: &["trajectory", "departure", "offset", "step-out"],
        inputs: &[Port::curve("NORTH", METRE), Port::curve("EAST", METRE)],
        outputs: &[
            Output::curve("CLSD", METRE),
            Output::curve("CLSA", DEGREE).measures(Quantity::Azimuth),
        ],
        examples: &[Example {
            note: "A triangle of 3, 4, 5; due west; the origin, whatever the sign of its zeros.",
            params: "{}",
            input: r#"{"NORTH": [3, 0, 0, -0.0, null], "EAST": [4, -2, 0, 0, 1]}"#,
            output: r#"{"CLSD": [5, 2, 0, 0, null], "CLSA": [53.13010235415598, 270, 0, 0, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (north, east) = (input.curve("NORTH")?, input.curve("EAST")?);
        let distance = map([north, east], |[north, east]| north.hypot(east));
        let direction = map([north, east], |[north, east]| azimuth(north, east));
        Ok(Outputs::one("CLSD", distance).with("CLSA", direction))
    }
}
