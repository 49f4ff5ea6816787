//! Water saturation, laminated sand (Poupon 1954).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output};
use crate::operators::support::samples::{NULL, map};
use crate::operators::support::saturation::{Rock, SHALY_SAND_PORTS, in_pores};

/// Estimates water saturation of the sand between laminae of shale, which conduct beside it.
///
/// ## Formula
/// `SW = ((1 / RT - VSH / r_sh) * a * rw / (PHIE^m * (1 - VSH)))^(1 / n)`
/// ## Units
/// RT, rw and r_sh in ohm.m; PHIE, VSH and SW_LAM in v/v. PHIE is the porosity of the sand.
/// ## Nulls
/// Null in any input gives null, and so does RT at or below zero. VSH below zero counts as clean. VSH at or above 1 leaves no sand and, like PHIE at or below zero, gives 1 when `clip` is set and null otherwise. Laminae that conduct more than was measured, a bracket below zero, give 0 when `clip` is set and null otherwise. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Poupon, Loy and Tixier, A Contribution to Electrical Log Interpretation in Shaly Sands, Transactions of the AIME 201, 1954.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m: f64,
    /// Saturation exponent.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub n: f64,
    /// Resistivity of the formation water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rw: f64,
    /// Resistivity of shale.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub r_sh: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0, n: 2.0, rw: 0.1, r_sh: 5.0, clip: true }
    }
}

impl Params {
    fn rock(&self) -> Rock {
        Rock { a: self.a, m: self.m, n: self.n, rw: self.rw }
    }

    fn saturation(&self, rt: f64, phie: f64, vsh: f64) -> f64 {
        let vsh = vsh.max(0.0);
        let pores = if vsh >= 1.0 { 0.0 } else { phie };
        in_pores(rt, pores, self.clip, || {
            let sand = 1.0 / rt - vsh / self.r_sh;
            if sand < 0.0 {
                return if self.clip { 0.0 } else { NULL };
            }
            (sand / (self.rock().conductivity(phie) * (1.0 - vsh))).powf(1.0 / self.n)
        })
    }
}

pub struct PouponLaminated;

impl Operator for PouponLaminated {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_poupon_laminated",
        title: "Water saturation, laminated sand (Poupon 1954)",
        terms: &["sw", "shaly sand", "vsh", "lamina", "poupon"],
        inputs: SHALY_SAND_PORTS,
        outputs: &[Output::curve("SW_LAM", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand as Archie has it, laminated sand, shale, no pores, too much shale, no resistivity.",
                params: "{}",
                input: r#"{"RT": [10, 10, 10, 10, 10, 0], "PHIE": [0.2, 0.2, 0.2, 0, 0.2, 0.2], "VSH": [0, 0.3, 1, 0.1, 0.6, 0.1]}"#,
                output: r#"{"SW_LAM": [0.5, 0.3779644730092, 1, 1, 0, null]}"#,
            },
            Example {
                note: "Raw values; too much shale has none.",
                params: r#"{"n": 1.8, "clip": false}"#,
                input: r#"{"RT": [0.5, 10], "PHIE": [0.2, 0.2], "VSH": [0.3, 0.6]}"#,
                output: r#"{"SW_LAM": [2.931057086302, null]}"#,
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
        Ok(Outputs::one("SW_LAM", values))
    }
}
