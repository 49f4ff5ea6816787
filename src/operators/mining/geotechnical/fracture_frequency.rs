//! Fracture frequency.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{METRE, NUMBER, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Counts fractures per metre of core.
///
/// ## Formula
/// `FF = COUNT / LENGTH`
/// ## Units
/// COUNT is a number, LENGTH in m, FF in 1/m.
/// ## Nulls
/// Null in either input gives null, and so does a length that is not above 0.
/// ## Source
/// ISRM, Suggested Methods for the Quantitative Description of Discontinuities in Rock Masses, 1978.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct FractureFrequency;

impl Operator for FractureFrequency {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "fracture_frequency",
        title: "Fracture frequency",
        terms: &["joint", "discontinuity", "core", "geotechnical"],
        inputs: &[
            Port::curve("COUNT", NUMBER).alias(&["fractures", "n"]),
            Port::curve("LENGTH", METRE).fits(&[Quantity::Unknown]).alias(&["run length"]),
        ],
        outputs: &[Output::curve("FF", "1/m")],
        examples: &[Example {
            note: "6 fractures in 1.5 m; a run without length has no frequency.",
            params: "{}",
            input: r#"{"COUNT": [6, 0, 3, null], "LENGTH": [1.5, 1.5, 0, 1.5]}"#,
            output: r#"{"FF": [4, 0, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (count, length) = (input.curve("COUNT")?, input.curve("LENGTH")?);
        let frequency = |[count, length]: [f64; 2]| {
            if length > 0.0 { count / length } else { NULL }
        };
        Ok(Outputs::one("FF", map([count, length], frequency)))
    }
}
