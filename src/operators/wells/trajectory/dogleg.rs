//! Dogleg severity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output};
use crate::operators::support::survey::{AZIM, INCL, MD, Survey};

/// Computes how sharply a hole bends between the stations of its survey.
///
/// ## Formula
/// `cos b = cos(I2 - I1) - sin I1 * sin I2 * (1 - cos(A2 - A1))`; `DLS = b / dMD * course`. The value of a station is that of the course above it; the first station has 0. The dogleg b is computed in half angles, which is the same formula and keeps its digits for small angles.
/// ## Units
/// MD and course in m; INCL (from the vertical) and AZIM (from the north, clockwise) in deg; DLS in deg per course. With MD and course both in feet the numbers are those per feet.
/// ## Nulls
/// A station with a null is dropped, and the run report counts them. MD must increase and INCL lie within 0 to 180 deg; anything else is an error.
/// ## Source
/// Lubinski, Influence of Tension and Compression on Straightness and Buckling of Tubular Goods in Oil Wells, API Proceedings, 1953.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Length of hole for which the severity is given.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "m"))]
    pub course: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { course: 30.0 }
    }
}

pub struct Dogleg;

impl Operator for Dogleg {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "dogleg_severity",
        title: "Dogleg severity",
        terms: &["survey", "dls", "curvature", "bend"],
        inputs: &[MD, INCL, AZIM],
        outputs: &[
            Output::curve("MD", METRE).in_table("survey"),
            Output::curve("DLS", "deg/{course}m")
                .in_table("survey")
                .measures(Quantity::DoglegSeverity),
        ],
        scope: Scope::Well,
        examples: &[Example {
            note: "3 deg in 90 m are 1 deg per 30 m; turning at the horizontal bends as much.",
            params: "{}",
            input: r#"{"MD": [0, 45, 90, 180], "INCL": [87, null, 90, 90], "AZIM": [359, 0, 359, 2]}"#,
            output: r#"{"MD": [0, 90, 180], "DLS": [0, 1, 1]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let survey = Survey::read(input, ["MD", "INCL", "AZIM"])?;
        let depths = survey.depths();
        let outputs = Outputs::one("MD", depths).with("DLS", survey.severities(params.course));
        Ok(survey.note_dropped(outputs))
    }
}
