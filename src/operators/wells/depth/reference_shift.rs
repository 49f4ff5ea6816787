//! Change of depth reference.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, Output, Port};
use crate::operators::support::samples::map;

/// Measures depth from another reference point, such as the ground in place of the drill floor.
///
/// ## Formula
/// `DEPT + (to_elev - from_elev)`: a lower reference makes the depths smaller.
/// ## Units
/// DEPT and both elevations in m; elevations positive up, from the same datum.
/// ## Nulls
/// Null in, null out. Nothing is clipped: above the new reference depths are negative.
/// ## Source
/// Definition; Theys, Log Data Acquisition and Quality Control, 2nd ed., 1999. Both elevations must be given: no default could be right.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Elevation of the reference that the depths have now; null is refused.
    #[schemars(range(min = -12000.0, max = 9000.0), extend("x-unit" = "m"))]
    pub from_elev: Option<f64>,
    /// Elevation of the reference that they are to have; null is refused.
    #[schemars(range(min = -12000.0, max = 9000.0), extend("x-unit" = "m"))]
    pub to_elev: Option<f64>,
}

pub struct ReferenceShift;

impl Operator for ReferenceShift {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "depth_reference_shift",
        title: "Change depth reference",
        terms: &["datum", "kelly bushing", "ground level", "elevation", "shift"],
        inputs: &[Port::depth(METRE)],
        outputs: &[Output::curve("DEPT", METRE)],
        examples: &[Example {
            note: "From the drill floor at 105 m to the ground at 100 m: every depth is 5 m less.",
            params: r#"{"from_elev": 105, "to_elev": 100}"#,
            input: r#"{"DEPT": [5, 1000, null]}"#,
            output: r#"{"DEPT": [0, 995, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let shift = params.to_elev.unwrap_or(0.0) - params.from_elev.unwrap_or(0.0);
        Ok(Outputs::one("DEPT", map([input.depth()], |[depth]| depth + shift)))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        let given = [("from_elev", params.from_elev), ("to_elev", params.to_elev)];
        let missing = given.into_iter().filter(|(_, elevation)| elevation.is_none());
        let rule = |(name, _)| {
            let hint = "take the elevations of both references from the well header";
            BrokenRule::new(name, "null", "an elevation in m", hint)
        };
        missing.map(rule).collect()
    }
}
