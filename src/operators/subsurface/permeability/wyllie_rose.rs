//! Permeability, general form of Wyllie and Rose.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Estimates permeability from porosity and irreducible water saturation, by constants of the user.
///
/// ## Formula
/// `PERM = c * PHI^d / SWIRR^e`
/// ## Units
/// PHI and SWIRR in v/v; PERM_WR in mD. With d = 6 and e = 2, Morris and Biggs have c = 62500 for oil and 6500 for dry gas.
/// ## Nulls
/// Null in either input gives null, and so do PHI below zero, which has no power, and SWIRR at or below zero. The result is not limited.
/// ## Source
/// Wyllie and Rose, Some Theoretical Considerations Related to the Quantitative Evaluation of the Physical Characteristics of Reservoir Rock from Electrical Log Data, Transactions of the AIME 189, 1950; Morris and Biggs, Using Log-Derived Values of Water Saturation and Porosity, SPWLA, 1967.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient of the fraction form.
    #[schemars(range(max = 10000000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub c: f64,
    /// Exponent of porosity.
    #[schemars(range(min = 0.0, max = 12.0), extend("x-unit" = "1"))]
    pub d: f64,
    /// Exponent of irreducible water saturation.
    #[schemars(range(min = 0.0, max = 6.0), extend("x-unit" = "1"))]
    pub e: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { c: 62500.0, d: 6.0, e: 2.0 }
    }
}

pub struct WyllieRose;

impl Operator for WyllieRose {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_wyllie_rose",
        title: "Permeability, Wyllie-Rose general form",
        terms: &["perm", "swirr", "morris", "biggs"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY), Port::curve("SWIRR", FRACTION)],
        outputs: &[Output::curve("PERM_WR", MILLIDARCY).measures(Quantity::Permeability)],
        examples: &[
            Example {
                note: "At 20 % porosity and 20 % water held back; no water held back is no bound: null.",
                params: "{}",
                input: r#"{"PHI": [0.2, 0.2, null], "SWIRR": [0.2, 0, 0.2]}"#,
                output: r#"{"PERM_WR": [100, null, null]}"#,
            },
            Example {
                note: "Constant for dry gas.",
                params: r#"{"c": 6500}"#,
                input: r#"{"PHI": [0.2], "SWIRR": [0.2]}"#,
                output: r#"{"PERM_WR": [10.4]}"#,
            },
        ],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability =
            map([input.curve("PHI")?, input.curve("SWIRR")?], |[porosity, water]| {
                if porosity < 0.0 || water <= 0.0 {
                    return NULL;
                }
                params.c * porosity.powf(params.d) / water.powf(params.e)
            });
        Ok(Outputs::one("PERM_WR", permeability))
    }
}
