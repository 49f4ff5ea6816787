//! Pore throat radius, Winland.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::curve::Quantity;
use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, MICROMETRE, MILLIDARCY, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Estimates the pore throat radius at 35 % mercury saturation from permeability and porosity.
///
/// ## Formula
/// `log10(R35) = 0.732 + 0.588 * log10(PERM) - 0.864 * log10(100 * PHI)`
/// ## Units
/// PERM in mD, of air and not corrected for slip; PHI in v/v; R35 in um.
/// ## Nulls
/// Null in either input gives null, and so do PERM and PHI at or below zero, which have no logarithm.
/// ## Source
/// Kolodzie, Analysis of Pore Throat Size and Use of the Waxman-Smits Equation to Determine OOIP in Spindle Field, SPE 9382, 1980.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct WinlandR35;

impl Operator for WinlandR35 {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "winland_r35",
        title: "Pore throat radius, Winland R35",
        terms: &["r35", "pore throat", "rock type"],
        inputs: &[Port::curve("PERM", MILLIDARCY), Port::curve("PHI", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("R35", MICROMETRE).measures(Quantity::PoreThroatRadius)],
        examples: &[Example {
            note: "1 mD at 10 % porosity: the logarithm is 0.732 - 0.864; tight rock without permeability has none.",
            params: "{}",
            input: r#"{"PERM": [1, 0, 1], "PHI": [0.1, 0.1, null]}"#,
            output: r#"{"R35": [0.737904230129101, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let radius =
            map([input.curve("PERM")?, input.curve("PHI")?], |[permeability, porosity]| {
                if permeability <= 0.0 || porosity <= 0.0 {
                    return NULL;
                }
                let logarithm =
                    0.732 + 0.588 * permeability.log10() - 0.864 * (100.0 * porosity).log10();
                10f64.powf(logarithm)
            });
        Ok(Outputs::one("R35", radius))
    }
}
