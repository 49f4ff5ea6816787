//! True stratigraphic thickness.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{DEGREE, METRE, Output, Port};
use crate::operators::support::samples::map;

/// Converts the length of hole through a bed into the thickness of the bed at right angles to it.
///
/// ## Formula
/// `TST = DMD * (cos INCL * cos dip - sin INCL * sin dip * cos(AZIM - dip_azimuth))`
/// ## Units
/// DMD, the measured length of the interval, and TST in m; INCL (from the vertical), AZIM, dip (from the horizontal) and dip_azimuth (down dip, from the north, clockwise) in deg.
/// ## Nulls
/// Null in any input gives null. Nothing is clipped: a negative thickness says that the hole goes up through the beds.
/// ## Source
/// Setchell, Parallel Projection for Thickness of Dipping Beds, 1958; Tearpock and Bischke, Applied Subsurface Geological Mapping, 2nd ed., 2003.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Dip of the bed from the horizontal.
    #[schemars(range(min = 0.0, max = 90.0), extend("x-unit" = "deg"))]
    pub dip: f64,
    /// Direction in which the bed dips, from the north, clockwise.
    #[schemars(range(min = -360.0, max = 360.0), extend("x-unit" = "deg"))]
    pub dip_azimuth: f64,
}

pub struct TrueStratigraphicThickness;

impl Operator for TrueStratigraphicThickness {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "true_stratigraphic_thickness",
        title: "True stratigraphic thickness of an MD interval",
        terms: &["tst", "isochore", "isopach", "dip", "bed thickness"],
        inputs: &[
            Port::curve("DMD", METRE).fits(&[Quantity::Unknown]).alias(&[
                "md interval",
                "interval",
                "length",
                "thickness",
            ]),
            Port::curve("INCL", DEGREE),
            Port::curve("AZIM", DEGREE),
        ],
        outputs: &[Output::curve("TST", METRE)],
        examples: &[Example {
            note: "Beds dip 30 deg to the east: a vertical hole, one at right angles to the beds, one along them.",
            params: r#"{"dip": 30, "dip_azimuth": 90}"#,
            input: r#"{"DMD": [10, 10, 10, null], "INCL": [0, 30, 60, 0], "AZIM": [0, 270, 90, 0]}"#,
            output: r#"{"TST": [8.660254037844387, 10, 0, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (sin_dip, cos_dip) = params.dip.to_radians().sin_cos();
        let thickness = |[length, incl, azim]: [f64; 3]| {
            let (sin, cos) = incl.to_radians().sin_cos();
            let turn = (azim - params.dip_azimuth).to_radians();
            length * (cos * cos_dip - sin * sin_dip * turn.cos())
        };
        let (length, incl) = (input.curve("DMD")?, input.curve("INCL")?);
        let thickness = map([length, incl, input.curve("AZIM")?], thickness);
        Ok(Outputs::one("TST", thickness))
    }
}
