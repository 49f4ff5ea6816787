//! Order of resistivities.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, OHM_M, Output, Port};
use crate::operators::support::limits::ROUNDING;
use crate::operators::support::samples::{flag, map, only_if};

/// Flags the samples whose medium resistivity does not lie between the shallow and the deep one.
///
/// ## Formula
/// `RES_FLAG = 1 where RM < (1 - tolerance) * min(RS, RD) or RM > (1 + tolerance) * max(RS, RD), else 0`. Invasion changes resistivity steadily away from the hole. The tolerance is a share, since resistivities range over decades; rounding, 1e-9 of the limit, is no wrong order.
/// ## Units
/// RS (or RXO), RM and RD in ohm.m; RES_FLAG is 1 for a wrong order and 0 otherwise.
/// ## Nulls
/// Null in any input gives null, and so does a resistivity at or below zero.
/// ## Source
/// Practice of log quality control; Theys, Log Data Acquisition and Quality Control, 2nd ed., Editions Technip, 1999.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Share by which the medium resistivity may lie outside.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub tolerance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { tolerance: 0.1 }
    }
}

pub struct ResistivityOrder;

impl Operator for ResistivityOrder {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "resistivity_order_check",
        title: "Resistivity profile consistency",
        terms: &["invasion", "shallow medium deep", "profile", "rxo"],
        inputs: &[
            Port::curve("RS", OHM_M).alias(&["RXO", "RXO/RS"]),
            Port::curve("RM", OHM_M),
            Port::curve("RD", OHM_M).alias(&["RT"]),
        ],
        outputs: &[Output::curve("RES_FLAG", FLAG).measures(Quantity::Flag)],
        examples: &[Example {
            note: "Between, a little beyond, too high, too low, impossible, not measured, on the limit.",
            params: "{}",
            input: r#"{"RS": [2, 2, 2, 2, 2, 2, 79], "RM": [5, 10.9, 11.1, 1.7, 5, null, 71.1], "RD": [10, 10, 10, 10, 0, 10, 158]}"#,
            output: r#"{"RES_FLAG": [0, 0, 1, 1, null, null, 0]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("RS")?, input.curve("RM")?, input.curve("RD")?];
        let below = (1.0 - params.tolerance) * (1.0 - ROUNDING);
        let above = (1.0 + params.tolerance) * (1.0 + ROUNDING);
        let flags = map(curves, |[shallow, medium, deep]| {
            let (lowest, highest) = (below * shallow.min(deep), above * shallow.max(deep));
            let positive = (shallow > 0.0) & (medium > 0.0) & (deep > 0.0);
            only_if(positive, flag((medium < lowest) | (medium > highest)))
        });
        Ok(Outputs::one("RES_FLAG", flags))
    }
}
