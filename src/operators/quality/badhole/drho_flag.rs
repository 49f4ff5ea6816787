//! Bad density from its correction.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FLAG, G_PER_CM3, Output, Port};
use crate::operators::support::samples::{flag, map};

/// Flags the samples where the density tool had to correct too much for what lies between pad and rock.
///
/// ## Formula
/// `BHD = 1 where abs(DRHO) > max_abs, else 0`
/// ## Units
/// DRHO and max_abs in g/cm3; BHD is 1 for bad density and 0 otherwise.
/// ## Nulls
/// Null in, null out.
/// ## Source
/// Theys, Log Data Acquisition and Quality Control, 2nd ed., Editions Technip, 1999.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Greatest correction, of either sign, with which the density is trusted.
    #[schemars(range(min = 0.05, max = 0.3), extend("x-unit" = "g/cm3"))]
    pub max_abs: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { max_abs: 0.15 }
    }
}

pub struct DrhoFlag;

impl Operator for DrhoFlag {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "badhole_drho_flag",
        title: "Bad density from correction",
        terms: &["drho", "density correction", "standoff", "bhd"],
        inputs: &[Port::curve("DRHO", G_PER_CM3)],
        outputs: &[Output::curve("BHD", FLAG).measures(Quantity::Flag)],
        examples: &[Example {
            note: "The limit itself is still good; corrections count with either sign.",
            params: "{}",
            input: r#"{"DRHO": [0.02, 0.15, 0.2, -0.2, null]}"#,
            output: r#"{"BHD": [0, 0, 1, 1, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let flags = map([input.curve("DRHO")?], |[drho]| flag(drho.abs() > params.max_abs));
        Ok(Outputs::one("BHD", flags))
    }
}
