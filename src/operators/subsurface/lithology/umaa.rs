//! Apparent matrix volumetric cross-section.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{FRACTION, Output, POROSITY, Port};
use crate::operators::support::samples::{NULL, map};

/// Takes the pore fluid out of the volumetric photoelectric factor, which leaves that of the rock.
///
/// ## Formula
/// `UMAA = (U - PHIA * u_fl) / (1 - PHIA)`
/// ## Units
/// U, u_fl and UMAA in b/cm3; PHIA in v/v.
/// ## Nulls
/// Null in either input gives null, and so does PHIA at or above 1. The result is not limited.
/// ## Source
/// Schlumberger, Log Interpretation Principles and Applications, 1989.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Cross-section of the pore fluid; 0.398 is fresh water.
    #[schemars(range(min = 0.0, max = 10.0), extend("x-unit" = "b/cm3"))]
    pub u_fl: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { u_fl: 0.398 }
    }
}

pub struct Umaa;

impl Operator for Umaa {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "umaa",
        title: "Apparent matrix volumetric cross-section",
        terms: &["photoelectric", "mid plot", "lithology"],
        inputs: &[Port::curve("U", "b/cm3"), Port::curve("PHIA", FRACTION).fits(POROSITY)],
        outputs: &[Output::curve("UMAA", "b/cm3")],
        examples: &[Example {
            note: "A rock of 10 b/cm3 with 20 % water; no rock at all.",
            params: "{}",
            input: r#"{"U": [8.0796, 9, 0.398, 9], "PHIA": [0.2, 0, 1, null]}"#,
            output: r#"{"UMAA": [10, 9, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let values = map([input.curve("U")?, input.curve("PHIA")?], |[u, porosity]| {
            if porosity >= 1.0 { NULL } else { (u - porosity * params.u_fl) / (1.0 - porosity) }
        });
        Ok(Outputs::one("UMAA", values))
    }
}
