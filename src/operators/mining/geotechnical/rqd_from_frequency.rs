//! RQD from fracture frequency.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, PERCENT, Port};
use crate::operators::support::samples::map;

/// Estimates the RQD that randomly spaced fractures would give.
///
/// ## Formula
/// `RQD_E = 100 * exp(-0.1 * FF) * (0.1 * FF + 1)`
/// ## Units
/// FF in 1/m; RQD_E in %. The 0.1 is the threshold of 0.1 m.
/// ## Nulls
/// Null in, null out. Nothing is clipped.
/// ## Source
/// Priest and Hudson, Discontinuity Spacings in Rock, International Journal of Rock Mechanics and Mining Sciences 13, 1976.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct RqdFromFrequency;

impl Operator for RqdFromFrequency {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rqd_from_frequency",
        title: "RQD estimated from fracture frequency",
        terms: &["rock quality", "joint", "spacing", "geotechnical"],
        inputs: &[Port::curve("FF", "1/m").fits(&[Quantity::Unknown])],
        outputs: &[Output::curve("RQD_E", PERCENT)],
        examples: &[Example {
            note: "No fractures; 10 a metre leave 200/e %.",
            params: "{}",
            input: r#"{"FF": [0, 10, null]}"#,
            output: r#"{"RQD_E": [100, 73.57588823428847, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let estimate = |[frequency]: [f64; 1]| {
            let among = 0.1 * frequency;
            100.0 * (-among).exp() * (among + 1.0)
        };
        Ok(Outputs::one("RQD_E", map([input.curve("FF")?], estimate)))
    }
}
