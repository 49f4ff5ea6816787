//! Water saturation, Simandoux.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::samples::{NULL, clipped, map};
use crate::operators::support::saturation::{SHALY_SAND_PORTS, ShalySand, power_root, quadratic};

/// Estimates water saturation of a shaly sand; the conductivity of the shale grows with saturation.
///
/// ## Formula
/// `PHIE^m / (a * rw) * SW^n + VSH / r_sh * SW - 1 / RT = 0`, the original form, whose shale term is linear for any n. In closed form for n = 2, otherwise by Newton's method from Archie's answer, to 1e-10.
/// ## Units
/// RT, rw and r_sh in ohm.m; PHIE, VSH and SW_SIM in v/v.
/// ## Nulls
/// Null in any input gives null, and so does RT at or below zero. VSH below zero counts as clean. PHIE at or below zero, or VSH at or above 0.9, gives 1. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Simandoux, Mesures diélectriques en milieu poreux, application à la mesure des saturations en eau, Revue de l'Institut Français du Pétrole, 1963; help of PfEFFER, Kansas Geological Survey.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Params(ShalySand);

impl Params {
    fn saturation(&self, rt: f64, phie: f64, vsh: f64) -> f64 {
        if rt <= 0.0 {
            return NULL;
        }
        if phie <= 0.0 || vsh >= 0.9 {
            return 1.0;
        }
        let (rock, shale) = (self.0.rock().conductivity(phie), vsh.max(0.0) / self.0.r_sh);
        let water = if self.0.n == 2.0 {
            quadratic(rock, shale, 1.0 / rt)
        } else {
            power_root(self.0.n, shale / rock, 1.0, 1.0 / (rt * rock))
        };
        clipped(water, self.0.clip)
    }
}

pub struct Simandoux;

impl Operator for Simandoux {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_simandoux",
        title: "Water saturation, Simandoux",
        terms: &["sw", "shaly sand", "vsh"],
        inputs: SHALY_SAND_PORTS,
        outputs: &[Output::curve("SW_SIM", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand as Archie has it, shaly sand, shale, no pores, no resistivity.",
                params: "{}",
                input: r#"{"RT": [10, 10, 10, 10, 0], "PHIE": [0.2, 0.2, 0.2, 0, 0.2], "VSH": [0, 0.3, 0.9, 0.1, 0.1]}"#,
                output: r#"{"SW_SIM": [0.5, 0.4149631436281, 1, 1, null]}"#,
            },
            Example {
                note: "Another saturation exponent; the raw value.",
                params: r#"{"n": 1.8, "clip": false}"#,
                input: r#"{"RT": [10, 0.5], "PHIE": [0.2, 0.2], "VSH": [0.3, 0.3]}"#,
                output: r#"{"SW_SIM": [0.3834483187854, 2.324407701824]}"#,
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
        Ok(Outputs::one("SW_SIM", values))
    }
}
