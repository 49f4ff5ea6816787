//! Equivalent water resistivity from static SP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{BrokenRule, Example, KernelError, Operator, Spec};
use crate::operators::ports::{FAHRENHEIT, MILLIVOLT, OHM_M, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Computes the equivalent resistivity of formation water from the static spontaneous potential.
///
/// ## Formula
/// `RWE = rmfe * 10^(SSP / (k0 + k1 * TEMP))`
/// ## Units
/// SSP in mV, negative in front of salt water; TEMP in degF; rmfe and RWE in ohm.m. A k0 of 61 is that of Schlumberger, 60 that of Asquith; Crain has 60 and 0.122.
/// ## Nulls
/// Null in either input gives null, and so does a TEMP that makes `k0 + k1 * TEMP` zero or less. The result is not limited.
/// ## Source
/// Schlumberger, Log Interpretation Charts, chart SP-1, 1985; Asquith and Gibson, Basic Well Log Analysis for Geologists, AAPG, 1982, figures 13 and 14.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Equivalent resistivity of the mud filtrate, at formation temperature.
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "ohm.m"))]
    pub rmfe: f64,
    /// SP constant at 0 degF, in mV.
    #[schemars(range(min = 0.0, max = 200.0), extend("x-unit" = "1"))]
    pub k0: f64,
    /// Growth of the SP constant, in mV for each degF.
    #[schemars(range(min = 0.0, max = 2.0), extend("x-unit" = "1"))]
    pub k1: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { rmfe: 0.5, k0: 61.0, k1: 0.133 }
    }
}

pub struct RweFromSsp;

impl Operator for RweFromSsp {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "rwe_from_ssp",
        title: "Equivalent water resistivity from SSP",
        terms: &["rw", "sp", "rmfe"],
        inputs: &[Port::curve("SSP", MILLIVOLT), Port::curve("TEMP", FAHRENHEIT)],
        outputs: &[Output::curve("RWE", OHM_M).measures(Quantity::WaterResistivity)],
        examples: &[Example {
            note: "By 71 mV at 71 mV for a power of ten; no potential means water like the filtrate.",
            params: r#"{"k1": 0.1}"#,
            input: r#"{"SSP": [-71, 0, -71, null], "TEMP": [100, 100, -700, 100]}"#,
            output: r#"{"RWE": [0.05, 0.5, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let equivalent =
            map([input.curve("SSP")?, input.curve("TEMP")?], |[potential, temperature]| {
                let constant = params.k0 + params.k1 * temperature;
                if constant > 0.0 { params.rmfe * 10f64.powf(potential / constant) } else { NULL }
            });
        Ok(Outputs::one("RWE", equivalent))
    }

    fn check(params: &Params) -> Vec<BrokenRule> {
        if params.k0 > 0.0 || params.k1 > 0.0 {
            return Vec::new();
        }
        let wanted = "more than 0 for k0 or k1";
        vec![BrokenRule::new("k0", params.k0, wanted, "61 and 0.133 are those of Schlumberger")]
    }
}
