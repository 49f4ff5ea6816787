//! NMR permeability, SDR.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MILLIDARCY, MILLISECOND, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Estimates permeability from the porosity and the logarithmic mean of a T2 distribution.
///
/// ## Formula
/// `KSDR = a * MPHI^m * T2LM^n`
/// ## Units
/// MPHI in v/v; T2LM in ms; a in mD/ms^2 with the exponents 4 and 2; KSDR in mD.
/// ## Nulls
/// Null in either input gives null, and so does a negative MPHI or T2LM. The result is not limited.
/// ## Source
/// Kenyon, Day, Straley and Willemsen, A Three-Part Study of NMR Longitudinal Relaxation Properties of Water-Saturated Sandstones, SPE Formation Evaluation 3, 1988.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Coefficient of the formation.
    #[schemars(range(max = 10000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub a: f64,
    /// Exponent of porosity.
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "1"))]
    pub m: f64,
    /// Exponent of the relaxation time.
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "1"))]
    pub n: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 4.0, m: 4.0, n: 2.0 }
    }
}

pub struct PermeabilitySdr;

impl Operator for PermeabilitySdr {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "permeability_sdr",
        title: "NMR permeability, SDR",
        terms: &["magnetic resonance", "mean t2 model", "kenyon", "ksdr"],
        inputs: &[Port::curve("MPHI", FRACTION).fits(POROSITY), Port::curve("T2LM", MILLISECOND)],
        outputs: &[Output::curve("KSDR", MILLIDARCY)],
        examples: &[Example {
            note: "4 * 0.2^4 * 100^2; null in, null out.",
            params: "{}",
            input: r#"{"MPHI": [0.2, 0.2, -0.2], "T2LM": [100, null, 100]}"#,
            output: r#"{"KSDR": [64, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let permeability = map([input.curve("MPHI")?, input.curve("T2LM")?], |[porosity, t2]| {
            if porosity < 0.0 || t2 < 0.0 {
                return NULL;
            }
            params.a * porosity.powf(params.m) * t2.powf(params.n)
        });
        Ok(Outputs::one("KSDR", permeability))
    }
}
