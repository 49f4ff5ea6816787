//! Permeability, Timur.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::operator::Scope;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::map2;

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
        version: "1.0.0",
        terms: &["perm", "swirr"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY), Port::curve("SWIRR", FRACTION)],
        outputs: &[Output::curve("PERM_TIM", MILLIDARCY)],
        scope: Scope::Pointwise,
        examples: &[Example {
            note: "No water held back would mean no bound on permeability: null.",
            params: r#"{"c": 1}"#,
            input: &[
                ("PHI", &[Some(0.01), Some(0.0), Some(0.2)]),
                ("SWIRR", &[Some(0.1), Some(0.3), Some(0.0)]),
            ],
            output: &[("PERM_TIM", &[Some(0.01), Some(0.0), None])],
        }],
        source: file!(),
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability = map2(input.curve("PHI")?, input.curve("SWIRR")?, |porosity, water| {
            let defined = porosity >= 0.0 && water > 0.0;
            defined.then(|| params.c * (100.0 * porosity).powf(4.4) / (100.0 * water).powi(2))
        });
        Ok(Outputs::one("PERM_TIM", permeability))
    }
}
