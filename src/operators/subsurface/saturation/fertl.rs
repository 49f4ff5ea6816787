//! Water saturation, Fertl-Hammack.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::samples::map;
use crate::operators::support::saturation::{SHALY_SAND_PORTS, in_pores, quadratic};

/// Estimates water saturation of a shaly sand without the resistivity of the shale.
///
/// ## Formula
/// `SW = PHIE^(-m / 2) * (sqrt(a * rw / RT + (alpha * VSH / 2)^2) - alpha * VSH / 2)`; the saturation exponent is 2
/// ## Units
/// RT and rw in ohm.m; PHIE, VSH and SW_FH in v/v.
/// ## Nulls
/// Null in any input gives null, and so does RT at or below zero. VSH below zero counts as clean. PHIE at or below zero gives 1 when `clip` is set and null otherwise, as in Archie's equation. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Fertl and Hammack, A Comparative Look at Water Saturation Computations in Shaly Pay Sands, SPWLA, 1971; Fertl, Shaly Sand Analysis in Development Wells, SPWLA, 1975, with alpha from 0.25 in the Gulf Coast to 0.35 in the Rocky Mountains.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m: f64,
    /// Resistivity of the formation water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rw: f64,
    /// Weight of the shale, by region.
    #[schemars(range(min = 0.25, max = 0.35), extend("x-unit" = "1"))]
    pub alpha: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0, rw: 0.1, alpha: 0.3, clip: true }
    }
}

impl Params {
    fn saturation(&self, rt: f64, phie: f64, vsh: f64) -> f64 {
        in_pores(rt, phie, self.clip, || {
            // x = PHIE^(m / 2) * SW solves x^2 + alpha * VSH * x = a * rw / RT.
            let shale = self.alpha * vsh.max(0.0);
            quadratic(1.0, shale, self.a * self.rw / rt) / phie.powf(self.m / 2.0)
        })
    }
}

pub struct Fertl;

impl Operator for Fertl {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_fertl",
        title: "Water saturation, Fertl-Hammack",
        terms: &["sw", "shaly sand", "vsh", "hammack"],
        inputs: SHALY_SAND_PORTS,
        outputs: &[Output::curve("SW_FH", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand as Archie has it, shaly sand, no pores, no resistivity.",
                params: "{}",
                input: r#"{"RT": [10, 10, 10, 0], "PHIE": [0.2, 0.2, 0, 0.2], "VSH": [0, 0.3, 0.1, 0.1]}"#,
                output: r#"{"SW_FH": [0.5, 0.3232928049865, 1, null]}"#,
            },
            Example {
                note: "The raw value.",
                params: r#"{"clip": false}"#,
                input: r#"{"RT": [0.5, 10], "PHIE": [0.2, 0], "VSH": [0.3, 0.1]}"#,
                output: r#"{"SW_FH": [2.022359561797, null]}"#,
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
        Ok(Outputs::one("SW_FH", values))
    }
}
