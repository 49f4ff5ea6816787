//! Unconfined strength from sonic, McNally.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{MEGAPASCAL, Output, Port, US_PER_FT};
use crate::operators::support::samples::map;

/// Estimates the unconfined compressive strength of sandstone from P slowness.
///
/// ## Formula
/// `UCS = a * exp(-b * DT)`
/// ## Units
/// DT in us/ft; UCS and a in MPa; b in ft/us.
/// ## Nulls
/// Null in, null out. The result is not limited.
/// ## Source
/// McNally, Estimation of Coal Measures Rock Strength Using Sonic and Neutron Logs, Geoexploration 24, 1987; with the constants of Chang, Zoback and Khaksar, Empirical Relations between Rock Strength and Physical Properties in Sedimentary Rocks, Journal of Petroleum Science and Engineering 51, 2006.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Strength at no slowness.
    #[schemars(range(max = 100000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "MPa"))]
    pub a: f64,
    /// Decay with slowness, for each us/ft.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "1"))]
    pub b: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1200.0, b: 0.036 }
    }
}

pub struct UcsMcNally;

impl Operator for UcsMcNally {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "ucs_mcnally",
        title: "Unconfined strength from sonic",
        terms: &["ucs", "strength", "mcnally", "sanding"],
        inputs: &[Port::curve("DT", US_PER_FT)],
        outputs: &[Output::curve("UCS", MEGAPASCAL).measures(Quantity::Strength)],
        examples: &[Example {
            note: "At 100 us/ft, 1200 times exp(-3.6).",
            params: "{}",
            input: r#"{"DT": [100, 0, null]}"#,
            output: r#"{"UCS": [32.78846693675107, 1200, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let strength =
            map([input.curve("DT")?], |[slowness]| params.a * (-params.b * slowness).exp());
        Ok(Outputs::one("UCS", strength))
    }
}
