//! Total core recovery.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, Output, PERCENT, Port};
use crate::operators::support::samples::{NULL, flag, map};

/// Gives the part of a core run that came up at all.
///
/// ## Formula
/// `TCR = 100 * RECOVERED / RUN_LENGTH`; TCR_FLAG is 1 above 105 %, which broken core that bulks does not explain. What is above it by rounding, a millionth of a percent, is not.
/// ## Units
/// RECOVERED and RUN_LENGTH in m; TCR in %.
/// ## Nulls
/// Null in either input gives null, and so does a run length that is not above 0. Nothing is clipped.
/// ## Source
/// ISRM, Suggested Methods for the Quantitative Description of Discontinuities in Rock Masses, 1978.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct CoreRecoveryTotal;

impl Operator for CoreRecoveryTotal {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "core_recovery_total",
        title: "Total core recovery",
        terms: &["tcr", "core", "geotechnical", "recovery"],
        inputs: &[
            Port::curve("RECOVERED", METRE)
                .fits(&[Quantity::Unknown])
                .alias(&["recovered length", "core length"]),
            Port::curve("RUN_LENGTH", METRE).fits(&[Quantity::Unknown]).alias(&[
                "run",
                "length",
                "drilled length",
            ]),
        ],
        outputs: &[Output::curve("TCR", PERCENT), Output::curve("TCR_FLAG", FLAG)],
        examples: &[
            Example {
                note: "1.2 of 1.5 m; more core than hole; a run without length.",
                params: "{}",
                input: r#"{"RECOVERED": [1.2, 1.65, 1, null], "RUN_LENGTH": [1.5, 1.5, 0, 1.5]}"#,
                output: r#"{"TCR": [80, 110, null, null], "TCR_FLAG": [0, 1, null, null]}"#,
            },
            Example {
                note: "Exactly 105 % is not flagged, and a millimetre more is.",
                params: "{}",
                input: r#"{"RECOVERED": [1.2075, 2.1525, 2.415, 2.416], "RUN_LENGTH": [1.15, 2.05, 2.3, 2.3]}"#,
                output: r#"{"TCR": [105, 105, 105, 105.04347826086956], "TCR_FLAG": [0, 0, 0, 1]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (core, run) = (input.curve("RECOVERED")?, input.curve("RUN_LENGTH")?);
        let recovery =
            map([core, run], |[core, run]| if run > 0.0 { 100.0 * core / run } else { NULL });
        // 1.2075 of 1.15 m are 105 %, and a hair more in binary numbers.
        let flags = map([&recovery], |[recovery]| flag(recovery > 105.0 + 1e-6));
        Ok(Outputs::one("TCR", recovery).with("TCR_FLAG", flags))
    }
}
