//! Ratio of P to S velocity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{M_PER_S, NUMBER, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Divides P by S velocity.
///
/// ## Formula
/// `VPVS = VP / VS`
/// ## Units
/// VP and VS in m/s; VPVS is a number.
/// ## Nulls
/// Null in either input gives null; VS at or below zero gives null.
/// ## Source
/// By definition; Mavko, Mukerji and Dvorkin, The Rock Physics Handbook, 2nd ed., Cambridge University Press, 2009.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct VpVsRatio;

impl Operator for VpVsRatio {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vp_vs_ratio",
        title: "Vp/Vs ratio",
        terms: &["vpvs", "velocity ratio", "lithology"],
        inputs: &[Port::curve("VP", M_PER_S), Port::curve("VS", M_PER_S)],
        outputs: &[Output::curve("VPVS", NUMBER)],
        examples: &[Example {
            note: "No shear wave runs through a fluid.",
            params: "{}",
            input: r#"{"VP": [3000, 1500, null], "VS": [1500, 0, 1000]}"#,
            output: r#"{"VPVS": [2, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let ratio =
            map(
                [input.curve("VP")?, input.curve("VS")?],
                |[vp, vs]| {
                    if vs > 0.0 { vp / vs } else { NULL }
                },
            );
        Ok(Outputs::one("VPVS", ratio))
    }
}
