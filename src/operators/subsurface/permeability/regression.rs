//! Permeability from a regression on porosity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::map;

/// Estimates permeability from porosity by a straight line of its logarithm, as fitted to cores.
///
/// ## Formula
/// `PERM = 10^(a + b * PHI)`, at most k_max
/// ## Units
/// PHI in v/v; PERM_REG and k_max in mD.
/// ## Nulls
/// Null in, null out. Above k_max the result is k_max, since a line fitted to cores means nothing far beyond them; it is not limited otherwise.
/// ## Source
/// Nelson, Permeability-Porosity Relationships in Sedimentary Rocks, The Log Analyst 35, 1994.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Logarithm of the permeability at no porosity, in mD.
    #[schemars(range(min = -20.0, max = 20.0), extend("x-unit" = "1"))]
    pub a: f64,
    /// Slope: powers of ten of permeability for each unit of porosity.
    #[schemars(range(min = -200.0, max = 200.0), extend("x-unit" = "1"))]
    pub b: f64,
    /// Greatest permeability.
    #[schemars(range(max = 10000000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "mD"))]
    pub k_max: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: -2.0, b: 20.0, k_max: 100000.0 }
    }
}

pub struct Regression;

impl Operator for Regression {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_regression",
        title: "Permeability, log-linear poro-perm",
        terms: &["perm", "poroperm", "core", "regression"],
        inputs: &[Port::curve("PHI", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("PERM_REG", MILLIDARCY).measures(Quantity::Permeability)],
        examples: &[Example {
            note: "Ten times as permeable with every 5 % of porosity, up to the cap.",
            params: "{}",
            input: r#"{"PHI": [0.1, 0.15, 0.2, 0.5, null]}"#,
            output: r#"{"PERM_REG": [1, 10, 100, 100000, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability = map([input.curve("PHI")?], |[porosity]| {
            10f64.powf(params.a + params.b * porosity).min(params.k_max)
        });
        Ok(Outputs::one("PERM_REG", permeability))
    }
}
