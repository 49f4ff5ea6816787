//! S velocity from P velocity, mudrock line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operators::inputs::{Inputs, Outputs};
use crate::operators::operator::{Example, KernelError, Operator, Spec};
use crate::operators::ports::{M_PER_S, Output, Port};
use crate::operators::support::samples::{NULL, map};

/// Estimates S velocity of brine-filled clastic rock by the mudrock line.
///
/// ## Formula
/// `VS = (VP - b) / a`
/// ## Units
/// VP, b and VS_CAS in m/s.
/// ## Nulls
/// Null in, null out; VP at or below b gives null, since the line ends where S waves do.
/// ## Source
/// Castagna, Batzle and Eastwood, Relationships between Compressional-Wave and Shear-Wave Velocities in Clastic Silicate Rocks, Geophysics 50, 1985.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Slope of the line.
    #[schemars(range(max = 5.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "1"))]
    pub a: f64,
    /// P velocity at which S waves end.
    #[schemars(range(min = 0.0, max = 5000.0), extend("x-unit" = "m/s"))]
    pub b: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { a: 1.16, b: 1360.0 }
    }
}

pub struct VsCastagna;

impl Operator for VsCastagna {
    type Params = Params;
    const SPEC: Spec = Spec {
        id: "vs_castagna_mudrock",
        title: "Vs from Vp, mudrock line",
        terms: &["shear", "castagna", "mudrock"],
        inputs: &[Port::curve("VP", M_PER_S)],
        outputs: &[Output::curve("VS_CAS", M_PER_S)],
        examples: &[Example {
            note: "On the line; a P velocity of water has no S velocity.",
            params: "{}",
            input: r#"{"VP": [3680, 1360, null]}"#,
            output: r#"{"VS_CAS": [2000, null, null]}"#,
        }],
        source: file!(),
        ..Spec::BASE
    };

    fn run(params: &Params, input: &Inputs) -> Result<Outputs, KernelError> {
        let velocity = map([input.curve("VP")?], |[vp]| {
            if vp > params.b { (vp - params.b) / params.a } else { NULL }
        });
        Ok(Outputs::one("VS_CAS", velocity))
    }
}
