//! Total water saturation, dual water.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, POROSITY, Port};
use crate::operators::support::samples::map;
use crate::operators::support::saturation::{Rock, in_pores, power_root};

/// Estimates total water saturation of a shaly sand that holds free water and water bound to clay.
///
/// ## Formula
/// `SWT^n - SWB * (1 - rw / rwb) * SWT^(n - 1) - a * rw / (PHIT^m * RT) = 0`. In closed form for n = 2, otherwise by Newton's method, with halving where it strays, to 1e-10.
/// ## Units
/// RT, rw and rwb in ohm.m; PHIT, SWB and SWT_DW in v/v.
/// ## Nulls
/// Null in any input gives null, and so does RT at or below zero. SWB below zero counts as none. PHIT at or below zero gives 1 when `clip` is set and null otherwise, as in Archie's equation. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Clavier, Coates and Dumanoir, Theoretical and Experimental Bases for the Dual-Water Model for Interpretation of Shaly Sands, SPE Journal 24, 1984; help of PfEFFER, Kansas Geological Survey, for n = 2.
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
    /// Resistivity of the bound water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rwb: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0, n: 2.0, rw: 0.1, rwb: 0.2, clip: true }
    }
}

impl Params {
    fn rock(&self) -> Rock {
        Rock { a: self.a, m: self.m, n: self.n, rw: self.rw }
    }

    fn saturation(&self, rt: f64, phit: f64, swb: f64) -> f64 {
        in_pores(rt, phit, self.clip, || {
            let bound = swb.max(0.0) * (1.0 - self.rw / self.rwb);
            let free = 1.0 / (rt * self.rock().conductivity(phit));
            power_root(self.n, -bound, self.n - 1.0, free)
        })
    }
}

pub struct DualWater;

impl Operator for DualWater {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_dual_water",
        title: "Total water saturation, dual water",
        terms: &["sw", "shaly sand", "swb", "clay", "bound water"],
        inputs: &[
            Port::curve("RT", OHM_M),
            Port::curve("PHIT", FRACTION).fits(POROSITY),
            Port::curve("SWB", FRACTION),
        ],
        outputs: &[Output::curve("SWT_DW", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand as Archie has it, shaly sand, no pores, no resistivity.",
                params: "{}",
                input: r#"{"RT": [10, 10, 10, 0], "PHIT": [0.2, 0.2, 0, 0.2], "SWB": [0, 0.3, 0.1, 0.1]}"#,
                output: r#"{"SWT_DW": [0.5, 0.5805937104039, 1, null]}"#,
            },
            Example {
                note: "Another saturation exponent; the raw value.",
                params: r#"{"n": 1.8, "clip": false}"#,
                input: r#"{"RT": [10, 0.5], "PHIT": [0.2, 0.2], "SWB": [0.3, 0.3]}"#,
                output: r#"{"SWT_DW": [0.5520951665663, 2.529676792202]}"#,
            },
            Example {
                note: "Bound water that conducts better than free water.",
                params: r#"{"n": 2.2, "rwb": 0.05}"#,
                input: r#"{"RT": [10], "PHIT": [0.2], "SWB": [0.3]}"#,
                output: r#"{"SWT_DW": [0.4160618486488]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map(
            [input.curve("RT")?, input.curve("PHIT")?, input.curve("SWB")?],
            |[rt, phit, swb]| params.saturation(rt, phit, swb),
        );
        Ok(Outputs::one("SWT_DW", values))
    }
}
