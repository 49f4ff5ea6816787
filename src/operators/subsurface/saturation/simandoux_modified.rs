//! Water saturation, modified Simandoux (Bardon-Pied).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::samples::map;
use crate::operators::support::saturation::{SHALY_SAND_PORTS, ShalySand, in_pores, quadratic};

/// Estimates water saturation of a shaly sand; the sand conducts through the share that is not shale.
///
/// ## Formula
/// `PHIE^m / (a * rw * (1 - VSH)) * SW^n + VSH / r_sh * SW^(n / 2) - 1 / RT = 0`, a quadratic equation in `SW^(n / 2)` for any n
/// ## Units
/// RT, rw and r_sh in ohm.m; PHIE, VSH and SW_MSIM in v/v.
/// ## Nulls
/// Null in any input gives null, and so does RT at or below zero. VSH below zero counts as clean. VSH at or above 1 gives 1. PHIE at or below zero gives 1 when `clip` is set and null otherwise, as in Archie's equation. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Bardon and Pied, Formation Water Saturation in Shaly Sands, SPWLA, 1969. The form of Crain's Petrophysical Handbook, 2000, is the same.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(ShalySand);

impl Params {
    fn saturation(&self, rt: f64, phie: f64, vsh: f64) -> f64 {
        if rt > 0.0 && vsh >= 1.0 {
            return 1.0;
        }
        let vsh = vsh.max(0.0);
        in_pores(rt, phie, self.0.clip, || {
            let sand = self.0.rock().conductivity(phie) / (1.0 - vsh);
            quadratic(sand, vsh / self.0.r_sh, 1.0 / rt).powf(2.0 / self.0.n)
        })
    }
}

pub struct SimandouxModified;

impl Operator for SimandouxModified {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_simandoux_modified",
        title: "Water saturation, modified Simandoux (Bardon-Pied)",
        terms: &["sw", "shaly sand", "vsh", "bardon", "pied"],
        inputs: SHALY_SAND_PORTS,
        outputs: &[Output::curve("SW_MSIM", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand as Archie has it, shaly sand, shale, no pores, no resistivity.",
                params: "{}",
                input: r#"{"RT": [10, 10, 10, 10, 0], "PHIE": [0.2, 0.2, 0.2, 0, 0.2], "VSH": [0, 0.3, 1, 0.1, 0.1]}"#,
                output: r#"{"SW_MSIM": [0.5, 0.3578211484357, 1, 1, null]}"#,
            },
            Example {
                note: "Another saturation exponent; the raw value.",
                params: r#"{"n": 1.8, "clip": false}"#,
                input: r#"{"RT": [10, 0.5], "PHIE": [0.2, 0.2], "VSH": [0.3, 0.3]}"#,
                output: r#"{"SW_MSIM": [0.319207685462, 1.929019451863]}"#,
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
        Ok(Outputs::one("SW_MSIM", values))
    }
}
