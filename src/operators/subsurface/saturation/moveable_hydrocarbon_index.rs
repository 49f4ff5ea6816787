//! Moveable hydrocarbon index.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, NUMBER, Output, Port};
use crate::operators::support::samples::map;

/// Compares the water far from the hole with that next to it; below 0.7 the mud has moved hydrocarbon.
///
/// ## Formula
/// `MHI = SW / SXO`
/// ## Units
/// SW and SXO in v/v; MHI is a number.
/// ## Nulls
/// Null in either input gives null, and so does SXO of zero. The result is not limited.
/// ## Source
/// Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct MoveableHydrocarbonIndex;

impl Operator for MoveableHydrocarbonIndex {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "moveable_hydrocarbon_index",
        title: "Moveable hydrocarbon index",
        terms: &["mhi", "sxo", "invasion", "movable"],
        inputs: &[Port::curve("SW", FRACTION), Port::curve("SXO", FRACTION)],
        outputs: &[Output::curve("MHI", NUMBER)],
        examples: &[Example {
            note: "Hydrocarbon moved, none moved, nothing to divide by.",
            params: "{}",
            input: r#"{"SW": [0.3, 0.9, 0.3, null], "SXO": [0.6, 0.9, 0, 0.5]}"#,
            output: r#"{"MHI": [0.5, 1, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values =
            map([input.curve("SW")?, input.curve("SXO")?], |[deep, flushed]| deep / flushed);
        Ok(Outputs::one("MHI", values))
    }
}
