//! Permeability, Timur.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Estimates permeability from porosity and irreducible water saturation.
///
/// ## Formula
/// `PERM = c * (100 * PHI)^4.4 / (100 * SWIRR)^2`
/// ## Units
/// PHI and SWIRR in v/v; PERM_TIM in mD. The coefficient c belongs to percent: 0.136 here is 8581 in a formula for fractions.
/// ## Nulls
/// Null in either input gives null, and so do PHI below zero and SWIRR at or below zero. The result is not limited.
/// ## Source
/// Timur, An Investigation of Permeability, Porosity and Residual Water Saturation Relationships, SPWLA, 1968; Tiab and Donaldson, Petrophysics, 2nd ed., 2004, equation 3.64.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient of the percent form.
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub c: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { c: 0.136 }
    }
}

pub struct Timur;

impl Operator for Timur {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_timur",
        title: "Permeability, Timur",
        terms: &["perm", "swirr"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY), Port::curve("SWIRR", FRACTION)],
        outputs: &[Output::curve("PERM_TIM", MILLIDARCY)],
        examples: &[Example {
            note: "No water held back would mean no bound on permeability: null.",
            params: r#"{"c": 1}"#,
            input: r#"{"PHI": [0.01, 0, 0.2], "SWIRR": [0.1, 0.3, 0]}"#,
            output: r#"{"PERM_TIM": [0.01, 0, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability =
            map([input.curve("PHI")?, input.curve("SWIRR")?], |[porosity, water]| {
                if porosity < 0.0 || water <= 0.0 {
                    return NULL;
                }
                params.c * (100.0 * porosity).powf(4.4) / (100.0 * water).powi(2)
            });
        Ok(Outputs::one("PERM_TIM", permeability))
    }
}
