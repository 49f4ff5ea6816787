//! Solid core recovery.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, METRE, Output, PERCENT, Port};
use crate::operators::support::samples::{NULL, flag, map};

/// Gives the part of a core run that came up with its full diameter.
///
/// ## Formula
/// `SCR = 100 * SOLID / RUN_LENGTH`; SCR_FLAG is 1 where SCR is above TCR, of which it is a part.
/// ## Units
/// SOLID and RUN_LENGTH in m; SCR and TCR in %.
/// ## Nulls
/// Null in SOLID or RUN_LENGTH gives null, and so does a run length that is not above 0. SCR_FLAG is null where TCR is null or not bound. Nothing is clipped.
/// ## Source
/// ISRM, Suggested Methods for the Quantitative Description of Discontinuities in Rock Masses, 1978.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct CoreRecoverySolid;

impl Operator for CoreRecoverySolid {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "core_recovery_solid",
        title: "Solid core recovery",
        terms: &["scr", "core", "geotechnical", "recovery"],
        inputs: &[
            Port::curve("SOLID", METRE)
                .fits(&[Quantity::Unknown])
                .alias(&["full-diameter length", "solid length"]),
            Port::curve("RUN_LENGTH", METRE).fits(&[Quantity::Unknown]).alias(&[
                "run",
                "length",
                "drilled length",
            ]),
            Port::curve("TCR", PERCENT).optional(),
        ],
        outputs: &[Output::curve("SCR", PERCENT), Output::curve("SCR_FLAG", FLAG)],
        examples: &[Example {
            note: "Against the total recovery, which the solid core cannot exceed.",
            params: "{}",
            input: r#"{"SOLID": [0.9, 1.2, 0.3], "RUN_LENGTH": [1.5, 1.5, 0], "TCR": [80, 60, 50]}"#,
            output: r#"{"SCR": [60, 80, null], "SCR_FLAG": [0, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (core, run) = (input.curve("SOLID")?, input.curve("RUN_LENGTH")?);
        let solid =
            map([core, run], |[core, run]| if run > 0.0 { 100.0 * core / run } else { NULL });
        let flags = match input.optional("TCR") {
            // Both come from lengths read to the millimetre.
            Some(total) => map([&solid, total], |[solid, total]| flag(solid > total + 1e-6)).into(),
            None => Float64Array::new_null(core.len()),
        };
        Ok(Outputs::one("SCR", solid).with("SCR_FLAG", flags))
    }
}
