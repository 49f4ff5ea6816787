//! Water saturation, Archie.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, clipped, map};

/// Estimates water saturation of clean rock from resistivity and porosity.
///
/// ## Formula
/// `SW = (a * rw / (PHI^m * RT))^(1 / n)`
/// ## Units
/// RT, RW and rw in ohm.m; PHI and SW_AR in v/v. A curve bound to RW takes the place of the parameter rw.
/// ## Nulls
/// Null in any bound input gives null, and so do RT or RW at or below zero. PHI at or below zero gives 1 when `clip` is set and null otherwise. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Archie, The Electrical Resistivity Log as an Aid in Determining Some Reservoir Characteristics, Transactions of the AIME 146, 1942; rock without pores counts as wet after Crain's Petrophysical Handbook, 2000.
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
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m: 2.0, n: 2.0, rw: 0.1, clip: true }
    }
}

impl Params {
    fn saturation(&self, rt: f64, porosity: f64, rw: f64) -> f64 {
        if rt <= 0.0 || rw <= 0.0 {
            return NULL;
        }
        if porosity <= 0.0 {
            return if self.clip { 1.0 } else { NULL };
        }
        let water = (self.a * rw / (porosity.powf(self.m) * rt)).powf(1.0 / self.n);
        clipped(water, self.clip)
    }
}

pub struct Archie;

impl Operator for Archie {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_archie",
        title: "Water saturation, Archie",
        terms: &["sw", "resistivity", "clean sand"],
        inputs: &[
            Port::curve("RT", OHM_M),
            Port::curve("PHI", FRACTION).fits(POROSITY),
            Port::curve("RW", OHM_M).optional(),
        ],
        outputs: &[Output::curve("SW_AR", FRACTION)],
        examples: &[
            Example {
                note: "At 20 % porosity, water-bearing rock reads 2.5 ohm.m; four times that is half oil.",
                params: "{}",
                input: r#"{"RT": [2.5, 10, 0, null], "PHI": [0.2, 0.2, 0.2, 0.2]}"#,
                output: r#"{"SW_AR": [1, 0.5, null, null]}"#,
            },
            Example {
                note: "Water resistivity from a curve.",
                params: "{}",
                input: r#"{"RT": [10, 10], "PHI": [0.2, 0.2], "RW": [0.1, 0.025]}"#,
                output: r#"{"SW_AR": [0.5, 0.25]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let (rt, porosity) = (input.curve("RT")?, input.curve("PHI")?);
        let water = match input.optional("RW") {
            Some(rw) => map([rt, porosity, rw], |[rt, phi, rw]| params.saturation(rt, phi, rw)),
            None => map([rt, porosity], |[rt, phi]| params.saturation(rt, phi, params.rw)),
        };
        Ok(Outputs::one("SW_AR", water))
    }
}
