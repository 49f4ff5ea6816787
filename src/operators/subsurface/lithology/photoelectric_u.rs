//! Volumetric photoelectric factor.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{BARN_PER_ELECTRON, G_PER_CM3, Output, Port};
use crate::operators::support::samples::map;

/// Turns the photoelectric factor per electron into a cross-section per volume, which mixes by volume.
///
/// ## Formula
/// `U = PEF * (RHOB + 0.1883) / 1.0704`, where the fraction is the electron density
/// ## Units
/// PEF in b/e; RHOB in g/cm3; U in b/cm3.
/// ## Nulls
/// Null in either input gives null. The result is not limited.
/// ## Source
/// Schlumberger, Log Interpretation Principles and Applications, 1989.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

pub struct PhotoelectricU;

impl Operator for PhotoelectricU {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "photoelectric_u",
        title: "Volumetric photoelectric factor",
        terms: &["u", "pef", "cross-section", "lithology"],
        inputs: &[Port::curve("PEF", BARN_PER_ELECTRON), Port::curve("RHOB", G_PER_CM3)],
        outputs: &[Output::curve("U", "b/cm3")],
        examples: &[Example {
            note: "Quartz: 1.81 b/e and 2.65 g/cm3 make about 4.8 b/cm3.",
            params: "{}",
            input: r#"{"PEF": [1.81, null], "RHOB": [2.65, 2.3]}"#,
            output: r#"{"U": [4.799442264574, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(_: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("PEF")?, input.curve("RHOB")?], |[pef, rhob]| {
            pef * (rhob + 0.1883) / 1.0704
        });
        Ok(Outputs::one("U", values))
    }
}
