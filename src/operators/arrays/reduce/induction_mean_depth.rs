//! Invasion profile index.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{NUMBER, OHM_M, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Compares the deepest with the shallowest curve of an array induction log: how far mud filtrate changed the rock.
///
/// ## Formula
/// `INVI = log10(AT90 / AT10)`; 0 without invasion, above 0 where the filtrate is the more conductive. AT20, AT30 and AT60 may be fed with the others and do not enter the formula.
/// ## Units
/// AT10 to AT90 in ohm.m, by depth of investigation in inches; INVI is a bare number.
/// ## Nulls
/// Null in AT10 or AT90 gives null, and so does a resistivity at or below zero. The result is not limited.
/// ## Source
/// Log interpretation practice for array induction tools: Asquith and Krygowski, Basic Well Log Analysis, 2nd ed., AAPG, 2004.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct InductionMeanDepth;

impl Operator for InductionMeanDepth {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "array_induction_mean_depth",
        title: "Invasion profile index",
        terms: &["invasion", "resistivity", "filtrate"],
        inputs: &[
            Port::curve("AT10", OHM_M),
            Port::curve("AT20", OHM_M).optional(),
            Port::curve("AT30", OHM_M).optional(),
            Port::curve("AT60", OHM_M).optional(),
            Port::curve("AT90", OHM_M),
        ],
        outputs: &[Output::curve("INVI", NUMBER)],
        examples: &[Example {
            note: "Ten times as resistive deep as near the hole, no invasion, null, impossible.",
            params: "{}",
            input: r#"{"AT10": [2, 5, null, -1], "AT90": [20, 5, 5, 5]}"#,
            output: r#"{"INVI": [1, 0, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let invasion = map([input.curve("AT10")?, input.curve("AT90")?], |[shallow, deep]| {
            if shallow > 0.0 && deep > 0.0 { (deep / shallow).log10() } else { NULL }
        });
        Ok(Outputs::one("INVI", invasion))
    }
}
