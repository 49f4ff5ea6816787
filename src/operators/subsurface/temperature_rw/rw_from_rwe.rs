//! Water resistivity from its equivalent at 75 degF.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{OHM_M, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Turns the equivalent resistivity of water at 75 degF into its resistivity.
///
/// ## Formula
/// `RW = 10^(0.69 * RWE - 0.24) - 0.58` above 0.12 ohm.m, `RW = (77 * RWE + 5) / (146 - 337 * RWE)` from there down
/// ## Units
/// RWE and RW in ohm.m at 75 degF.
/// ## Nulls
/// Null in, null out; RWE at or below zero, which no water has, gives null. The result is not limited.
/// ## Source
/// Bateman and Konen, The Log Analyst and the Programmable Pocket Calculator, The Log Analyst 18, 1977; Crain's Petrophysical Handbook, 2000. Some books print 377: 337 is the algebraic inverse of the formula for Rmfe.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct RwFromRwe;

impl Operator for RwFromRwe {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rw_from_rwe",
        title: "Rw from Rwe at 75 degF",
        terms: &["rw", "sp"],
        inputs: &[Port::curve("RWE", OHM_M).fits(&[Quantity::WaterResistivity])],
        outputs: &[Output::curve("RW", OHM_M)],
        examples: &[Example {
            note: "Down to 0.12 ohm.m the quotient holds: 12.7 by 112.3 at 0.1.",
            params: "{}",
            input: r#"{"RWE": [0.1, 1, 0, null]}"#,
            output: r#"{"RW": [0.11308993766696349, 2.2383829312644536, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let resistivity = map([input.curve("RWE")?], |[equivalent]| {
            if equivalent <= 0.0 {
                NULL
            } else if equivalent > 0.12 {
                10f64.powf(0.69 * equivalent - 0.24) - 0.58
            } else {
                (77.0 * equivalent + 5.0) / (146.0 - 337.0 * equivalent)
            }
        });
        Ok(Outputs::one("RW", resistivity))
    }
}
