//! Water saturation, Indonesia (Poupon-Leveaux).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::samples::{NULL, clipped, map};
use crate::operators::support::saturation::{SHALY_SAND_PORTS, ShalySand};

/// Estimates water saturation of a shaly sand with fresh water, as first met in Indonesia.
///
/// ## Formula
/// `SW = (1 / sqrt(RT) / (VSH^(1 - VSH / 2) / sqrt(r_sh) + sqrt(PHIE^m / (a * rw))))^(2 / n)`
/// ## Units
/// RT, rw and r_sh in ohm.m; PHIE, VSH and SW_IND in v/v.
/// ## Nulls
/// Null in any input gives null, and so does RT at or below zero. VSH below zero counts as clean. PHIE at or below zero counts as none: the shale alone conducts; without shale either, the result is 1 when `clip` is set and null otherwise. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Poupon and Leveaux, Evaluation of Water Saturation in Shaly Formations, The Log Analyst 12, 1971.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(ShalySand);

impl Params {
    fn saturation(&self, rt: f64, phie: f64, vsh: f64) -> f64 {
        if rt <= 0.0 {
            return NULL;
        }
        // Rock without pores still conducts by its shale; only without shale there is no answer.
        let (vsh, phie) = (vsh.max(0.0), phie.max(0.0));
        let shale = vsh.powf(1.0 - vsh / 2.0) / self.0.r_sh.sqrt();
        let full = shale + self.0.rock().conductivity(phie).sqrt();
        if full == 0.0 {
            return if self.0.clip { 1.0 } else { NULL };
        }
        clipped((1.0 / (rt.sqrt() * full)).powf(2.0 / self.0.n), self.0.clip)
    }
}

pub struct Indonesia;

impl Operator for Indonesia {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_indonesia",
        title: "Water saturation, Indonesia (Poupon-Leveaux)",
        terms: &["sw", "shaly sand", "vsh", "poupon", "leveaux", "indonesian"],
        inputs: SHALY_SAND_PORTS,
        outputs: &[Output::curve("SW_IND", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand as Archie has it, shaly sand, no pores, no resistivity.",
                params: "{}",
                input: r#"{"RT": [10, 10, 10, 0], "PHIE": [0.2, 0.2, 0, 0.2], "VSH": [0, 0.3, 0.1, 0.1]}"#,
                output: r#"{"SW_IND": [0.5, 0.3893734417325, 1, null]}"#,
            },
            Example {
                note: "Another saturation exponent; the raw value.",
                params: r#"{"n": 1.8, "clip": false}"#,
                input: r#"{"RT": [10, 0.5], "PHIE": [0.2, 0.2], "VSH": [0.3, 0.3]}"#,
                output: r#"{"SW_IND": [0.3506319389433, 1.852021036279]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map(
            [input.curve("RT")?, input.curve("PHIE")?, input.curve("VSH")?],
            |[rt, phie, vsh]| params.saturation(rt, phie, vsh),
        );
        Ok(Outputs::one("SW_IND", values))
    }
}
