//! Water saturation, Waxman-Smits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, OHM_M, Output, POROSITY, Port};
use crate::operators::support::samples::map;
use crate::operators::support::saturation::{Rock, in_pores, power_root};

/// Estimates total water saturation of a shaly sand from the cations that its clay exchanges.
///
/// ## Formula
/// `PHIT^m_star / a * SW^n_star * (1 / rw + b * QV / SW) = 1 / RT`. In closed form for n_star = 2, otherwise by Newton's method from Archie's answer, with halving where it strays, to 1e-10.
/// ## Units
/// RT and rw in ohm.m; PHIT and SWT_WS in v/v; QV in meq/cm3; b in mho/m per meq/cm3, which is 0.01 mho.cm2/meq.
/// ## Nulls
/// Null in any input gives null, and so does RT at or below zero. QV below zero counts as none. PHIT at or below zero gives 1 when `clip` is set and null otherwise, as in Archie's equation. The result is limited to 0..1 when `clip` is set.
/// ## Source
/// Waxman and Smits, Electrical Conductivities in Oil-Bearing Shaly Sands, SPE Journal 8, 1968; Crain's Petrophysical Handbook, 2000, for the closed form.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Tortuosity factor.
    #[schemars(range(min = 0.3, max = 2.5), extend("x-unit" = "1"))]
    pub a: f64,
    /// Cementation exponent of the rock without its clay's conductance.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub m_star: f64,
    /// Saturation exponent of the rock without its clay's conductance.
    #[schemars(range(min = 1.0, max = 4.0), extend("x-unit" = "1"))]
    pub n_star: f64,
    /// Resistivity of the formation water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rw: f64,
    /// Equivalent conductance of the counter-ions, as waxman_smits_b computes it.
    #[schemars(range(min = 0.0, max = 100.0), extend("x-unit" = "mho/m.cm3/meq"))]
    pub b: f64,
    /// Limits the result to 0..1.
    pub clip: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.0, m_star: 2.0, n_star: 2.0, rw: 0.1, b: 4.5, clip: true }
    }
}

impl Params {
    fn saturation(&self, rt: f64, phit: f64, qv: f64) -> f64 {
        in_pores(rt, phit, self.clip, || {
            let rock = Rock { a: self.a, m: self.m_star, n: self.n_star, rw: self.rw };
            let clay = self.b * qv.max(0.0) * self.rw;
            power_root(self.n_star, clay, self.n_star - 1.0, 1.0 / (rt * rock.conductivity(phit)))
        })
    }
}

pub struct WaxmanSmits;

impl Operator for WaxmanSmits {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "sw_waxman_smits",
        title: "Water saturation, Waxman-Smits",
        terms: &["sw", "shaly sand", "qv", "cec", "clay"],
        inputs: &[
            Port::curve("RT", OHM_M),
            Port::curve("PHIT", FRACTION).fits(POROSITY),
            Port::curve("QV", "meq/cm3"),
        ],
        outputs: &[Output::curve("SWT_WS", FRACTION)],
        examples: &[
            Example {
                note: "Clean sand as Archie has it, shaly sand, no pores, no resistivity.",
                params: "{}",
                input: r#"{"RT": [10, 10, 10, 0], "PHIT": [0.2, 0.2, 0, 0.2], "QV": [0, 0.3, 0.1, 0.1]}"#,
                output: r#"{"SWT_WS": [0.5, 0.4370356776285, 1, null]}"#,
            },
            Example {
                note: "Another saturation exponent; the raw value.",
                params: r#"{"n_star": 1.8, "clip": false}"#,
                input: r#"{"RT": [10, 0.5], "PHIT": [0.2, 0.2], "QV": [0.3, 0.3]}"#,
                output: r#"{"SWT_WS": [0.3928781627632, 2.371136618565]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map(
            [input.curve("RT")?, input.curve("PHIT")?, input.curve("QV")?],
            |[rt, phit, qv]| params.saturation(rt, phit, qv),
        );
        Ok(Outputs::one("SWT_WS", values))
    }
}
