//! Equivalent counter-ion conductance B.

use arrow::array::Float64Array;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{CELSIUS, Output, Port};
use crate::operators::support::samples::{map, only_if};
use crate::operators::values::Finite;

/// Computes how well the counter-ions of clay conduct, for the equation of Waxman and Smits.
///
/// ## Formula
/// `juhasz`: `B = (-1.28 + 0.225 * T - 0.0004059 * T^2) / (1 + rw^1.23 * (0.045 * T - 0.27))`; at 25 degC `waxman_smits_1968`: `B = 4.6 * (1 - 0.6 * exp(-0.77 / rw))`, and `waxman_thomas_1974`: `B = 3.83 * (1 - 0.83 * exp(-0.5 / rw))`
/// ## Units
/// TEMP in degC; rw in ohm.m at that temperature; B in mho/m per meq/cm3, which is 0.01 mho.cm2/meq: the number that `sw_waxman_smits` takes with QV in meq/cm3. The models of 1968 and 1974 do not depend on temperature.
/// ## Nulls
/// Null in, null out, whatever the model. A denominator at or below zero, which cold and very fresh water give juhasz, gives null. The result is not limited.
/// ## Source
/// Juhasz, Normalised Qv: The Key to Shaly Sand Evaluation Using the Waxman-Smits Equation in the Absence of Core Data, SPWLA, 1981; Waxman and Smits, Electrical Conductivities in Oil-Bearing Shaly Sands, SPE Journal 8, 1968; Waxman and Thomas, Electrical Conductivities in Shaly Sands, Journal of Petroleum Technology, 1974.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Resistivity of the formation water.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rw: f64,
    /// Which fit to the measurements.
    pub model: Model,
}

/// Which fit to the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Juhasz 1981, for any temperature.
    Juhasz,
    /// Waxman and Smits 1968, at 25 degC.
    #[serde(rename = "waxman_smits_1968")]
    WaxmanSmits1968,
    /// Waxman and Thomas 1974, at 25 degC.
    #[serde(rename = "waxman_thomas_1974")]
    WaxmanThomas1974,
}

impl Default for Params {
    fn default() -> Self {
        Self { rw: 0.1, model: Model::Juhasz }
    }
}

impl Params {
    fn conductance(&self, temperature: &Float64Array) -> Finite {
        let at_25 = match self.model {
            Model::Juhasz => {
                let power = self.rw.powf(1.23);
                return map([temperature], |[t]| {
                    let fresh = 1.0 + power * (0.045 * t - 0.27);
                    only_if(fresh > 0.0, (-1.28 + 0.225 * t - 0.0004059 * t * t) / fresh)
                });
            }
            Model::WaxmanSmits1968 => 4.6 * (1.0 - 0.6 * (-0.77 / self.rw).exp()),
            Model::WaxmanThomas1974 => 3.83 * (1.0 - 0.83 * (-0.5 / self.rw).exp()),
        };
        map([temperature], |_| at_25)
    }
}

pub struct WaxmanSmitsB;

impl Operator for WaxmanSmitsB {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "waxman_smits_b",
        title: "Equivalent counter-ion conductance B",
        terms: &["b", "waxman", "smits", "juhasz", "cec"],
        inputs: &[Port::curve("TEMP", CELSIUS)],
        outputs: &[Output::curve("B", "mho/m.cm3/meq")],
        examples: &[
            Example {
                note: "By Juhasz, from 25 to 100 degC.",
                params: "{}",
                input: r#"{"TEMP": [25, 100, null]}"#,
                output: r#"{"B": [3.895204041104, 13.73890231142, null]}"#,
            },
            Example {
                note: "At 25 degC by Waxman and Thomas.",
                params: r#"{"model": "waxman_thomas_1974"}"#,
                input: r#"{"TEMP": [25]}"#,
                output: r#"{"B": [3.808580740285]}"#,
            },
            Example {
                note: "By Waxman and Smits; temperature must be there, and changes nothing.",
                params: r#"{"model": "waxman_smits_1968"}"#,
                input: r#"{"TEMP": [25, 90, null]}"#,
                output: r#"{"B": [4.598750196975, 4.598750196975, null]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = params.conductance(input.curve("TEMP")?);
        Ok(Outputs::one("B", values))
    }
}
