//! NMR permeability, Timur-Coates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Estimates permeability from the free and the bound fluid of a T2 distribution.
///
/// ## Formula
/// `KTIM = (100 * MPHI / c)^m * (FFI / BVI)^n`
/// ## Units
/// MPHI, FFI and BVI in v/v; KTIM in mD. The formula takes MPHI in percent, hence the factor 100.
/// ## Nulls
/// Null in any input gives null, and so do BVI at or below zero and a negative MPHI or FFI. The result is not limited.
/// ## Source
/// Coates, Xiao and Prammer, NMR Logging Principles and Applications, Halliburton, 1999; Tiab and Donaldson, Petrophysics, 2nd ed., 2004, eq. 3.58.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient of the formation.
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub c: f64,
    /// Exponent of porosity.
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "1"))]
    pub m: f64,
    /// Exponent of the ratio of free to bound fluid.
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "1"))]
    pub n: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { c: 10.0, m: 4.0, n: 2.0 }
    }
}

pub struct PermeabilityTimurCoates;

impl Operator for PermeabilityTimurCoates {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_timur_coates",
        title: "NMR permeability, Timur-Coates",
        terms: &["magnetic resonance", "free fluid model", "ktim"],
        inputs: &[
            Port::curve("MPHI", FRACTION).fits(POROSITY),
            Port::curve("FFI", FRACTION),
            Port::curve("BVI", FRACTION),
        ],
        outputs: &[Output::curve("KTIM", MILLIDARCY)],
        examples: &[Example {
            note: "2^4 * 3^2; without bound fluid the ratio has no value.",
            params: "{}",
            input: r#"{"MPHI": [0.2, 0.2, null], "FFI": [0.15, 0.2, 0.1], "BVI": [0.05, 0, 0.1]}"#,
            output: r#"{"KTIM": [144, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let curves = [input.curve("MPHI")?, input.curve("FFI")?, input.curve("BVI")?];
        let permeability = map(curves, |[porosity, free, bound]| {
            if bound <= 0.0 || porosity < 0.0 || free < 0.0 {
                return NULL;
            }
            (100.0 * porosity / params.c).powf(params.m) * (free / bound).powf(params.n)
        });
        Ok(Outputs::one("KTIM", permeability))
    }
}
