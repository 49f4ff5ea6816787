//! RQD class.

use arrow::array::StringArray;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{Output, PERCENT, Port};

/// Names the quality of rock after its RQD.
///
/// ## Formula
/// Below 25 % very poor; 25 to 50 poor; 50 to 75 fair; 75 to 90 good; above 90 excellent. A limit belongs to the better class, but 90 itself is good. A billionth of a percent, which rounding makes, puts nothing beyond a limit.
/// ## Units
/// RQD in %; CLASS is a text.
/// ## Nulls
/// Null gives null, and so does what is not within 0 to 100.
/// ## Source
/// Deere, Technical Description of Rock Cores for Engineering Purposes, 1964.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

/// Percent by which a number may lie beyond a limit and still be on it.
const ROUNDING: f64 = 1e-9;

pub struct RqdClass;

impl Operator for RqdClass {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rqd_class",
        title: "RQD class",
        terms: &["rock quality", "core", "geotechnical", "classification"],
        inputs: &[Port::curve("RQD", PERCENT).fits(&[Quantity::Unknown])],
        outputs: &[Output::text("CLASS")],
        examples: &[
            Example {
                note: "Every class, with its limits.",
                params: "{}",
                input: r#"{"RQD": [24.9, 25, 50, 75, 90, 90.1, null, 120]}"#,
                output: r#"{"CLASS": ["very poor", "poor", "fair", "good", "good", "excellent", null, null]}"#,
            },
            Example {
                note: "Limits that rounding has moved by a last digit.",
                params: "{}",
                input: r#"{"RQD": [24.999999999999996, 90.00000000000001, 100.00000000000001]}"#,
                output: r#"{"CLASS": ["poor", "good", "excellent"]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let class = |rqd: f64| match rqd {
            rqd if !(-ROUNDING..=100.0 + ROUNDING).contains(&rqd) => None,
            rqd if rqd < 25.0 - ROUNDING => Some("very poor"),
            rqd if rqd < 50.0 - ROUNDING => Some("poor"),
            rqd if rqd < 75.0 - ROUNDING => Some("fair"),
            rqd if rqd <= 90.0 + ROUNDING => Some("good"),
            _ => Some("excellent"),
        };
        let classes: StringArray = input.curve("RQD")?.iter().map(|rqd| class(rqd?)).collect();
        Ok(Outputs::one("CLASS", classes))
    }
}
